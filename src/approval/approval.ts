import type { Hash } from '../model/account.ts';
import type { Approval } from '../model/approval.ts';
import { typeOfResource } from '../model/collection.ts';
import { canonicalJson, type JsonObject } from '../model/json.ts';
import type { Plan } from '../model/plan.ts';
import type { PlanItem } from '../model/plan-item.ts';
import { identityOf } from '../model/resource-key.ts';
import { typeOf } from '../plan/resources/resource-types.ts';
import { acts } from '../plan/steps/steps.ts';

/**
 * Returns what an approval of a plan covers: one approval for each stream that the plan would change, now or after
 * waiting.
 */
export function approvalsOf({ target, items }: Plan, hash: Hash): readonly Approval[] {
  return items.filter(acts).map((item) => ({
    ...approvalOf(target, item, hash),
    ...(rotates(item) ? { rotates: true } : {}),
    wanted: typeOf(item).redactedContent(item),
  }));
}

function rotates({ rotateSecretsAfter, effects }: PlanItem): boolean {
  return rotateSecretsAfter !== undefined && effects.includes('secret-rotation');
}

/**
 * The approval of one stream. Approvals are compared by a digest of canonical JSON that covers only what would be
 * written. Messages, line numbers and this tool's version are not included.
 */
export function approvalOf(target: string, item: PlanItem, hash: Hash): Approval {
  return {
    ...identityOf(item),
    ...typeOf(item).approvalBase(item),
    desired: desiredDigest(target, item, hash),
  };
}

/** Returns a digest that distinguishes the records of several accounts without revealing their names. */
export function targetDigest(target: string, hash: Hash): string {
  return `sha256:${hash(`account|${target}`)}`;
}

/** Returns a digest of the desired content of a stream. */
export function desiredDigest(target: string, item: PlanItem, hash: Hash): string {
  const content: JsonObject = { target, ...typeOfResource(item), ...typeOf(item).desiredContent(item) };
  return `sha256:${hash(canonicalJson(content))}`;
}
