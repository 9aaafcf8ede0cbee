import { destinationSet } from '../../destinations/registry.ts';
import type { MemberCard, StreamCard } from '../../model/card.ts';
import { isArray, isObject, type Json, type JsonObject, pointerSegment } from '../../model/json.ts';
import type { Change } from '../../model/plan.ts';
import { isReference } from '../../model/secret.ts';
import type { CanonicalLive } from '../canonical/canonical.ts';
import { nested, objectOr, without } from '../canonical/destination.ts';
import {
  cardOf,
  type DestinationPath,
  destinationAt,
  destinationPaths,
  isSameType,
} from '../canonical/destination-paths.ts';
import { type Seal, sealSpec } from '../credentials/seal.ts';
import type { NameIndex } from '../resolve/resolve.ts';
import { comparable } from './comparable.ts';
import { diff } from './diff.ts';

/**
 * What an edit changes; or, with nothing live, what a create sets (every member as added, secrets by their
 * references). Empty means: an edit would write what is there already, so it must not be sent.
 *
 * Not compared: write-only members and credentials by reference (the API does not tell, or nobody must learn,
 * their value), members that the API may leave out and did, immutable members (see `changedImmutables`).
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

/** A change of a list with the names of its ids. */
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

/** A member and the value an edit sends for it. */
export interface MemberValue {
  /** JSON Pointer into the canonical spec. */
  readonly path: string;
  readonly value: Json;
}

/**
 * Members that an update sets although the response does not say what the stream has: each is worth a warning
 * ("samplingPercentage is not returned by the API; …"). Secrets and immutable members are not among them.
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
      const told = destinationAt(live.spec, path) ?? {};
      const members = isSameType(set, value, told) ? cardOf(set, value)?.members : undefined;
      return omittedAmong(members ?? {}, value, told, `/${path.map(pointerSegment).join('/')}`);
    }),
  ];
}

const DELIVERY = 'deliveryConfiguration';

function omittedAmong(
  cards: Readonly<Record<string, MemberCard>>,
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

/** A member that cannot change, as the manifest and the API have it. */
export interface ImmutableChange {
  readonly member: string;
  readonly wanted: Json;
  readonly live: Json;
}

/** Members that cannot change once the stream exists, and that both sides tell differently: reasons to block. */
export function changedImmutables(
  card: StreamCard,
  desired: JsonObject,
  live: CanonicalLive,
): readonly ImmutableChange[] {
  return card.immutable.flatMap((member) => {
    const [wanted, told] = [desired[member], live.spec[member]];
    if (wanted === undefined || told === undefined || wanted === told) return [];
    return [{ member, wanted, live: told }];
  });
}

/**
 * Live members that the product does not know and the manifest does not name, nested like a spec: an edit sends them
 * back as they are. A destination's are carried only into one of the same type at the same place.
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

/** JSON Pointers of the members that are carried, for a warning. */
export function carriedPaths(card: StreamCard, desired: JsonObject, live: CanonicalLive): readonly string[] {
  return diff({}, carriedOf(card, desired, live)).map((change) => change.path);
}

/** Members of an object that another one does not have, objects looked into. */
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
