import type { ListCard, StreamCard } from '../model/card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { StreamDetail } from '../model/observed.ts';
import { canonicalDestination, objectOr, without } from './canonical-destination.ts';
import { bareId, canonicalMembers, type Side, type Split, sortedSet, unique } from './canonical-members.ts';
import { cardOf } from './seal.ts';

/** Members of `deliveryConfiguration` that mean something under a condition only; elsewhere the API ignores them. */
export const FILE_NAME_MEMBERS: readonly string[] = ['uploadFilePrefix', 'uploadFileSuffix'];
const DELIMITER = 'fieldDelimiter';

/** A live stream's content in canonical form. */
export interface CanonicalLive {
  /** What the product knows, by canonical member names. */
  readonly spec: JsonObject;
  /** Members it does not know: at the root, in `deliveryConfiguration` and in `destination`, nested like `spec`. */
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
  const { known, unknown } = canonicalStream(card, { ...withExtra(spec), streamName }, 'wanted');
  return isEmpty(unknown) ? known : merged(unknown, known);
}

/** An object with `extra` merged into it and its destination. */
function withExtra(spec: JsonObject): JsonObject {
  if (!isExtended(spec)) return spec;
  const { extra, destination, ...members } = spec;
  const { extra: destinationExtra, ...inner } = objectOr(destination);
  const whole = destination === undefined ? members : { ...members, destination: inner };
  return merged(objectOr(extra), merged({ destination: objectOr(destinationExtra) }, whole));
}

function isExtended({ extra, destination }: JsonObject): boolean {
  return extra !== undefined || objectOr(destination)['extra'] !== undefined;
}

/** Both objects' members, objects merged in depth; elsewhere `over` wins. */
export function merged(under: JsonObject, over: JsonObject): JsonObject {
  const result: Record<string, Json> = { ...over };
  for (const [member, value] of Object.entries(under)) {
    const above = Object.hasOwn(result, member) ? result[member] : undefined;
    if (above === undefined) result[member] = value;
    else if (isObject(above) && isObject(value)) result[member] = merged(value, above);
  }
  return result;
}

/** Members of a stream's root that are brought into canonical form by themselves, as its lists are. */
const BY_THEMSELVES: readonly string[] = ['streamName', 'deliveryConfiguration', 'destination'];

/** Done twice for every stream of every plan, so it copies as little as it can. */
function canonicalStream(card: StreamCard, raw: JsonObject, side: Side): Split {
  const { streamName, deliveryConfiguration, destination } = raw;
  const root = canonicalMembers(card.members, raw, side);
  const delivery = canonicalDelivery(card, objectOr(deliveryConfiguration), destination, side);
  const place = canonicalDestination(objectOr(destination), side);
  const ordered = keepsOrder(delivery.known);
  const known: Record<string, Json> = streamName === undefined ? {} : { streamName };
  Object.assign(known, root.known);
  for (const list of card.lists) {
    if (!list.readOnly) known[list.member] = canonicalList(card, list, raw, ordered);
  }
  known['deliveryConfiguration'] = delivery.known;
  known['destination'] = place.known;
  const unknown = without(
    root.unknown,
    (member) => BY_THEMSELVES.includes(member) || card.lists.some((list) => list.member === member),
  );
  return { known, unknown: withNested(unknown, delivery.unknown, place.unknown) };
}

function withNested(
  unknown: JsonObject,
  deliveryConfiguration: JsonObject,
  destination: JsonObject,
): JsonObject {
  if (isEmpty(deliveryConfiguration) && isEmpty(destination)) return unknown;
  return {
    ...unknown,
    ...(isEmpty(deliveryConfiguration) ? {} : { deliveryConfiguration }),
    ...(isEmpty(destination) ? {} : { destination }),
  };
}

/** Only lines of values have columns; in objects the order of fields means nothing. */
export function keepsOrder(delivery: Json | undefined): boolean {
  return objectOr(delivery)['format'] === 'STRUCTURED';
}

function canonicalDelivery(
  card: StreamCard,
  raw: JsonObject,
  destination: Json | undefined,
  side: Side,
): Split {
  const type = cardOf(destination);
  const settable = without(raw, (member) => type?.family === 'https' && FILE_NAME_MEMBERS.includes(member));
  const { known, unknown } = canonicalMembers(card.delivery, settable, side);
  const idle = (member: string) =>
    (member === DELIMITER && !keepsOrder(known)) ||
    (FILE_NAME_MEMBERS.includes(member) &&
      (type ? type.family === 'https' : (settable[member] ?? undefined) === undefined));
  return { known: without(known, idle), unknown };
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
