import type { Approval, Coverage, DatedRecord, GivenApproval } from '../model/approval.ts';
import { collectionKey, collectionOf } from '../model/collection.ts';
import { canonicalJson, type JsonObject } from '../model/json.ts';
import { phaseOf } from '../model/phase.ts';
import type { Plan, PlanItem } from '../model/plan.ts';
import { acts } from './fingerprint.ts';
import type { Hash } from './observed.ts';
import { takes } from './steps.ts';

/** What whoever agrees to a plan agrees to: one approval for each stream that it would change, now or after waiting. */
export function approvalsOf({ target, items }: Plan, hash: Hash): readonly Approval[] {
  return items.filter(acts).map((item) => approvalOf(target, item, hash));
}

/**
 * One stream's approval. Compared as a digest of canonical JSON: of what would be written and nothing else, so that
 * prose, file lines and this tool's version have no part in it.
 */
function approvalOf(target: string, item: PlanItem, hash: Hash): Approval {
  return {
    ...collectionOf(item),
    name: item.name,
    ...(item.streamId === undefined ? {} : { streamId: item.streamId }),
    base: item.baseVersion ?? null,
    ...standing(item.status),
    desired: desiredDigest(target, item, hash),
  };
}

/** Stopping a stream makes no version, so a version alone does not tell whether an edit starts its logs again. */
function standing(status: string | undefined): Pick<Approval, 'active'> {
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

/** Digest of what a manifest wants of its stream. The stream's id is not in it: a create has none yet. */
export function desiredDigest(target: string, item: PlanItem, hash: Hash): string {
  const { streamName = item.name, state = 'absent', spec = {} } = item.desired ?? {};
  const content: JsonObject = { target, ...collectionOf(item), streamName, state, spec };
  return `sha256:${hash(canonicalJson(content))}`;
}

/** What is known of agreement and of our own earlier doing. */
export interface Evidence {
  readonly approvals: readonly GivenApproval[];
  /** What our own applies left, newest first. */
  readonly records: readonly DatedRecord[];
}

/**
 * For each stream that a plan would change, whether somebody agreed to exactly that: to this content, and made from the
 * live version or from one that our own applies alone led on from.
 */
export function coverageOf(plan: Plan, evidence: Evidence, hash: Hash): readonly Coverage[] {
  return plan.items.filter(acts).map((item) => coverOne(approvalOf(plan.target, item, hash), item, evidence));
}

function coverOne(now: Approval, item: PlanItem, { approvals, records }: Evidence): Coverage {
  const { name } = item;
  const about = approvals.filter((one) => isAbout(one, now));
  const [first] = about;
  if (!first) return { tag: 'not-approved', name };
  const same = about.filter(({ desired }) => desired === now.desired);
  const [approved] = same;
  if (!approved) return { tag: 'other-content', name, approved: first };
  const covering = same.find((one) => stands(one, now, item, records));
  if (covering) return { tag: 'covered', name, by: covering.by };
  return { tag: 'other-base', name, approved, live: now.base };
}

type Identity = Pick<Approval, 'kind' | 'logType' | 'name' | 'streamId'>;

/** The same stream: by id where both know it, else by the manifest's name, since a create has no id yet. */
function isAbout(approved: Identity, now: Identity): boolean {
  if (collectionKey(approved) !== collectionKey(now)) return false;
  if (approved.streamId !== undefined && now.streamId !== undefined)
    return approved.streamId === now.streamId;
  return approved.name === now.name;
}

/**
 * What was agreed to is still what would happen: the live version is the one approved from or was reached from it by our own
 * recorded applies alone, nobody has stopped or started the stream since, and the agreement is not used up.
 */
function stands(
  approved: GivenApproval,
  now: Approval,
  item: PlanItem,
  records: readonly DatedRecord[],
): boolean {
  const since = records.filter((one) => isAbout(one, now) && one.at >= (approved.at ?? ''));
  if (isUsedUp(approved, now, since)) return false;
  return isReached(approved, now, item, records) && isStanding(approved, now, item, since);
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
function isStanding(
  approved: GivenApproval,
  now: Approval,
  item: PlanItem,
  since: readonly DatedRecord[],
): boolean {
  if (now.active === (item.desired?.state === 'active')) return true;
  const [newest] = approved.at === undefined ? [] : since;
  if (newest && ledTo(newest).includes(now.active)) return true;
  if (newest?.desired === approved.desired) return false;
  return approved.base === null || now.active === approved.active;
}

/** Where a run left a stream, and where each of its further steps leads. */
function ledTo({ status, left }: DatedRecord): readonly (boolean | undefined)[] {
  const ends = left.flatMap((step) => (step.do === 'await' ? [step.until === 'ACTIVATED'] : []));
  return status === undefined ? ends : [standing(status).active, ...ends];
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
  const ours = new Set(records.filter((one) => isOurs(one, now)).flatMap(madeVersion));
  for (let version = from + 1; version <= now.base; version += 1) if (!ours.has(version)) return false;
  return true;
}

function isOurs(record: DatedRecord, now: Approval): boolean {
  return collectionKey(record) === collectionKey(now) && record.streamId === now.streamId;
}

/**
 * The version that an apply made: a write makes exactly the one after its base. An apply that only activated a stranger's
 * version left that version too, and did not make it.
 */
function madeVersion({ base, version }: DatedRecord): readonly number[] {
  return version === (base ?? 0) + 1 ? [version] : [];
}

/** Blocked streams whose change somebody approved: they are still to be done when they are blocked no longer. */
export function blockedThough(plan: Plan, approvals: readonly GivenApproval[]): readonly PlanItem[] {
  const identityOf = ({ name, streamId }: PlanItem) => ({
    name,
    ...(streamId === undefined ? {} : { streamId }),
  });
  return plan.items.filter(
    (item) =>
      item.action === 'blocked' &&
      approvals.some((one) => isAbout(one, { ...collectionOf(item), ...identityOf(item) })),
  );
}
