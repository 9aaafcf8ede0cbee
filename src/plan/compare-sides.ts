import type { DestinationCard, MemberCard, StreamCard } from '../model/card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { holdsReference, isReference, isSealed } from '../model/secret.ts';
import { type CanonicalLive, FILE_NAME_MEMBERS, keepsOrder } from './canonical.ts';
import { isDefaultHost, MUTUAL_TLS, objectOr, tellsMutualTls, without } from './canonical-destination.ts';
import { sortedSet } from './canonical-members.ts';
import { cardOf } from './seal.ts';

/** Two specs, brought down to what can be compared. */
export interface Sides {
  readonly before: JsonObject;
  readonly after: JsonObject;
}

type Cards = Readonly<Record<string, MemberCard>>;

/**
 * Both sides of an edit, brought down to what can be compared, so that the diff needs no exceptions.
 * @param desired `canonicalDesired` with its credentials sealed
 */
export function comparable(card: StreamCard, desired: JsonObject, live: CanonicalLive): Sides {
  const immutable = (member: string) => card.immutable.includes(member);
  const root = comparableMembers(card.members, without(desired, immutable), {
    spec: without(live.spec, immutable),
    unknown: without(live.unknown, isNested),
  });
  const delivery = comparableDelivery(card, desired, live);
  const destination = comparableDestination(objectOr(desired['destination']), at(live, 'destination'));
  return inOneOrder(card, {
    before: { ...root.before, deliveryConfiguration: delivery.before, destination: destination.before },
    after: { ...root.after, deliveryConfiguration: delivery.after, destination: destination.after },
  });
}

/** Members of a spec that hold members of their own and are compared by themselves. */
function isNested(member: string): boolean {
  return member === 'deliveryConfiguration' || member === 'destination';
}

/** One part of a live stream, known and unknown. */
function at(live: CanonicalLive, part: string): CanonicalLive {
  return { spec: objectOr(live.spec[part]), unknown: objectOr(live.unknown[part]) };
}

/**
 * Members that both sides can be held to. Left out: secrets and references, whose value nobody tells; what the API
 * may leave out, where a side does not have it; and what the product does not know, where the API does not have it
 * (`extra` is sent as written) or the manifest does not name it (it is carried).
 */
function comparableMembers(cards: Cards, desired: JsonObject, live: CanonicalLive): Sides {
  const before: Record<string, Json> = {};
  const after: Record<string, Json> = {};
  for (const member of new Set([...Object.keys(live.spec), ...Object.keys(desired)])) {
    if (isNested(member)) continue;
    const isKnown = Object.hasOwn(cards, member) || Object.hasOwn(live.spec, member);
    const other = live.unknown[member];
    const wanted = isKnown ? desired[member] : narrowed(desired[member], other);
    const told = isKnown ? live.spec[member] : narrowed(other, desired[member]);
    if (!isComparable(cards[member], isKnown, wanted, told)) continue;
    if (told !== undefined) before[member] = told;
    if (wanted !== undefined) after[member] = wanted;
  }
  return { before, after };
}

function isComparable(
  card: MemberCard | undefined,
  isKnown: boolean,
  wanted: Json | undefined,
  told: Json | undefined,
): boolean {
  if (card?.writeOnly || holdsReference(wanted)) return false;
  const onBoth = wanted !== undefined && told !== undefined;
  return onBoth || (isKnown && !card?.untold);
}

/** Of an unknown object, the members that the other side has too: what only one side has is sent, or carried. */
function narrowed(value: Json | undefined, other: Json | undefined): Json | undefined {
  if (!isPlain(value) || !isPlain(other)) return value;
  const common = Object.keys(value).filter((member) => Object.hasOwn(other, member));
  return Object.fromEntries(common.map((member) => [member, narrowed(value[member], other[member]) ?? null]));
}

function isPlain(value: Json | undefined): value is JsonObject {
  return isObject(value) && !isSealed(value) && !isReference(value);
}

/** File names of a destination type without a card: whether it has them is not known, so only what both sides say. */
function comparableDelivery(card: StreamCard, desired: JsonObject, live: CanonicalLive): Sides {
  const { spec, unknown } = at(live, 'deliveryConfiguration');
  const wanted = objectOr(desired['deliveryConfiguration']);
  const carded = [desired, live.spec].every((side) => cardOf(side['destination']) !== undefined);
  const vague = (member: string) =>
    !carded &&
    FILE_NAME_MEMBERS.includes(member) &&
    (wanted[member] === undefined || spec[member] === undefined);
  return comparableMembers(card.delivery, without(wanted, vague), { spec: without(spec, vague), unknown });
}

/**
 * Destinations. Of another type is another place altogether: everything the old one told goes, everything of the new
 * one comes, its secrets included.
 */
function comparableDestination(desired: JsonObject, live: CanonicalLive): Sides {
  if (!isSameType(desired, live.spec)) {
    return {
      before: { ...without(live.spec, (member) => member === MUTUAL_TLS), ...live.unknown },
      after: desired,
    };
  }
  const card = cardOf(desired);
  // No card says how the vendor spells the type, and both sides have the same one.
  const named = (member: string) => member === 'destinationType';
  if (!card)
    return comparableMembers({}, without(desired, named), { ...live, spec: without(live.spec, named) });
  const wanted = withoutHostOfReference(card, desired, live.spec);
  return comparableMembers(card.members, ...withMutualTls(card, wanted, live));
}

/** A host name that is the live URL's own, where the wanted URL is a reference, so that only the live one is known. */
function withoutHostOfReference(card: DestinationCard, desired: JsonObject, live: JsonObject): JsonObject {
  return without(desired, (member) => {
    const from = card.members[member]?.defaultHostOf;
    return (
      from !== undefined && isReference(desired[from]) && isDefaultHost(card, member, desired[member], live)
    );
  });
}

/**
 * Certificates are not told, only that there is a client certificate; so that is compared. A lone authority may or
 * may not count as one (the documents disagree): then nothing is.
 */
function withMutualTls(
  card: DestinationCard,
  desired: JsonObject,
  live: CanonicalLive,
): readonly [JsonObject, CanonicalLive] {
  if (!tellsMutualTls(card)) return [desired, live];
  const certified = desired['clientCert'] !== undefined;
  if (certified || desired['caCert'] === undefined) return [{ ...desired, [MUTUAL_TLS]: certified }, live];
  return [desired, { ...live, spec: without(live.spec, (member) => member === MUTUAL_TLS) }];
}

/** Whether two destinations are of one type, as both canonical forms spell it. */
export function isSameType(one: JsonObject, other: JsonObject): boolean {
  return typeText(one) === typeText(other);
}

function typeText({ destinationType }: JsonObject): string {
  return typeof destinationType === 'string' ? destinationType.toUpperCase() : '';
}

/** Fields that are columns on one side only have no order that could be kept: both are compared as sets. */
function inOneOrder(card: StreamCard, sides: Sides): Sides {
  const [before, after] = [sides.before, sides.after].map((side) =>
    keepsOrder(side['deliveryConfiguration']),
  );
  if (before === after) return sides;
  return { before: withSortedFields(card, sides.before), after: withSortedFields(card, sides.after) };
}

function withSortedFields(card: StreamCard, side: JsonObject): JsonObject {
  const sorted: Record<string, Json> = { ...side };
  for (const { member, role } of card.lists) {
    const fields = side[member];
    if (role === 'fields' && isArray(fields)) sorted[member] = sortedSet(fields);
  }
  return sorted;
}
