import {
  cardOf,
  type DestinationPath,
  destinationAt,
  destinationPaths,
  isSameType,
} from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import { DELIVERY, type StreamCard } from '../../model/card.ts';
import type { Change } from '../../model/change.ts';
import { isArray, isObject, type Json, type JsonObject, pointerSegment, without } from '../../model/json.ts';
import type { MemberCards } from '../../model/member-card.ts';
import { isReference } from '../../model/secret.ts';
import { type Seal, sealSpec } from '../../redaction/seal.ts';
import type { CanonicalLive } from '../canonical/canonical.ts';
import { nested, objectOr } from '../canonical/destination.ts';
import type { NameIndex } from '../resolve/resolve.ts';
import { comparable } from './comparable.ts';
import { diff } from './diff.ts';

/**
 * Returns what an update changes. Without a live stream, returns what a create sets: every member as added, secrets by
 * their references. If the result is empty, an update would write the current values and must not be sent.
 * Not compared: write-only members and references (the API does not return their value, or the value must stay
 * secret), members that the API may omit and did omit, and immutable members (see `changedImmutables`).
 *
 * @param desired `canonicalDesired`
 * @param seal of this stream: `sealer(target, collection, streamId, hash)`
 */
export function compare(
  card: StreamCard,
  desired: JsonObject,
  live: CanonicalLive | undefined,
  seal: Seal,
  names: NameIndex,
): readonly Change[] {
  const after = sealSpec(card, desired, seal);
  const sides = live ? comparable(card, after, live, seal) : { before: {}, after: withoutEmptyLists(after) };
  return diff(sides.before, sides.after).map((change) => labelled(card, change, names));
}

function withoutEmptyLists(spec: JsonObject): JsonObject {
  return without(spec, (member) => {
    const value = spec[member];
    return isArray(value) && value.length === 0;
  });
}

/** Adds the names of ids to a change of a list. */
export function labelled(card: StreamCard, change: Change, names: NameIndex): Change {
  const list = card.lists.find((known) => change.path === `/${known.member}`);
  if (!list) return change;
  const ids = [change.before, change.after].flatMap((side) => (isArray(side) ? side : []));
  const labels: Record<string, string> = {};
  for (const id of ids) {
    if (typeof id !== 'number' && typeof id !== 'string') continue;
    const label = names.label(card.collection, list.member, id);
    if (label !== undefined && label !== id) labels[id] = label;
  }
  return Object.keys(labels).length ? { ...change, labels } : change;
}

/** A member and the value that an update sends for it. */
export interface MemberValue {
  /** JSON Pointer into the canonical spec. */
  readonly path: string;
  readonly value: Json;
}

/**
 * Returns the members that an update sets although the response does not contain their current value. Each of them
 * needs a warning ("samplingPercentage is not returned by the API; …"). Secrets and immutable members are not
 * included.
 */
export function omittedMembers(
  card: StreamCard,
  desired: JsonObject,
  live: CanonicalLive,
): readonly MemberValue[] {
  const set = destinationSet(card);
  return [
    ...omittedAmong(card.members, desired, live.spec, '').filter(({ path }) => !isImmutable(card, path)),
    ...omittedAmong(
      card.delivery ?? {},
      objectOr(desired[DELIVERY]),
      objectOr(live.spec[DELIVERY]),
      `/${DELIVERY}`,
    ),
    ...destinationPaths(card, desired).flatMap(({ path, value }) => {
      const returned = destinationAt(live.spec, path) ?? {};
      const members = isSameType(set, value, returned) ? cardOf(set, value)?.members : undefined;
      return omittedAmong(members ?? {}, value, returned, `/${path.map(pointerSegment).join('/')}`);
    }),
  ];
}

function omittedAmong(
  cards: MemberCards,
  desired: JsonObject,
  live: JsonObject,
  place: string,
): readonly MemberValue[] {
  return Object.entries(cards).flatMap(([member, card]) => {
    const value = desired[member];
    if (
      card.absence?.means !== 'unknown' ||
      card.writeOnly ||
      value === undefined ||
      live[member] !== undefined
    )
      return [];
    return [{ path: `${place}/${pointerSegment(member)}`, value }];
  });
}

function isImmutable(card: StreamCard, path: string): boolean {
  return card.immutable.some((member) => path === `/${member}`);
}

/** An immutable member with the values of the manifest and of the API. */
export interface ImmutableChange {
  readonly member: string;
  readonly wanted: Json;
  readonly live: Json;
}

/**
 * Returns the immutable members whose values differ between manifest and stream. Each is a reason to block the stream.
 */
export function changedImmutables(
  card: StreamCard,
  desired: JsonObject,
  live: CanonicalLive,
): readonly ImmutableChange[] {
  return card.immutable.flatMap((member) => {
    const [wanted, returned] = [desired[member], live.spec[member]];
    if (wanted === undefined || returned === undefined || wanted === returned) return [];
    return [{ member, wanted, live: returned }];
  });
}

/**
 * Returns live members without a card that the manifest does not name, nested like a spec. An update sends them back
 * unchanged. Members of a destination are carried only if the new destination has the same type and path.
 */
export function carriedOf(card: StreamCard, desired: JsonObject, live: CanonicalLive): JsonObject {
  const set = destinationSet(card);
  const isKept = ({ path }: DestinationPath): boolean => {
    const wanted = destinationAt(desired, path);
    return wanted !== undefined && isSameType(set, wanted, destinationAt(live.spec, path) ?? {});
  };
  const kept = destinationPaths(card, live.unknown).filter(isKept);
  const places = set.many
    ? nested(set.member, Object.fromEntries(kept.map(({ path, value }) => [path[1] ?? '', value])))
    : Object.fromEntries(kept.map(({ value }) => [set.member, value]));
  const others = without(live.unknown, (member) => member === set.member);
  return unnamed({ ...others, ...places }, desired);
}

/** JSON Pointers of the carried members, for a warning. */
export function carriedPaths(card: StreamCard, desired: JsonObject, live: CanonicalLive): readonly string[] {
  return diff({}, carriedOf(card, desired, live)).map((change) => change.path);
}

/** Members of an object that the other object does not have. Nested objects are compared recursively. */
function unnamed(object: JsonObject, names: JsonObject): JsonObject {
  const rest = Object.entries(object).flatMap(([member, value]): [string, Json][] => {
    const named = Object.hasOwn(names, member) ? names[member] : undefined;
    if (named === undefined) return [[member, value]];
    if (!isObject(named) || !isObject(value) || isReference(named)) return [];
    const inner = unnamed(value, named);
    return Object.keys(inner).length === 0 ? [] : [[member, inner]];
  });
  return Object.fromEntries(rest);
}
