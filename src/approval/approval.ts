import { streamCard } from '../collections/registry.ts';
import type { Hash } from '../model/account.ts';
import type { Approval, DesiredContent } from '../model/approval.ts';
import { DELIVERY, type StreamCard } from '../model/card.ts';
import { collectionOf } from '../model/collection.ts';
import { canonicalJson, type JsonObject } from '../model/json.ts';
import type { Plan, PlanItem } from '../model/plan.ts';
import { identityOf } from '../model/resource-key.ts';
import { desiredName } from '../plan/match/stream-name.ts';
import { acts } from '../plan/steps/allowed-steps.ts';
import { redactSpec } from '../redaction/seal.ts';
import { activeIn } from './validity.ts';

/**
 * Returns what an approval of a plan covers: one approval for each stream that the plan would change, now or after
 * waiting.
 */
export function approvalsOf({ target, items }: Plan, hash: Hash): readonly Approval[] {
  return items
    .filter(acts)
    .map((item) => ({ ...approvalOf(target, item, hash), wanted: redactedContent(item) }));
}

/**
 * The approval of one stream. Approvals are compared by a digest of canonical JSON that covers only what would be
 * written. Messages, line numbers and this tool's version are not included.
 */
export function approvalOf(target: string, item: PlanItem, hash: Hash): Approval {
  return {
    ...identityOf(item),
    base: item.baseVersion ?? null,
    ...activeIn(item, item.status),
    desired: desiredDigest(target, item, hash),
  };
}

/** The desired content of a stream. It does not include the stream's id, since a create has none yet. */
function desiredContentOf(item: PlanItem): DesiredContent {
  const { state = 'absent', spec = {} } = item.desired ?? {};
  return { streamName: desiredName(item).streamName, state, spec };
}

/**
 * Returns the desired content in a form that may be shown. It is stored where others can read it, so credentials in
 * the manifest are redacted.
 */
export function redactedContent(item: PlanItem): DesiredContent {
  const wanted = desiredContentOf(item);
  const card = streamCard(collectionOf(item));
  return { ...wanted, spec: redactSpec(card, known(card, wanted.spec)) };
}

/** Drops the members of `spec.extra`, since they may contain secrets. */
function known({ members, lists, destinations }: StreamCard, spec: JsonObject): JsonObject {
  const names = new Set(['streamName', DELIVERY, destinations, ...Object.keys(members)]);
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
