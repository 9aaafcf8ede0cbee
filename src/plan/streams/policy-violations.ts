import type { StreamCard } from '../../model/card.ts';
import { streamCollection } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Warning } from '../../model/plan.ts';
import type { PlanItem, Step } from '../../model/plan-item.ts';
import { type Policy, type PolicyViolation, violationTexts } from '../../model/policy.ts';
import { findViolations, policyPlace, type Violation } from '../../policy/check.ts';
import { withExtra } from '../canonical/canonical.ts';
import { takes } from '../steps/steps.ts';

/**
 * Returns what a manifest asks for and a policy does not allow.
 *
 * @param given the manifest's spec with ids for names
 */
export function violationsIn(
  policies: readonly Policy[],
  card: StreamCard,
  manifest: Manifest,
  given: JsonObject,
): readonly PolicyViolation[] {
  const { name, collection, source, violations = {} } = manifest;
  const found = findViolations(policies, { name, collection, spec: withExtra(card, given) });
  return found.map((one) => printed(one, violations[one.key] ?? `${source.file}:${source.line}`));
}

/** Returns the violations of what an item of a saved plan would write or activate. */
export function violationsOfItem(item: PlanItem, policies: readonly Policy[]): readonly PolicyViolation[] {
  const { name, desired, source } = item;
  if (!desired || !isHeldByPolicy(item.steps)) return [];
  const found = findViolations(policies, { name, collection: streamCollection(item), spec: desired.spec });
  return found.map((one) => printed(one, `${source.file}:${source.line}`));
}

function printed({ rule, message, hint, policy }: Violation, source: string): PolicyViolation {
  return {
    rule,
    message: `${message} ${hint}`,
    reason: policy.reason,
    source,
    policy: policyPlace(policy),
  };
}

/** Returns whether steps make a stream send, or store, what a policy does not allow. Stopping it is always possible. */
export function isHeldByPolicy(steps: readonly Step[]): boolean {
  return takes(steps, 'create', 'update', 'activate');
}

/**
 * Warns about violations that a plan does not write.
 *
 * @param note what the plan does instead, as a sentence
 */
export function violationWarnings(
  name: string,
  violations: readonly PolicyViolation[],
  note: string,
): readonly Warning[] {
  return violationTexts(violations).map((text) => ({
    code: 'policy-violation',
    message: `${text} ${note}`,
    name,
  }));
}
