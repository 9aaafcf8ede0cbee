import type { Approval, DatedRecord, GivenApproval } from '../model/approval.ts';
import { collectionKey } from '../model/collection.ts';
import { phaseOf } from '../model/phase.ts';
import type { PlanItem } from '../model/plan.ts';
import { takes } from '../plan/steps/transitions.ts';

/** Whether an approval of a content still holds for the stream as it is now, or what has come in between. */
export type ApprovalValidity = 'holds' | 'used-up' | 'other-base' | 'other-standing';

/**
 * What was agreed to is still what would happen: the live version is the one approved from or was reached from it by our own
 * recorded applies alone, nobody has stopped or started the stream since, and the agreement is not used up.
 * @param now what the plan of now would have approved
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
  return isAsBefore(approved, now, item, sincePlanned) ? 'holds' : 'other-standing';
}

type Identity = Pick<Approval, 'kind' | 'logType' | 'name' | 'streamId'>;

/** The same stream: by id where both know it, else by the manifest's name, since a create has no id yet. */
export function isAbout(approved: Identity, now: Identity): boolean {
  if (collectionKey(approved) !== collectionKey(now)) return false;
  if (approved.streamId !== undefined && now.streamId !== undefined)
    return approved.streamId === now.streamId;
  return approved.name === now.name;
}

/** Whether logs flow in a status, or are about to. Stopping a stream makes no version, so a version alone does not tell. */
export function activeIn(status: string | undefined): Pick<Approval, 'active'> {
  const phase = phaseOf(status ?? '');
  switch (phase.tag) {
    case 'settled':
      return { active: phase.active };
    case 'moving':
      return { active: phase.towards === 'ACTIVATED' };
    case 'unknown':
      return {};
    default:
      return phase satisfies never;
  }
}

/** It was carried out, and a later run has led on from there; or the stream that it made is gone again. */
function isUsedUp({ desired, at }: GivenApproval, now: Approval, since: readonly DatedRecord[]): boolean {
  if (at === undefined) return false;
  const [newest] = since;
  const isMade = since.some(({ base }) => base === null);
  if (now.base === null && isMade) return true;
  return newest !== undefined && newest.desired !== desired && since.some((one) => one.desired === desired);
}

/**
 * Logs flow or do not as they did when it was approved, or as our own steps have made it since then; or as is wanted
 * anyway. An engineer who stopped the stream meanwhile is not overruled.
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

/** Where a run left a stream, and where each of its further steps leads. */
function ledTo({ status, left }: DatedRecord): readonly (boolean | undefined)[] {
  const ends = left.flatMap((step) => (step.do === 'await' ? [step.until === 'ACTIVATED'] : []));
  return status === undefined ? ends : [activeIn(status).active, ...ends];
}

/**
 * A run that was cut short before it could record leaves one version more behind, in whose content nothing differs any more:
 * then the activation that is left to do is what was agreed to. A stranger's version never passes for it where logs stop.
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

/** Versions of a stream that our applies made. */
export function ownVersions(
  stream: Pick<Approval, 'kind' | 'logType' | 'streamId'>,
  records: readonly DatedRecord[],
): ReadonlySet<number> {
  const isOurs = (record: DatedRecord) =>
    collectionKey(record) === collectionKey(stream) && record.streamId === stream.streamId;
  return new Set(records.filter(isOurs).flatMap(madeVersion));
}

/**
 * The version that an apply made: a write makes exactly the one after its base. An apply that only activated a stranger's
 * version left that version too, and did not make it.
 */
function madeVersion({ base, version }: DatedRecord): readonly number[] {
  return version === (base ?? 0) + 1 ? [version] : [];
}
