import { streamCard } from '../../collections/registry.ts';
import type { DesiredContent } from '../../model/approval.ts';
import { DELIVERY, type StreamCard } from '../../model/card.ts';
import { streamCollection } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import type { JsonObject } from '../../model/json.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { redactSpec } from '../../redaction/seal.ts';
import { desiredName } from '../match/stream-name.ts';

/** Returns the desired content of a stream. It does not include the stream's id, since a create has none yet. */
export function desiredContentOf(item: PlanItem): DesiredContent {
  const { state = 'absent', spec = {} } = item.desired ?? {};
  const { rotateSecretsAfter } = item;
  return { streamName: desiredName(item).streamName, state, spec, ...defined({ rotateSecretsAfter }) };
}

/**
 * Returns the desired content in a form that may be shown. It is stored where others can read it, so credentials in
 * the manifest are redacted.
 */
export function redactedContent(item: PlanItem): DesiredContent {
  const wanted = desiredContentOf(item);
  const card = streamCard(streamCollection(item));
  return { ...wanted, spec: redactSpec(card, known(card, wanted.spec)) };
}

/** Drops the members of `spec.extra`, since they may contain secrets. */
function known({ members, lists, destinations }: StreamCard, spec: JsonObject): JsonObject {
  const names = new Set(['streamName', DELIVERY, destinations, ...Object.keys(members)]);
  for (const { member } of lists) names.add(member);
  return Object.fromEntries(Object.entries(spec).filter(([member]) => names.has(member)));
}
