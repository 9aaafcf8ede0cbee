import { traitPath } from '../../collections/texts.ts';
import { cardOf, mapDestinations } from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import { DELIVERY, type ListCard, type StreamCard } from '../../model/card.ts';
import { isArray, isObject, type Json, type JsonObject, pointerSteps, without } from '../../model/json.ts';
import type { StreamDetail } from '../../model/observed.ts';
import { canonicalDestinations, nested, objectOr } from './destination.ts';
import { bareId, canonicalMembers, type Side, type Split, sortedSet, unique } from './members.ts';

/** The content of a live stream in canonical form. */
export interface CanonicalLive {
  /** Members that have a card, by canonical member name. */
  readonly spec: JsonObject;
  /**
   * Members without a card, at the root, in `deliveryConfiguration` and in destinations. The nesting is that of
   * `spec`.
   */
  readonly unknown: JsonObject;
}

/**
 * Converts a live stream to canonical form, in which equal meaning is equal value. Members that only the server sets
 * are dropped, lists become lists of ids, sets are sorted, and a default is filled in if the absence of the member
 * means the default. The result never contains write-only members.
 *
 * @param detail redacted, if the result can get into an output or a file
 */
export function canonicalLive(card: StreamCard, detail: StreamDetail): CanonicalLive {
  const { known, unknown } = canonicalStream(card, { streamName: detail.name, ...detail.body }, 'live');
  return { spec: known, unknown: without(unknown, (member) => card.readOnly.includes(member)) };
}

/**
 * Converts a manifest's spec to canonical form, as it is sent: with every default, with references in place, and with
 * `extra` merged. `extra` never overrides a member that has a card.
 *
 * @param spec with ids for names, as `resolveSpec` returns it
 */
export function canonicalDesired(card: StreamCard, spec: JsonObject, streamName: string): JsonObject {
  const { known, unknown } = canonicalStream(card, { ...withExtra(card, spec), streamName }, 'wanted');
  return isEmpty(unknown) ? known : merged(unknown, known);
}

/** Merges `extra` into a spec and into its destinations. */
export function withExtra(card: StreamCard, spec: JsonObject): JsonObject {
  const { extra, ...members } = mapDestinations(card, spec, extended);
  return extra === undefined ? members : merged(objectOr(extra), members);
}

function extended(destination: JsonObject): JsonObject {
  if (destination['extra'] === undefined) return destination;
  const { extra, ...members } = destination;
  return merged(objectOr(extra), members);
}

/** Merges the members of both objects. Nested objects are merged recursively; for any other value, `over` wins. */
export function merged(under: JsonObject, over: JsonObject): JsonObject {
  const result = new Map<string, Json>(Object.entries(over));
  for (const [member, value] of Object.entries(under)) {
    const above = result.get(member);
    if (above === undefined) result.set(member, value);
    else if (isObject(above) && isObject(value)) result.set(member, merged(value, above));
  }
  return Object.fromEntries(result);
}

/** Runs twice for every stream of every plan, so it copies as little as possible. */
function canonicalStream(card: StreamCard, raw: JsonObject, side: Side): Split {
  const { streamName } = raw;
  const root = canonicalMembers(card.members, raw, side);
  const delivery = canonicalDelivery(card, raw, side);
  const places = canonicalDestinations(card, raw, side);
  const format = formatOf(card, delivery.known);
  const known: Record<string, Json> = streamName === undefined ? {} : { streamName };
  Object.assign(known, root.known);
  for (const list of card.lists) {
    if (!list.readOnly) known[list.member] = canonicalList(card, list, raw, format);
  }
  Object.assign(known, delivery.known, places.known);
  const elsewhere = ['streamName', card.destinations, ...card.lists.map(({ member }) => member)];
  if (card.delivery) elsewhere.push(DELIVERY);
  const unknown = without(root.unknown, (member) => elsewhere.includes(member));
  return { known, unknown: { ...unknown, ...delivery.unknown, ...places.unknown } };
}

/** Returns the log format of a canonical spec; `undefined` if the API has none. */
export function formatOf({ collection }: StreamCard, spec: JsonObject | undefined): Json | undefined {
  const [block = '', member = ''] = pointerSteps(traitPath(collection, 'log-format') ?? '');
  return objectOr(spec?.[block])[member];
}

/** The delivery configuration under its member name; empty if the API has none. */
function canonicalDelivery(card: StreamCard, raw: JsonObject, side: Side): Split {
  if (!card.delivery) return { known: {}, unknown: {} };
  const { delivery, destinations } = card;
  const family = cardOf(destinationSet(card), raw[destinations])?.family;
  const isOther = (member: string) =>
    family !== undefined && (delivery[member]?.onlyFor ?? family) !== family;
  const settable = without(objectOr(raw[DELIVERY]), isOther);
  const { known, unknown } = canonicalMembers(delivery, settable, side);
  // Without a card for the type, only a value shows that the destination has such members.
  const isIdle = (member: string) =>
    isOther(member) ||
    (family === undefined &&
      delivery[member]?.onlyFor !== undefined &&
      (settable[member] ?? undefined) === undefined);
  return { known: { [DELIVERY]: without(known, isIdle) }, unknown: nested(DELIVERY, unknown) };
}

/** The ids of a list: columns in their order, otherwise a sorted set. Fields that the server adds are not included. */
function canonicalList(
  card: StreamCard,
  list: ListCard,
  raw: JsonObject,
  format: Json | undefined,
): readonly Json[] {
  const items = raw[list.member];
  if (!isArray(items)) return [];
  const served = list.role === 'fields' ? card.serverFields.map((field): Json => field.id) : [];
  const ids = items.map((item) => itemId(list, item)).filter((id) => id !== null && !served.includes(id));
  return isOrdered(list, format) ? unique(ids) : sortedSet(ids);
}

/** Returns whether the order of a list has a meaning in this log format. */
export function isOrdered({ columnsIn }: ListCard, format: Json | undefined): boolean {
  return columnsIn !== undefined && columnsIn === format;
}

/**
 * Returns the id of a list item, whether the item is an id or the API's object. An item without an id is returned as
 * it is.
 */
export function itemId(list: ListCard, item: Json): Json {
  const id = isObject(item) ? (item[list.idMember] ?? item) : item;
  return bareId(id, list.prefix, list.id === 'number');
}

function isEmpty(object: JsonObject): boolean {
  return Object.keys(object).length === 0;
}
