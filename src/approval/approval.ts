import { streamCard } from '../collections/registry.ts';
import type { Hash } from '../model/account.ts';
import type { Approval, Coverage, DatedRecord, DesiredContent, GivenApproval } from '../model/approval.ts';
import type { StreamCard } from '../model/card.ts';
import { collectionOf } from '../model/collection.ts';
import { canonicalJson, type JsonObject } from '../model/json.ts';
import type { Plan, PlanItem } from '../model/plan.ts';
import { isSealed } from '../model/secret.ts';
import { type Seal, sealer, sealSpec } from '../plan/credentials/seal.ts';
import { acts } from '../plan/steps/transitions.ts';
import { type ApprovalValidity, activeIn, approvalValidity, isAbout } from './validity.ts';

/** What whoever agrees to a plan agrees to: one approval for each stream that it would change, now or after waiting. */
export function approvalsOf({ target, items }: Plan, hash: Hash): readonly Approval[] {
  return items
    .filter(acts)
    .map((item) => ({ ...approvalOf(target, item, hash), wanted: redactedContent(target, item, hash) }));
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
    ...activeIn(item.status),
    desired: desiredDigest(target, item, hash),
  };
}

/** What a manifest wants of its stream. The stream's id is not in it: a create has none yet. */
function desiredContentOf({ name, desired }: PlanItem): DesiredContent {
  const { streamName = name, state = 'absent', spec = {} } = desired ?? {};
  return { streamName, state, spec };
}

/** The same for people: it is kept where others read it, so that credentials that a manifest writes out are masked. */
export function redactedContent(target: string, item: PlanItem, hash: Hash): DesiredContent {
  const wanted = desiredContentOf(item);
  const collection = collectionOf(item);
  const seal = sealer(target, collection, item.streamId, hash);
  const shown: Seal = (credential, value) => {
    const sealed = seal(credential, value);
    return isSealed(sealed) ? sealed.shown : sealed;
  };
  const card = streamCard(collection);
  return { ...wanted, spec: sealSpec(card, known(card, wanted.spec), shown) };
}

/** Nobody knows what a member of `spec.extra` holds. */
function known({ members, lists, destinations }: StreamCard, spec: JsonObject): JsonObject {
  const names = new Set(['streamName', 'deliveryConfiguration', destinations, ...Object.keys(members)]);
  for (const { member } of lists) names.add(member);
  return Object.fromEntries(Object.entries(spec).filter(([member]) => names.has(member)));
}

/** Tells accounts apart where records of several stand side by side, without naming any. */
export function targetDigest(target: string, hash: Hash): string {
  return `sha256:${hash(`account|${target}`)}`;
}

/** Digest of what a manifest wants of its stream. */
export function desiredDigest(target: string, item: PlanItem, hash: Hash): string {
  const content: JsonObject = { target, ...collectionOf(item), ...desiredContentOf(item) };
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
  if (about.length === 0) return { tag: 'not-approved', name };
  const same = about.filter(({ desired }) => desired === now.desired);
  if (same.length === 0) return { tag: 'other-content', name, approved: about };
  return judged(name, same, (approved) => approvalValidity(approved, now, item, records));
}

/** One that holds is enough; else the newest one says what has come in between. */
function judged(
  name: string,
  approved: readonly GivenApproval[],
  judge: (one: GivenApproval) => ApprovalValidity,
): Coverage {
  const standings = approved.map(judge);
  const holding = approved[standings.indexOf('holds')];
  if (holding) {
    const { by, at } = holding;
    return { tag: 'covered', name, by, approved: holding, ...(at === undefined ? {} : { since: at }) };
  }
  const [newest = 'other-base'] = standings.filter((standing) => standing !== 'holds');
  return { tag: newest, name, approved };
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
