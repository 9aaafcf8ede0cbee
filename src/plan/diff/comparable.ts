import { cardOf } from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import { DELIVERY, type StreamCard } from '../../model/card.ts';
import type { DestinationSet } from '../../model/destination-card.ts';
import { isArray, type Json, type JsonObject, without } from '../../model/json.ts';
import type { MemberCard, MemberCards } from '../../model/member-card.ts';
import type { Seal } from '../../redaction/seal.ts';
import { type CanonicalLive, formatOf } from '../canonical/canonical.ts';
import { objectOr } from '../canonical/destination.ts';
import { sortedSet } from '../canonical/members.ts';
import { comparableDestinations } from './comparable-destinations.ts';
import { at, comparableMembers, type Sides } from './comparable-members.ts';

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
function withCertainFileNames(cards: MemberCards): MemberCards {
  const certain = Object.entries(cards).map(([member, card]): [string, MemberCard] => {
    const { absence: _, ...rest } = card;
    return [member, card.onlyFor === undefined ? card : rest];
  });
  return Object.fromEntries(certain);
}

/** If the fields are columns on one side only, there is no order to keep, so both are compared as sets. */
export function inOneOrder(card: StreamCard, sides: Sides): Sides {
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
