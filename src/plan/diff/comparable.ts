import { isDefaultHost } from '../../destinations/default-host.ts';
import { cardOf, destinationPaths, isSameType } from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import { DELIVERY, type StreamCard } from '../../model/card.ts';
import type { DestinationCard, DestinationSet } from '../../model/destination-card.ts';
import { isArray, isObject, type Json, type JsonObject, without } from '../../model/json.ts';
import type { MemberCard } from '../../model/member-card.ts';
import { holdsReference, isReference, isSealed } from '../../model/secret.ts';
import { isSealedHost } from '../../redaction/reference-places.ts';
import type { Seal } from '../../redaction/seal.ts';
import { type CanonicalLive, formatOf } from '../canonical/canonical.ts';
import { isCertificateFlag, nested, objectOr } from '../canonical/destination.ts';
import { sortedSet } from '../canonical/members.ts';

/** Two specs, reduced to the members that can be compared. */
export interface Sides {
  readonly before: JsonObject;
  readonly after: JsonObject;
}

type Cards = Readonly<Record<string, MemberCard>>;

/**
 * Reduces both sides of an update to the members that can be compared, so that the diff needs no exceptions.
 *
 * @param desired `canonicalDesired` with its credentials redacted
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

/** One member of a live stream, both its known and its unknown part. */
function at(live: CanonicalLive, part: string): CanonicalLive {
  return { spec: own(live.spec, part), unknown: own(live.unknown, part) };
}

/** A member as an object. Only own properties count, since a connector may have any name. */
function own(object: JsonObject, member: string): JsonObject {
  return Object.hasOwn(object, member) ? objectOr(object[member]) : {};
}

/**
 * The members that can be compared. Omitted: secrets and references, whose value the API does not return; members that
 * the API may omit, if a side does not have them; and members without a card, if the API does not return them (`extra`
 * is sent as written) or if the manifest does not name them (they are carried).
 */
function comparableMembers(cards: Cards, desired: JsonObject, live: CanonicalLive): Sides {
  const before: Record<string, Json> = {};
  const after: Record<string, Json> = {};
  for (const member of new Set([...Object.keys(live.spec), ...Object.keys(desired)])) {
    // A member that the vendor fixes is unknown if its live value differs, and absent otherwise.
    const isCarded = Object.hasOwn(cards, member) && cards[member]?.constant === undefined;
    const isKnown = isCarded || Object.hasOwn(live.spec, member);
    const other = live.unknown[member];
    const returned = isKnown ? live.spec[member] : narrowed(other, desired[member]);
    const own = isKnown ? desired[member] : narrowed(desired[member], other);
    const wanted = cards[member]?.caseless && isSameText(own, returned) ? returned : own;
    if (!isComparable(cards[member], isKnown, wanted, returned)) continue;
    if (returned !== undefined) before[member] = returned;
    if (wanted !== undefined) after[member] = wanted;
  }
  return { before, after };
}

/** Returns whether two strings are equal, ignoring case. */
export function isSameText(one: Json | undefined, other: Json | undefined): boolean {
  return typeof one === 'string' && typeof other === 'string' && one.toLowerCase() === other.toLowerCase();
}

function isComparable(
  card: MemberCard | undefined,
  isKnown: boolean,
  wanted: Json | undefined,
  returned: Json | undefined,
): boolean {
  if (card?.writeOnly || holdsReference(wanted)) return false;
  const onBoth = wanted !== undefined && returned !== undefined;
  return onBoth || (isKnown && card?.absence?.means !== 'unknown');
}

/**
 * The members of an unknown object that the other side has too. A member that only one side has is sent or carried.
 */
function narrowed(value: Json | undefined, other: Json | undefined): Json | undefined {
  if (!isPlain(value) || !isPlain(other)) return value;
  const common = Object.keys(value).filter((member) => Object.hasOwn(other, member));
  return Object.fromEntries(common.map((member) => [member, narrowed(value[member], other[member]) ?? null]));
}

function isPlain(value: Json | undefined): value is JsonObject {
  return isObject(value) && !isSealed(value) && !isReference(value);
}

/**
 * A destination type without a card may or may not have file names, so they are compared only if both sides have them.
 */
