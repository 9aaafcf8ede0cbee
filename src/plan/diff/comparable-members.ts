import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { MemberCard, MemberCards } from '../../model/member-card.ts';
import { holdsReference, isReference, isSealed } from '../../model/secret.ts';
import type { CanonicalLive } from '../canonical/canonical.ts';
import { objectOr } from '../canonical/destination.ts';

/** Two specs, reduced to the members that can be compared. */
export interface Sides {
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/**
 * Returns the members that can be compared. Omitted: secrets and references, whose value the API does not return; members that
 * the API may omit, if a side does not have them; and members without a card, if the API does not return them (`extra`
 * is sent as written) or if the manifest does not name them (they are carried).
 */
export function comparableMembers(cards: MemberCards, desired: JsonObject, live: CanonicalLive): Sides {
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

/** Returns one member of a live stream, both its known and its unknown part. */
export function at(live: CanonicalLive, part: string): CanonicalLive {
  return { spec: own(live.spec, part), unknown: own(live.unknown, part) };
}

/** Returns a member as an object. Only own properties count, since a connector may have any name. */
export function own(object: JsonObject, member: string): JsonObject {
  return Object.hasOwn(object, member) ? objectOr(object[member]) : {};
}
