import type { Approval, DatedRecord, GivenApproval } from '../model/approval.ts';
import { collectionKey } from '../model/collection.ts';
import { phaseOf } from '../model/phase.ts';
import type { PlanItem } from '../model/plan.ts';
import { takes } from '../plan/steps/allowed-steps.ts';

/** Whether an approval is still valid for the stream as it is now, or why it is not. */
export type ApprovalValidity = 'holds' | 'used-up' | 'other-base' | 'other-state';

/**
 * Determines whether an approval is still valid. It is valid if all of the following are true: the live version is the
 * approved base, or only our own recorded applies led to it; no user has stopped or started the stream since; and the
 * approval is not used up.
 *
 * @param now what an approval of the current plan would contain
 */
export function approvalValidity(
  approved: GivenApproval,
  now: Approval,
  item: PlanItem,
  records: readonly DatedRecord[],
): ApprovalValidity {
  const ours = records.filter((one) => isAbout(one, now));
  const { at = '', plannedAt = at } = approved;
  const since = ours.filter((one) => one.at >= at);
  if (isUsedUp(approved, now, since)) return 'used-up';
  if (!isReached(approved, now, item, records)) return 'other-base';
  const sincePlanned = ours.filter((one) => one.at >= plannedAt);
  return isAsBefore(approved, now, item, sincePlanned) ? 'holds' : 'other-state';
}

type Identity = Pick<Approval, 'kind' | 'logType' | 'name' | 'streamId'>;

/**
 * Returns whether both are about the same stream: by id if both have one, otherwise by the manifest's name, since a
 * create has no id yet.
 */
export function isAbout(approved: Identity, now: Identity): boolean {
  if (collectionKey(approved) !== collectionKey(now)) return false;
  if (approved.streamId !== undefined && now.streamId !== undefined)
    return approved.streamId === now.streamId;
  return approved.name === now.name;
}

/**
 * Returns whether a stream with this status is active or about to be. Stopping a stream creates no version, so the
 * version alone does not show it.
 */
export function activeIn(status: string | undefined): Pick<Approval, 'active'> {
  const phase = phaseOf(status ?? '');
  switch (phase.tag) {
    case 'stable':
      return { active: phase.active };
    case 'in-transition':
      return { active: phase.towards === 'ACTIVATED' };
    case 'unknown':
      return {};
    default:
      return phase satisfies never;
  }
}

/**
 * An approval is used up if it was applied and a later apply changed the stream, or if the stream that it created no
 * longer exists.
 */
function isUsedUp({ desired, at }: GivenApproval, now: Approval, since: readonly DatedRecord[]): boolean {
  if (at === undefined) return false;
  const [newest] = since;
  const isMade = since.some(({ base }) => base === null);
  if (now.base === null && isMade) return true;
  return newest !== undefined && newest.desired !== desired && since.some((one) => one.desired === desired);
}

/**
 * Returns whether the stream is active or inactive as at the time of the approval, as after our own later steps, or as
 * desired. This ensures that a manual stop by an engineer is not undone.
 */
function isAsBefore(
  approved: GivenApproval,
  now: Approval,
  item: PlanItem,
  since: readonly DatedRecord[],
): boolean {
  if (now.active === (item.desired?.state === 'active')) return true;
  const [newest] = approved.at === undefined ? [] : since;
  if (newest) return ledTo(newest).includes(now.active);
  return approved.base === null || now.active === approved.active;
}

/** The state in which a run left a stream, and the result of each remaining step. */
function ledTo({ status, left }: DatedRecord): readonly (boolean | undefined)[] {
  const ends = left.flatMap((step) => (step.do === 'await' ? [step.until === 'ACTIVATED'] : []));
  return status === undefined ? ends : [activeIn(status).active, ...ends];
}

/**
 * Returns whether the live version is the approved base, or was reached from it by our own applies. A run that was
 * interrupted before it wrote its record leaves one more version, whose content no longer differs from the manifest.
 * The remaining activation is then what was approved. If the remaining steps stop the stream, a version of another
 * user is never accepted in this way.
 */
function isReached(
  approved: Approval,
  now: Approval,
  item: PlanItem,
  records: readonly DatedRecord[],
): boolean {
  if (approved.base === now.base) return true;
  if (now.base === null) return false;
  const from = approved.base ?? 0;
  if (now.base < from) return false;
  const isStart = item.desired?.state === 'active' && !takes(item.steps, 'deactivate');
  const isCut = now.base === from + 1 && isStart && !takes(item.steps, 'create', 'update', 'delete');
  if (isCut) return true;
  const ours = ownVersions(now, records);
  for (let version = from + 1; version <= now.base; version += 1) if (!ours.has(version)) return false;
  return true;
}

/** Returns the versions of a stream that our applies made. */
export function ownVersions(
  stream: Pick<Approval, 'kind' | 'logType' | 'streamId'>,
  records: readonly DatedRecord[],
): ReadonlySet<number> {
  const isOurs = (record: DatedRecord) =>
    collectionKey(record) === collectionKey(stream) && record.streamId === stream.streamId;
  return new Set(records.filter(isOurs).flatMap(madeVersion));
}

/**
 * The version that an apply made: a write creates exactly the version after its base. An apply that only activated a
 * version of another user has recorded that version, but did not make it.
 */
function madeVersion({ base, version }: DatedRecord): readonly number[] {
  return version === (base ?? 0) + 1 ? [version] : [];
}
