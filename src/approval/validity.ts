import type { Approval, ApprovalFacts, Coverage, DatedRecord } from '../model/approval.ts';
import type { Activation } from '../model/observed.ts';
import { leadsToActive, phaseOf } from '../model/phase.ts';
import type { PlanItem } from '../model/plan-item.ts';
import { idOf, isSameResource } from '../model/resource-key.ts';
import { typeOf } from '../plan/resources/resource-types.ts';
import { takes } from '../plan/steps/steps.ts';

/** Why an approval does not allow what a plan would do to a stream. */
export type InvalidReason = 'other-stream' | 'other-content' | 'used-up' | 'other-base' | 'other-state';

/** The reasons why an approval is not valid, in the order in which they are checked. The first one is reported. */
const REASONS: readonly {
  readonly reason: InvalidReason;
  readonly applies: (facts: ApprovalFacts) => boolean;
}[] = [
  { reason: 'other-stream', applies: ({ approved, now }) => !isSameResource(approved, now) },
  { reason: 'other-content', applies: ({ approved, now }) => approved.desired !== now.desired },
  { reason: 'used-up', applies: isUsedUp },
  { reason: 'other-base', applies: (facts) => !typeOf(facts.item).hasApprovedBase(facts) },
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
 * An approval is used up if it was applied and a later apply changed the stream, if someone else has removed the change
 * since, or if the stream that it created no longer exists.
 */
function isUsedUp(facts: ApprovalFacts): boolean {
  const {
    approved: { desired, at },
    item,
    now,
    records,
  } = facts;
  if (at === undefined) return false;
  if (typeOf(item).isUndone(facts)) return true;
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
  // The content of the base includes what its version does not show.
  if (now.baseContent !== undefined || now.active === (item.desired?.state === 'active')) return true;
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
