import type { Approval, Coverage, DatedRecord, GivenApproval } from '../model/approval.ts';
import { collectionKey } from '../model/collection.ts';
import { defined } from '../model/defined.ts';
import type { Activation } from '../model/observed.ts';
import { leadsToActive, phaseOf } from '../model/phase.ts';
import type { PlanItem } from '../model/plan.ts';
import { type Identity, idOf, isSameResource } from '../model/resource-key.ts';
import { takes } from '../plan/steps/allowed-steps.ts';

/** Why an approval does not allow what a plan would do to a stream. */
export type InvalidReason = 'other-stream' | 'other-content' | 'used-up' | 'other-base' | 'other-state';

/** What is known about an approval and about the stream that a plan would change. */
export interface ApprovalFacts {
  readonly approved: GivenApproval;
  /** What an approval of the current plan would contain. */
  readonly now: Approval;
  readonly item: PlanItem;
  /** The records of our own applies to the account, newest first. */
  readonly records: readonly DatedRecord[];
}

/** The reasons why an approval is not valid, in the order in which they are checked. The first one is reported. */
const REASONS: readonly {
  readonly reason: InvalidReason;
  readonly applies: (facts: ApprovalFacts) => boolean;
}[] = [
  { reason: 'other-stream', applies: ({ approved, now }) => !isSameResource(approved, now) },
  { reason: 'other-content', applies: ({ approved, now }) => approved.desired !== now.desired },
  { reason: 'used-up', applies: isUsedUp },
  { reason: 'other-base', applies: (facts) => !isReached(facts) },
  { reason: 'other-state', applies: (facts) => !isAsBefore(facts) },
];

/**
 * Returns why an approval is not valid; `undefined` if it is. A valid approval can still be stopped by the activation
 * history, which costs a request: see `stoppedByHistory`.
 */
export function invalidReasonOf(facts: ApprovalFacts): InvalidReason | undefined {
  return REASONS.find(({ applies }) => applies(facts))?.reason;
}

/**
 * Returns a coverage unless the activation history shows a manual change since, which the steps would undo. Without
 * the history, a possible manual change is not undone.
 *
 * @param history of the stream; `undefined` if it could not be read, empty if it is not needed
 */
export function stoppedByHistory(
  covered: Covered,
  item: PlanItem,
  history: readonly Activation[] | undefined,
): Coverage {
  const { name, approved, since } = covered;
  if (since === undefined || (history && !wasChangedAndRestored(item, history, since))) return covered;
  const stopped = { tag: 'other-state', name, approved: approved ? [approved] : [] } as const;
  return history ? stopped : { ...stopped, isUnread: true };
}

type Covered = Extract<Coverage, { readonly tag: 'covered' }>;

/**
 * Returns whether a stream with this status is active or about to be. Stopping a stream creates no version, so the
 * version alone does not show it.
 */
export function activeIn(resource: Identity, status: string | undefined): Pick<Approval, 'active'> {
  return defined({ active: leadsToActive(resource, status ?? '') });
}

/**
 * An approval is used up if it was applied and a later apply changed the stream, or if the stream that it created no
 * longer exists.
 */
function isUsedUp({ approved: { desired, at }, now, records }: ApprovalFacts): boolean {
  if (at === undefined) return false;
  const since = recordsSince(at, now, records);
  const [newest] = since;
  const isMade = since.some(({ base }) => base === null);
  if (now.base === null && isMade) return true;
  return newest !== undefined && newest.desired !== desired && since.some((one) => one.desired === desired);
}

/** The records of a stream from a time on; ISO 8601, UTC. */
function recordsSince(
  time: string,
  stream: Approval,
  records: readonly DatedRecord[],
): readonly DatedRecord[] {
  return records.filter((one) => isSameResource(one, stream) && one.at >= time);
}

/**
 * Returns whether the stream is active or inactive as at the time of the approval, as after our own later steps, or as
 * desired. This ensures that a manual stop by an engineer is not undone.
 */
function isAsBefore({ approved, now, item, records }: ApprovalFacts): boolean {
  if (now.active === (item.desired?.state === 'active')) return true;
  const { at, plannedAt } = approved;
  const [newest] = at === undefined ? [] : recordsSince(plannedAt ?? at, now, records);
  if (newest) return ledTo(newest).includes(now.active);
  return approved.base === null || now.active === approved.active;
}

/** The state in which a run left a stream, and the result of each remaining step. */
function ledTo(record: DatedRecord): readonly (boolean | undefined)[] {
  const { status, left } = record;
  const ends = left.flatMap((step) => (step.do === 'await' ? [leadsToActive(record, step.until)] : []));
  return status === undefined ? ends : [leadsToActive(record, status), ...ends];
}

/**
 * Returns whether the live version is the approved base, or was reached from it by our own applies. A run that was
 * interrupted before it wrote its record leaves one more version, whose content no longer differs from the manifest.
 * The remaining activation is then what was approved. If the remaining steps stop the stream, a version of another
 * user is never accepted in this way.
 */
function isReached({ approved, now, item, records }: ApprovalFacts): boolean {
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

/** Returns the versions of a resource that our applies made. */
export function ownVersions(resource: Identity, records: readonly DatedRecord[]): ReadonlySet<number> {
  const isOurs = (record: DatedRecord) =>
    collectionKey(record) === collectionKey(resource) && idOf(record) === idOf(resource);
  return new Set(records.filter(isOurs).flatMap(madeVersion));
}

/**
 * The version that an apply made: a write creates exactly the version after its base. An apply that only activated a
 * version of another user has recorded that version, but did not make it.
 */
function madeVersion({ base, version }: DatedRecord): readonly number[] {
  return version === (base ?? 0) + 1 ? [version] : [];
}

/**
 * Returns whether applying a plan to a stream could undo a manual change: its steps start, stop or delete it. The
 * status does not show whether the stream had this status before, and neither do versions.
 */
export function mayUndoManualChange(item: PlanItem): boolean {
  const { status = '', desired, steps } = item;
  const phase = phaseOf(item, status);
  if (idOf(item) === undefined || phase.tag !== 'stable') return false;
  return phase.active !== (desired?.state === 'active') || takes(steps, 'delete');
}

/**
 * Returns whether the activation history shows that a stream left its state after `since` and returned to it. The
 * approved steps change the state only once. Someone therefore undid that change manually, or used the stream in the
 * meantime.
 *
 * @param since ISO 8601, UTC: the time of the approval or record
 */
export function wasChangedAndRestored(
  item: PlanItem,
  history: readonly Activation[],
  since: string,
): boolean {
  const now = phaseOf(item, item.status ?? '');
  return history.some(({ version, status, modifiedDate }) => {
    // Activating a new version deactivates the previous one, which is not a manual change.
    if (version !== item.baseVersion) return false;
    const then = phaseOf(item, status);
    const isOther = then.tag === 'stable' && now.tag === 'stable' && then.active !== now.active;
    return isOther && Date.parse(modifiedDate) > Date.parse(since);
  });
}
