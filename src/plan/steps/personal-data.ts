import { cardOf, destinationPaths } from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import type { StreamCard } from '../../model/card.ts';
import type { DestinationSet } from '../../model/destination-card.ts';
import { isArray, type Json, type JsonObject } from '../../model/json.ts';
import type { AddedPersonalData, Step } from '../../model/plan.ts';
import { isReference, referenceText } from '../../model/secret.ts';
import {
  changesAddress,
  hostOrText,
  isAddressHidden,
  liveCounterpart,
} from '../credentials/secret-address.ts';
import { takes } from './steps.ts';

/** The part of a stream's plan that decides which receivers get more personal data. */
interface Write {
  readonly card: StreamCard;
  readonly steps: readonly Step[];
  /** Merged canonical specs. `live` is absent for a create. */
  readonly live: JsonObject | undefined;
  readonly desired: JsonObject | undefined;
}

/**
 * Returns the fields with personal data that each destination gets from a stream for the first time: those that a write
 * adds, and all of them if the write sends logs to another host or bucket.
 *
 * @param labelOf returns the display name of a field that has no card
 */
export function addedPersonalData(
  { card, steps, live, desired }: Write,
  labelOf: (list: string, id: number) => string | undefined = () => undefined,
): readonly AddedPersonalData[] {
  if (desired === undefined || !takes(steps, 'create', 'update')) return [];
  const base = takes(steps, 'create') ? undefined : live;
  const wanted = personalFields(card, desired, labelOf);
  const known = new Set(personalFields(card, base, labelOf).map(({ id }) => id));
  const added = wanted.filter(({ id }) => !known.has(id));
  const set = destinationSet(card);
  return destinationPaths(card, desired).flatMap(({ path, value }) => {
    const fields = base && isKnownReceiver({ card, live: base, desired }, path, value) ? added : wanted;
    return fields.length === 0 ? [] : [{ receiver: receiverText(set, value), fields }];
  });
}

type Field = AddedPersonalData['fields'][number];

function personalFields(
  card: StreamCard,
  spec: JsonObject | undefined,
  labelOf: (list: string, id: number) => string | undefined,
): readonly Field[] {
  const cards = new Map(card.fields.map((field) => [field.id, field]));
  return card.lists.flatMap(({ member, role, readOnly }) => {
    const items: Json | undefined = spec?.[member];
    if (role !== 'fields' || readOnly === true || !isArray(items)) return [];
    return items.flatMap((id) => {
      if (typeof id !== 'number') return [];
      const field = cards.get(id);
      const reason = field ? field.personalData : card.personalDataOfOtherFields;
      if (reason === undefined) return [];
      return [{ id, name: field?.name ?? labelOf(member, id) ?? String(id), reason }];
    });
  });
}

/**
 * Returns whether the live stream sends logs to the host or bucket of a destination. A plan does not know an address
 * that a reference contains, so such a destination counts as the one that it replaces.
 */
function isKnownReceiver(
  {
    card,
    live,
    desired,
  }: { readonly card: StreamCard; readonly live: JsonObject; readonly desired: JsonObject },
  path: readonly string[],
  value: JsonObject,
): boolean {
  const set = destinationSet(card);
  const counterpart = liveCounterpart(card, live, desired, path, value);
  const candidates = isAddressHidden(set, value)
    ? counterpart === undefined
      ? []
      : [counterpart]
    : destinationPaths(card, live).map((place) => place.value);
  return candidates.some((candidate) => !changesAddress(set, candidate, value));
}

/** Names a destination by its type and address. In a type without a card, any member may be a credential. */
function receiverText(set: DestinationSet, destination: JsonObject): string {
  const card = cardOf(set, destination);
  const type = destination[set.typeMember];
  if (!card) return typeof type === 'string' ? type : set.noun;
  const host = 'hostIn' in card.audience ? card.audience.hostIn : undefined;
  const parts = card.address.flatMap((member) => {
    const value = destination[member];
    const text = isReference(value) ? referenceText(value) : hostOrText(value);
    if (text === undefined) return [];
    return [member === host ? text : `${member} ${text}`];
  });
  return parts.length === 0 ? card.title : `${card.title} (${parts.join(', ')})`;
}
