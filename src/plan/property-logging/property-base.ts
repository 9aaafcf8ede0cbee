import type { ApprovalBase, ApprovalFacts } from '../../model/approval.ts';
import type { PlanItem } from '../../model/plan-item.ts';

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
