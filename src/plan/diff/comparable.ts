import { destinationSet } from '../../destinations/registry.ts';
import type { DestinationCard, DestinationSet, MemberCard, StreamCard } from '../../model/card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { holdsReference, isReference, isSealed } from '../../model/secret.ts';
import { type CanonicalLive, FILE_NAME_MEMBERS, keepsOrder } from '../canonical/canonical.ts';
import {
  isDefaultHost,
  MUTUAL_TLS,
  nested,
  objectOr,
  reportsMutualTls,
  without,
} from '../canonical/destination.ts';
import { cardOf, destinationPaths, isSameType } from '../canonical/destination-paths.ts';
import { sortedSet } from '../canonical/members.ts';
import { isRedactedHost } from '../credentials/reference-paths.ts';
import type { Seal } from '../credentials/seal.ts';

/** Two specs, brought down to what can be compared. */
export interface Sides {
  readonly before: JsonObject;
  readonly after: JsonObject;
}

type Cards = Readonly<Record<string, MemberCard>>;

/**
 * Both sides of an edit, brought down to what can be compared, so that the diff needs no exceptions.
 * @param desired `canonicalDesired` with its credentials sealed
 * @param seal of this stream
 */
export function comparable(card: StreamCard, desired: JsonObject, live: CanonicalLive, seal: Seal): Sides {
  const immutable = (member: string) => card.immutable.includes(member);
  const apart = (member: string) => member === DELIVERY || member === card.destinations;
  const root = comparableMembers(
    card.members,
    without(desired, (member) => immutable(member) || apart(member)),
    {
      spec: without(live.spec, (member) => immutable(member) || apart(member)),
      unknown: without(live.unknown, apart),
    },
  );
  const delivery = comparableDelivery(card, desired, live);
  const places = comparableDestinations(card, desired, live, seal);
  return inOneOrder(card, {
    before: { ...root.before, ...delivery.before, ...places.before },
    after: { ...root.after, ...delivery.after, ...places.after },
  });
}

const DELIVERY = 'deliveryConfiguration';

/** One part of a live stream, known and unknown. */
function at(live: CanonicalLive, part: string): CanonicalLive {
  return { spec: own(live.spec, part), unknown: own(live.unknown, part) };
}

/** A member that is an object; of a connector that may be called anything, so only one that is really there. */
function own(object: JsonObject, member: string): JsonObject {
  return Object.hasOwn(object, member) ? objectOr(object[member]) : {};
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
    // A member that the vendor fixes is unknown if its live value differs, and absent otherwise.
    const isCarded = Object.hasOwn(cards, member) && cards[member]?.constant === undefined;
    const isKnown = isCarded || Object.hasOwn(live.spec, member);
    const other = live.unknown[member];
    const told = isKnown ? live.spec[member] : narrowed(other, desired[member]);
    const own = isKnown ? desired[member] : narrowed(desired[member], other);
    const wanted = cards[member]?.caseless && isSameText(own, told) ? told : own;
    if (!isComparable(cards[member], isKnown, wanted, told)) continue;
    if (told !== undefined) before[member] = told;
    if (wanted !== undefined) after[member] = wanted;
  }
  return { before, after };
}

/** Whether two texts differ in case at most. */
export function isSameText(one: Json | undefined, other: Json | undefined): boolean {
  return typeof one === 'string' && typeof other === 'string' && one.toLowerCase() === other.toLowerCase();
}

function isComparable(
  card: MemberCard | undefined,
  isKnown: boolean,
  wanted: Json | undefined,
  told: Json | undefined,
): boolean {
  if (card?.writeOnly || holdsReference(wanted)) return false;
  const onBoth = wanted !== undefined && told !== undefined;
  return onBoth || (isKnown && card?.absence?.means !== 'unknown');
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
  if (!card.delivery) return { before: {}, after: {} };
  const { spec, unknown } = at(live, DELIVERY);
  const wanted = objectOr(desired[DELIVERY]);
  const set = destinationSet(card);
  const carded = [desired, live.spec].every((side) => cardOf(set, side[set.member]) !== undefined);
  const vague = (member: string) =>
    !carded &&
    FILE_NAME_MEMBERS.includes(member) &&
    (wanted[member] === undefined || spec[member] === undefined);
  const cards = changesFamily(set, desired, live.spec) ? withCertainFileNames(card.delivery) : card.delivery;
  const { before, after } = comparableMembers(cards, without(wanted, vague), {
    spec: without(spec, vague),
    unknown,
  });
  return { before: { [DELIVERY]: before }, after: { [DELIVERY]: after } };
}

