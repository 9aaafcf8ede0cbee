import { destinationSet } from '../../destinations/registry.ts';
import type { ListCard, StreamCard } from '../../model/card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { StreamDetail } from '../../model/observed.ts';
import { canonicalDestinations, nested, objectOr, without } from './destination.ts';
import { cardOf, mapDestinations } from './destination-paths.ts';
import { bareId, canonicalMembers, type Side, type Split, sortedSet, unique } from './members.ts';

/** Members of `deliveryConfiguration` that mean something under a condition only; elsewhere the API ignores them. */
export const FILE_NAME_MEMBERS: readonly string[] = ['uploadFilePrefix', 'uploadFileSuffix'];
const DELIVERY = 'deliveryConfiguration';
const DELIMITER = 'fieldDelimiter';

/** A live stream's content in canonical form. */
export interface CanonicalLive {
  /** What the product knows, by canonical member names. */
  readonly spec: JsonObject;
  /** Members it does not know: at the root, in `deliveryConfiguration` and in destinations, nested like `spec`. */
  readonly unknown: JsonObject;
}

/**
 * What a live stream is, in the form in which equal meaning is equal value: server's own members dropped, lists of
 * ids, sets sorted, defaults filled in where their absence means them. Write-only members never stand in it.
 * @param detail sealed, wherever the result can get into an output or a file
 */
export function canonicalLive(card: StreamCard, detail: StreamDetail): CanonicalLive {
  const { known, unknown } = canonicalStream(card, { streamName: detail.name, ...detail.body }, 'live');
  return { spec: known, unknown: without(unknown, (member) => card.readOnly.includes(member)) };
}

/**
 * What a manifest wants, as it is sent: every default filled in, references in place, `extra` merged (a member that
 * the product knows is never overridden by it).
 * @param spec with ids for names, as `resolveSpec` gives it
 */
export function canonicalDesired(card: StreamCard, spec: JsonObject, streamName: string): JsonObject {
  const { known, unknown } = canonicalStream(card, { ...withExtra(card, spec), streamName }, 'wanted');
  return isEmpty(unknown) ? known : merged(unknown, known);
}

/** A spec with `extra` merged into it and into its destinations. */
export function withExtra(card: StreamCard, spec: JsonObject): JsonObject {
  const { extra, ...members } = mapDestinations(card, spec, extended);
  return extra === undefined ? members : merged(objectOr(extra), members);
}

function extended(destination: JsonObject): JsonObject {
  if (destination['extra'] === undefined) return destination;
  const { extra, ...members } = destination;
  return merged(objectOr(extra), members);
}

/** Both objects' members, objects merged in depth; elsewhere `over` wins. */
export function merged(under: JsonObject, over: JsonObject): JsonObject {
  const result = new Map<string, Json>(Object.entries(over));
  for (const [member, value] of Object.entries(under)) {
    const above = result.get(member);
    if (above === undefined) result.set(member, value);
    else if (isObject(above) && isObject(value)) result.set(member, merged(value, above));
  }
  return Object.fromEntries(result);
}

/** Done twice for every stream of every plan, so it copies as little as it can. */
function canonicalStream(card: StreamCard, raw: JsonObject, side: Side): Split {
  const { streamName } = raw;
  const root = canonicalMembers(card.members, raw, side);
  const delivery = canonicalDelivery(card, raw, side);
  const places = canonicalDestinations(card, raw, side);
  const ordered = keepsOrder(delivery.known[DELIVERY]);
  const known: Record<string, Json> = streamName === undefined ? {} : { streamName };
  Object.assign(known, root.known);
  for (const list of card.lists) {
    if (!list.readOnly) known[list.member] = canonicalList(card, list, raw, ordered);
  }
  Object.assign(known, delivery.known, places.known);
  const elsewhere = ['streamName', card.destinations, ...card.lists.map(({ member }) => member)];
  if (card.delivery) elsewhere.push(DELIVERY);
  const unknown = without(root.unknown, (member) => elsewhere.includes(member));
  return { known, unknown: { ...unknown, ...delivery.unknown, ...places.unknown } };
}

/** Only lines of values have columns; in objects the order of fields means nothing. */
export function keepsOrder(delivery: Json | undefined): boolean {
  return objectOr(delivery)['format'] === 'STRUCTURED';
}

/** The delivery configuration under its name; nothing where the API has none. */
function canonicalDelivery(card: StreamCard, raw: JsonObject, side: Side): Split {
  if (!card.delivery) return { known: {}, unknown: {} };
  const type = cardOf(destinationSet(card), raw[card.destinations]);
  const told = objectOr(raw[DELIVERY]);
  const settable = without(told, (member) => type?.family === 'https' && FILE_NAME_MEMBERS.includes(member));
  const { known, unknown } = canonicalMembers(card.delivery, settable, side);
  const idle = (member: string) =>
    (member === DELIMITER && !keepsOrder(known)) ||
    (FILE_NAME_MEMBERS.includes(member) &&
      (type ? type.family === 'https' : (settable[member] ?? undefined) === undefined));
  return { known: { [DELIVERY]: without(known, idle) }, unknown: nested(DELIVERY, unknown) };
}

/** Ids of a list: as columns in their order, else as a set. Fields the server adds by itself are not there. */
function canonicalList(card: StreamCard, list: ListCard, raw: JsonObject, ordered: boolean): readonly Json[] {
  const items = raw[list.member];
  if (!isArray(items)) return [];
  const served = list.role === 'fields' ? card.serverFields.map((field): Json => field.id) : [];
  const ids = items.map((item) => itemId(list, item)).filter((id) => id !== null && !served.includes(id));
  return list.role === 'fields' && ordered ? unique(ids) : sortedSet(ids);
}

/** The id of an item, whether it is written short or as the API's object; the item itself where it has none. */
export function itemId(list: ListCard, item: Json): Json {
  const id = isObject(item) ? (item[list.idMember] ?? item) : item;
  return bareId(id, list.prefix, list.id === 'number');
}

function isEmpty(object: JsonObject): boolean {
  return Object.keys(object).length === 0;
}
