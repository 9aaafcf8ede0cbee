import type { DatedRecord, GivenApproval } from '../../model/approval.ts';
import { defined } from '../../model/defined.ts';
import type { Plan } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { isSameResource } from '../../model/resource-key.ts';
import type { SatisfiedRotation } from '../../model/stop-explanation.ts';
import { satisfiesRotation } from '../../plan/steps/rotation.ts';
import { takes } from '../../plan/steps/steps.ts';
import { ownVersions } from '../../plan/streams/approved-base.ts';

/**
 * Returns the approved rotations that need no version any more, because a version was saved after the approved plan was
 * made. If the version is not ours, it contains the secrets that its author had.
 */
export function satisfiedRotations(
  { items }: Pick<Plan, 'items'>,
  approvals: readonly GivenApproval[],
  records: readonly DatedRecord[],
): readonly SatisfiedRotation[] {
  return items.flatMap((item): readonly SatisfiedRotation[] => {
    const { name, rotateSecretsAfter: after, baseVersion: version } = item;
    if (after === undefined || version === undefined || takes(item.steps, 'create', 'update')) return [];
    if (!approvals.some((one) => isApprovedRotation(one, item)) || !satisfiesRotation(after, item)) return [];
    const { modifiedBy, modifiedDate } = item;
    const isOurs = ownVersions(item, records).has(version);
    return [
      {
        ...{ name, after },
        version: { version, ...defined({ modifiedBy, modifiedDate }), isOurs },
      },
    ];
  });
}

function isApprovedRotation(approved: GivenApproval, item: PlanItem): boolean {
  return (
    isSameResource(approved, item) &&
    approved.rotates === true &&
    approved.base !== item.baseVersion &&
    approved.wanted?.rotateSecretsAfter === item.rotateSecretsAfter
  );
}
