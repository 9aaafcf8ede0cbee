import type { Approval, Coverage, GivenApproval, StreamRecord } from '../model/approval.ts';
import { collectionKey, collectionOf } from '../model/collection.ts';
import { canonicalJson, type JsonObject } from '../model/json.ts';
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
    desired: desiredDigest(target, item, hash),
  };
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
  readonly records: readonly StreamRecord[];
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
 * The live version is what was approved from, or was reached from it by our own recorded applies alone; or nothing
 * differs in content any more one version later, which a run that was cut short before it could record leaves behind:
 * then only the activation is still to do, and that is what was agreed to.
 */
function stands(
  approved: Approval,
  now: Approval,
  item: PlanItem,
  records: readonly StreamRecord[],
): boolean {
  if (approved.base === now.base) return true;
  if (now.base === null) return false;
  const from = approved.base ?? 0;
  if (now.base < from) return false;
  const isCut = now.base === from + 1 && !takes(item.steps, 'create', 'update', 'delete');
  if (isCut) return true;
  const ours = new Set(records.filter((one) => isOurs(one, now)).flatMap(madeVersion));
  for (let version = from + 1; version <= now.base; version += 1) if (!ours.has(version)) return false;
  return true;
}

function isOurs(record: StreamRecord, now: Approval): boolean {
  return collectionKey(record) === collectionKey(now) && record.streamId === now.streamId;
}

/**
 * The version that an apply made: a write makes exactly the one after its base. An apply that only activated a stranger's
 * version left that version too, and did not make it.
 */
function madeVersion({ base, version }: StreamRecord): readonly number[] {
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