/** From an object store to an HTTPS type or back: file names come or go with it, whatever a response says. */
function changesFamily(set: DestinationSet, desired: JsonObject, live: JsonObject): boolean {
  const [wanted, current] = [desired, live].map((side) => cardOf(set, side[set.member])?.family);
  return wanted !== undefined && current !== undefined && wanted !== current;
}

/** The absence of a file name then means that there is none. */
function withCertainFileNames(cards: Cards): Cards {
  const certain = Object.entries(cards).map(([member, card]): [string, MemberCard] => {
    const { absence: _, ...rest } = card;
    return [member, FILE_NAME_MEMBERS.includes(member) ? rest : card];
  });
  return Object.fromEntries(certain);
}

/** Each destination with the live one that stands at its place. One without a counterpart comes or goes as a whole. */
function comparableDestinations(
  card: StreamCard,
  desired: JsonObject,
  live: CanonicalLive,
  seal: Seal,
): Sides {
  const set = destinationSet(card);
  if (!set.many) {
    const { before, after } = comparableDestination(
      set,
      own(desired, set.member),
      at(live, set.member),
      seal,
    );
    return { before: { [set.member]: before }, after: { [set.member]: after } };
  }
  const [wanted, told] = [own(desired, set.member), at(live, set.member)];
  const names = new Set(
    [...destinationPaths(card, live.spec), ...destinationPaths(card, desired)].map(
      ({ path }) => path[1] ?? '',
    ),
  );
  const pairs = [...names].map(
    (name) => [name, comparableDestination(set, own(wanted, name), at(told, name), seal)] as const,
  );
  const side = (which: keyof Sides) =>
    nested(
      set.member,
      Object.fromEntries(pairs.flatMap(([name, sides]) => Object.entries(nested(name, sides[which])))),
    );
  return { before: side('before'), after: side('after') };
}

/**
 * Two destinations. Of another type is another place altogether: everything the old one told goes, everything of the
 * new one comes, its secrets included.
 */
function comparableDestination(
  set: DestinationSet,
  desired: JsonObject,
  live: CanonicalLive,
  seal: Seal,
): Sides {
  if (!isSameType(set, desired, live.spec)) {
    return {
      before: { ...without(live.spec, (member) => member === MUTUAL_TLS), ...live.unknown },
      after: desired,
    };
  }
  const card = cardOf(set, desired);
  // No card says how the vendor spells the type, and both sides have the same one.
  const named = (member: string) => member === set.typeMember;
  if (!card)
    return comparableMembers({}, without(desired, named), { ...live, spec: without(live.spec, named) });
  const wanted = withoutHostOfReference(card, desired, live.spec, seal);
  return comparableMembers(card.members, ...withMutualTls(card, wanted, live));
}

/** A host name that is the live URL's own, where the wanted URL is a reference, so that only the live one is known. */
function withoutHostOfReference(
  card: DestinationCard,
  desired: JsonObject,
  live: JsonObject,
  seal: Seal,
): JsonObject {
  return without(desired, (member) => {
    const from = card.members[member]?.defaultHostOf;
    if (from === undefined || !isReference(desired[from])) return false;
    const text = desired[member];
    return isDefaultHost(card, member, text, live) || isRedactedHost(text, live[from], seal);
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
  if (!reportsMutualTls(card)) return [desired, live];
  const certified = desired['clientCert'] !== undefined;
  if (certified || desired['caCert'] === undefined) return [{ ...desired, [MUTUAL_TLS]: certified }, live];
  return [desired, { ...live, spec: without(live.spec, (member) => member === MUTUAL_TLS) }];
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
