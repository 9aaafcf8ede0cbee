import { streamCard } from '../../collections/registry.ts';
import {
  cardOf,
  type DestinationPath,
  destinationAt,
  destinationPaths,
  isSameType,
} from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import type { ListCard, StreamCard } from '../../model/card.ts';
import { collectionKey } from '../../model/collection.ts';
import type { DestinationSet } from '../../model/destination-card.ts';
import { canonicalJson, isArray, type Json, type JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamDetail, StreamRow } from '../../model/observed.ts';
import { isReference, isSealed } from '../../model/secret.ts';
import { type Seal, sealSpec } from '../../redaction/seal.ts';
import { type CanonicalLive, canonicalLive, itemId } from '../canonical/canonical.ts';

/** The part of a list row that describes the sources of a stream. */
type ListedSources = Pick<StreamRow, 'collection' | 'sources'>;

/**
 * Returns unmanaged streams that a create may have been before it was renamed, as far as list rows show: unmanaged
 * streams with the same sources, by id or name, or without sources in their row.
 */
export function likelyOrphans<R extends ListedSources>(
  creates: readonly Manifest[],
  orphans: readonly R[],
): readonly R[] {
  if (creates.length === 0) return [];
  const bySource = indexBySource(orphans);
  return [...new Set(creates.flatMap((create) => likelyFor(create, bySource)))];
}

function indexBySource<R extends ListedSources>(orphans: readonly R[]): ReadonlyMap<string, readonly R[]> {
  const index = new Map<string, R[]>();
  for (const row of orphans) {
    const keys = row.sources.length ? row.sources.flatMap(({ id, name }) => [id, name]) : [''];
    for (const key of new Set(keys.map((text) => sourceKey(row, text)))) {
      const rows = index.get(key);
      if (rows) rows.push(row);
      else index.set(key, [row]);
    }
  }
  return index;
}

function sourceKey({ collection }: Pick<StreamRow, 'collection'>, source: Json): string {
  return `${collectionKey(collection)} ${String(source).toLowerCase()}`;
}

function likelyFor<R extends ListedSources>(
  create: Manifest,
  bySource: ReadonlyMap<string, readonly R[]>,
): readonly R[] {
  const list = sourcesOf(streamCard(create.collection));
  const omitted = bySource.get(sourceKey(create, '')) ?? [];
  const items = list ? create.spec[list.member] : undefined;
  const wanted = list && isArray(items) ? items.map((item) => itemId(list, item)) : [];
  const [first] = wanted;
  const sharing = first === undefined ? [] : (bySource.get(sourceKey(create, first)) ?? []);
  return [...omitted, ...sharing.filter((row) => hasSources(row, wanted))];
}

function hasSources(row: ListedSources, wanted: readonly Json[]): boolean {
  const returned = new Set(row.sources.flatMap(({ id, name }) => [String(id), name.toLowerCase()]));
  const texts = new Set(wanted.map((item) => String(item).toLowerCase()));
  const count = new Set(row.sources.map(({ id }) => id)).size;
  return count === texts.size && [...texts].every((text) => returned.has(text));
}

function sourcesOf(card: StreamCard): ListCard | undefined {
  return card.lists.find((list) => list.role === 'sources');
}

/**
 * Finds the unmanaged stream that a create resembles: same sources, same destination, another name. A destination that
 * is given by reference counts as the same, since confirming costs one line in a manifest and a second stream costs
 * money. Call it only if the manifest does not say `separate`.
 *
 * @param desired `canonicalDesired`
 * @param orphans redacted details of unmanaged streams of the same collection
 * @param sealFor the redaction function of an unmanaged stream
 */
export function renamedOrphan(
  card: StreamCard,
  desired: JsonObject,
  orphans: readonly StreamDetail[],
  sealFor: (streamId: number) => Seal,
): StreamDetail | undefined {
  return orphans.find((orphan) => {
    if (!mayShareSources(card, desired, orphan)) return false;
    const live = canonicalLive(card, orphan);
    return (
      sameSources(card, desired, live) &&
      sameNature(card, desired, live) &&
      sameDestinations(card, desired, live, sealFor(orphan.streamId))
    );
  });
}

/** A fast check before the full comparison: the number of sources is the same, if the row has sources. */
function mayShareSources(card: StreamCard, desired: JsonObject, orphan: StreamRow): boolean {
  const wanted = desired[sourcesOf(card)?.member ?? ''];
  if (!isArray(wanted) || orphan.sources.length === 0) return true;
  return orphan.sources.some(({ id }) => id === wanted[0]);
}

function sameSources(card: StreamCard, desired: JsonObject, live: CanonicalLive): boolean {
  const member = sourcesOf(card)?.member ?? '';
  return canonicalJson(desired[member] ?? []) === canonicalJson(live.spec[member] ?? []);
}

/**
 * Compares members that every stream has, such as the type of a stream. A stream that differs in them is another
 * stream. If names are unique only within a group, a stream of another group is also another stream, since the group
 * of a stream cannot change.
 */
function sameNature(card: StreamCard, desired: JsonObject, live: CanonicalLive): boolean {
  const decides = (member: string) =>
    card.members[member]?.required || (card.namedByGroup && card.immutable.includes(member));
  return Object.keys(card.members).every((member) => {
    const [wanted, returned] = [desired[member], live.spec[member]];
    const isReturned = decides(member) && wanted !== undefined && returned !== undefined;
    return !isReturned || canonicalJson(wanted) === canonicalJson(returned);
  });
}

/**
 * Returns whether both have the same number of destinations, and each destination has a counterpart with the same type
 * and address. The names of destinations do not matter.
 */
function sameDestinations(card: StreamCard, desired: JsonObject, live: CanonicalLive, seal: Seal): boolean {
  const wanted = destinationPaths(card, sealSpec(card, desired, seal));
  const returned = destinationPaths(card, live.spec).map(({ path, value }): JsonObject => {
    return { ...destinationAt(live.unknown, path), ...value };
  });
  return (
    wanted.length === returned.length &&
    wanted.every((place) => returned.some((one) => deliversTo(card, place, one, seal))) &&
    returned.every((one) => wanted.some((place) => deliversTo(card, place, one, seal)))
  );
}

function deliversTo(
  card: StreamCard,
  { value: wanted }: DestinationPath,
  returned: JsonObject,
  seal: Seal,
): boolean {
  const set = destinationSet(card);
  if (!isSameType(set, wanted, returned)) return false;
  const members =
    cardOf(set, wanted)?.address ?? Object.keys(wanted).filter((member) => isPlace(set, member, returned));
  return members.every((member) => {
    const [here, there] = [wanted[member], returned[member]];
    return isReference(here) || isSameText(here ?? null, there ?? null, seal);
  });
}

/**
 * Another manifest may have a reference at this path, so that the live value is redacted and the desired one is not.
 */
function isSameText(here: Json, there: Json, seal: Seal): boolean {
  const sealed = isSealed(there) ? seal('whole', here) : here;
  if (isSealed(there) && isSealed(sealed)) return there.$sealed === sealed.$sealed;
  return canonicalJson(sealed) === canonicalJson(there);
}

/**
 * In a type without a card, every member that both sides have may determine the destination of the logs. The display
 * name does not.
 */
function isPlace(set: DestinationSet, member: string, returned: JsonObject): boolean {
  return member !== set.typeMember && member !== set.nameMember && returned[member] !== undefined;
}
