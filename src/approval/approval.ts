import { streamCard } from '../collections/registry.ts';
import type { Hash } from '../model/account.ts';
import type { Approval, Coverage, DatedRecord, DesiredContent, GivenApproval } from '../model/approval.ts';
import type { StreamCard } from '../model/card.ts';
import { collectionOf } from '../model/collection.ts';
import { canonicalJson, type JsonObject } from '../model/json.ts';
import type { Plan, PlanItem } from '../model/plan.ts';
import { isSealed } from '../model/secret.ts';
import { acts } from '../plan/steps/transitions.ts';
import { type Seal, sealer, sealSpec } from '../redaction/seal.ts';
import { type ApprovalValidity, activeIn, approvalValidity, isAbout } from './validity.ts';

/**
 * Returns what an approval of a plan covers: one approval for each stream that the plan would change, now or after
 * waiting.
 */
export function approvalsOf({ target, items }: Plan, hash: Hash): readonly Approval[] {
  return items
    .filter(acts)
    .map((item) => ({ ...approvalOf(target, item, hash), wanted: redactedContent(target, item, hash) }));
}

/**
 * The approval of one stream. Approvals are compared by a digest of canonical JSON that covers only what would be
 * written. Messages, line numbers and this tool's version are not included.
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

/** The desired content of a stream. It does not include the stream's id, since a create has none yet. */
function desiredContentOf({ name, desired }: PlanItem): DesiredContent {
  const { streamName = name, state = 'absent', spec = {} } = desired ?? {};
  return { streamName, state, spec };
}

/**
 * Returns the desired content in a form that may be shown. It is stored where others can read it, so credentials in
 * the manifest are masked.
 */
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

/** Drops the members of `spec.extra`, since they may contain secrets. */
function known({ members, lists, destinations }: StreamCard, spec: JsonObject): JsonObject {
  const names = new Set(['streamName', 'deliveryConfiguration', destinations, ...Object.keys(members)]);
  for (const { member } of lists) names.add(member);
  return Object.fromEntries(Object.entries(spec).filter(([member]) => names.has(member)));
}

/** Returns a digest that distinguishes the records of several accounts without revealing their names. */
export function targetDigest(target: string, hash: Hash): string {
  return `sha256:${hash(`account|${target}`)}`;
}

/** Returns a digest of the desired content of a stream. */
export function desiredDigest(target: string, item: PlanItem, hash: Hash): string {
  const content: JsonObject = { target, ...collectionOf(item), ...desiredContentOf(item) };
  return `sha256:${hash(canonicalJson(content))}`;
}

/** The known approvals, and the records of our own applies. */
export interface Evidence {
  readonly approvals: readonly GivenApproval[];
  /** The records of our own applies, newest first. */
  readonly records: readonly DatedRecord[];
}

/**
 * Returns for each stream that a plan would change whether someone approved exactly this change. The content must be
 * the same. The approval must be based on the live version, or on a version from which only our own applies led to the
 * live version.
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

/** One valid approval is enough. Otherwise, the newest approval determines the reason. */
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
  const [newest = 'other-base'] = standings.filter((approvedState) => approvedState !== 'holds');
  return { tag: newest, name, approved };
}

/** Returns the blocked streams whose change was approved. Their approval remains valid until they can be applied. */
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