function comparableDelivery(card: StreamCard, desired: JsonObject, live: CanonicalLive): Sides {
  if (!card.delivery) return { before: {}, after: {} };
  const { spec, unknown } = at(live, DELIVERY);
  const wanted = objectOr(desired[DELIVERY]);
  const set = destinationSet(card);
  const carded = [desired, live.spec].every((side) => cardOf(set, side[set.member]) !== undefined);
  const vague = (member: string) =>
    !carded &&
    card.delivery?.[member]?.onlyFor !== undefined &&
    (wanted[member] === undefined || spec[member] === undefined);
  const cards = changesFamily(set, desired, live.spec) ? withCertainFileNames(card.delivery) : card.delivery;
  const { before, after } = comparableMembers(cards, without(wanted, vague), {
    spec: without(spec, vague),
    unknown,
  });
  return { before: { [DELIVERY]: before }, after: { [DELIVERY]: after } };
}

/**
 * Returns whether the destination changes from an object store to an HTTPS type or back. File names are then added or
 * removed with it, whatever a response contains.
 */
function changesFamily(set: DestinationSet, desired: JsonObject, live: JsonObject): boolean {
  const [wanted, current] = [desired, live].map((side) => cardOf(set, side[set.member])?.family);
  return wanted !== undefined && current !== undefined && wanted !== current;
}

/** In this case, the absence of a file name means that there is none. */
function withCertainFileNames(cards: Cards): Cards {
  const certain = Object.entries(cards).map(([member, card]): [string, MemberCard] => {
    const { absence: _, ...rest } = card;
    return [member, card.onlyFor === undefined ? card : rest];
  });
  return Object.fromEntries(certain);
}

/**
 * Compares each destination with the live one at the same path. A destination without a counterpart is added or
 * removed as a whole.
 */
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
  const [wanted, returned] = [own(desired, set.member), at(live, set.member)];
  const names = new Set(
    [...destinationPaths(card, live.spec), ...destinationPaths(card, desired)].map(
      ({ path }) => path[1] ?? '',
    ),
  );
  const pairs = [...names].map(
    (name) => [name, comparableDestination(set, own(wanted, name), at(returned, name), seal)] as const,
  );
  const side = (which: keyof Sides) =>
    nested(
      set.member,
      Object.fromEntries(pairs.flatMap(([name, sides]) => Object.entries(nested(name, sides[which])))),
    );
  return { before: side('before'), after: side('after') };
}

/**
 * Compares two destinations. A destination of another type is a different place: all old members are removed, and all
 * new members are added, including secrets.
 */
function comparableDestination(
  set: DestinationSet,
  desired: JsonObject,
  live: CanonicalLive,
  seal: Seal,
): Sides {
  if (!isSameType(set, desired, live.spec)) {
    return {
      before: { ...without(live.spec, (member) => isCertificateFlag(set, member)), ...live.unknown },
      after: desired,
    };
  }
  const card = cardOf(set, desired);
  // No card defines how the vendor spells the type, and both sides have the same type.
  const named = (member: string) => member === set.typeMember;
  if (!card)
    return comparableMembers({}, without(desired, named), { ...live, spec: without(live.spec, named) });
  const wanted = withoutHostOfReference(card, desired, live.spec, seal);
  return comparableMembers(card.members, ...withMutualTls(card, wanted, live));
}

/**
 * Removes a host name that equals the host of the live URL if the desired URL is a reference, since only the live URL
 * is known.
 */
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
    return isDefaultHost(card, member, text, live) || isSealedHost(text, live[from], seal);
  });
}

/**
 * The API does not return certificates, only whether there is a client certificate, so this flag is compared. The
 * documents disagree on whether a certificate authority alone counts as one. In that case, nothing is compared.
 */
function withMutualTls(
  card: DestinationCard,
  desired: JsonObject,
  live: CanonicalLive,
): readonly [JsonObject, CanonicalLive] {
  if (!card.clientCertificate) return [desired, live];
  const { flags, members, authority } = card.clientCertificate;
  const hasOne = desired[members[0]] !== undefined;
  if (hasOne || desired[authority] === undefined) return [{ ...desired, [flags[0]]: hasOne }, live];
  return [desired, { ...live, spec: without(live.spec, (member) => member === flags[0]) }];
}

/** If the fields are columns on one side only, there is no order to keep, so both are compared as sets. */
function inOneOrder(card: StreamCard, sides: Sides): Sides {
  const [before, after] = [formatOf(card, sides.before), formatOf(card, sides.after)];
  if (before === after) return sides;
  return { before: withSortedLists(card, sides.before), after: withSortedLists(card, sides.after) };
}

function withSortedLists({ lists }: StreamCard, side: JsonObject): JsonObject {
  const sorted: Record<string, Json> = { ...side };
  for (const { member, columnsIn } of lists) {
    const items = side[member];
    if (columnsIn !== undefined && isArray(items)) sorted[member] = sortedSet(items);
  }
  return sorted;
}
