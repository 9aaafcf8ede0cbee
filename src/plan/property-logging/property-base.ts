import type { Hash } from '../../model/account.ts';
import type { ApprovalBase, ApprovalFacts } from '../../model/approval.ts';
import { canonicalJson, type JsonObject } from '../../model/json.ts';
import type { Behavior, LoggingRules } from '../../model/logging-rules.ts';
import type { PlanItem } from '../../model/plan.ts';

/**
 * Computes a digest of what a rule tree says about logging: its behaviors, the names of their rules, and when those
 * apply. It does not depend on the version or on the position of a rule, so that a change of anything else of the site
 * configuration keeps a review valid.
 */
export function loggingDigest({ datastream, report, logCustom }: LoggingRules, hash: Hash): string {
  const content = { datastream, report, logCustom };
  const described = Object.entries(content).map(([name, behaviors]) => [name, behaviors.map(describe)]);
  return `sha256:${hash(canonicalJson(Object.fromEntries(described)))}`;
}

function describe({ rule, options, withheld, locked }: Behavior): JsonObject {
  return { rule: rule.names, when: rule.clauses, options, withheld, locked };
}

/** Returns the version and the logging of the live rule tree that an approval is based on. */
export function approvalBase({ baseVersion, base }: PlanItem): ApprovalBase {
  return { base: baseVersion ?? null, ...(base ? { baseContent: base.content } : {}) };
}

/**
 * Returns whether the live rule tree logs as it did when the change was approved. Our own applies change it only with the
 * last step, and after that nothing is left to approve.
 */
export function hasApprovedBase({ approved, now }: ApprovalFacts): boolean {
  return now.baseContent !== undefined && approved.baseContent === now.baseContent;
}
