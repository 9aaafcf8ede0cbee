import { streamCard } from '../../collections/registry.ts';
import { collectionKey, streamCollection } from '../../model/collection.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamRow } from '../../model/observed.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { keyById, keyByName } from '../../model/resource-key.ts';
import { type PlacesOf, referencePlaces } from '../credentials/seal-stream.ts';
import { desiredName, isNamed } from './stream-name.ts';

/** The live streams that have references in their manifests. */
export interface ReferenceIndex {
  /** By `spec.streamId`, otherwise by name. Empty for an unmanaged stream. */
  readonly of: PlacesOf;
  /**
   * Like `of`, but returns the paths of all manifests for an unmanaged stream, since its manifest may have been
   * renamed.
   */
  readonly ofAny: PlacesOf;
}

/**
 * Creates the index of references.
 *
 * @param manifests all of the repository, also those that are not planned
 */
export function referenceIndex(manifests: readonly Manifest[]): ReferenceIndex {
  const referring = manifests
    .map((manifest) => ({
      ...manifest,
      places: referencePlaces(streamCard(manifest.collection), manifest.spec),
    }))
    .filter(({ places }) => places.length > 0);
  const byId = grouped(referring, ({ collection, streamId }) =>
    streamId === undefined ? undefined : keyById(collection, streamId),
  );
  const byName = grouped(referring, ({ collection, streamId, streamName }) =>
    streamId === undefined ? keyByName(collection, streamName) : undefined,
  );
  const inCollection = grouped(referring, ({ collection }) => collectionKey(collection));
  const all = new Map([...inCollection].map(([key, those]) => [key, placesOfAll(those)] as const));
  const managed = managedStreams(manifests);
  const of = (stream: StreamRow) => {
    const named = byName.get(keyByName(stream.collection, stream.name)) ?? [];
    const fitting = named.filter(({ streamName, spec }) =>
      isNamed(stream, { streamName, groupId: spec['groupId'] }),
    );
    return placesOfAll([...(byId.get(keyById(stream.collection, stream.streamId)) ?? []), ...fitting]);
  };
  return {
    of,
    ofAny: (stream) => (managed(stream) ? of(stream) : (all.get(collectionKey(stream.collection)) ?? [])),
  };
}

/**
 * The paths of references in a plan's items. If a base was read, these are the paths that were redacted in that read.
 */
export function planReferences(items: readonly PlanItem[]): PlacesOf {
  const acting = items.filter(({ desired }) => desired !== undefined);
  const byId = new Map(
    acting.flatMap((item) =>
      item.streamId === undefined ? [] : [[keyById(item, item.streamId), item] as const],
    ),
  );
  const created = grouped(acting, (item) =>
    item.streamId === undefined ? keyByName(item, desiredName(item).streamName) : undefined,
  );
  return (stream) => {
    const named = created.get(keyByName(stream.collection, stream.name)) ?? [];
    const item =
      byId.get(keyById(stream.collection, stream.streamId)) ??
      named.find((one) => isNamed(stream, desiredName(one)));
    return item ? placesOfItem(item) : [];
  };
}

/** The references of the desired spec, and those of a manifest with `state: absent`, which has no desired spec. */
function placesOfItem(item: PlanItem): readonly string[] {
  const desired = referencePlaces(streamCard(streamCollection(item)), item.desired?.spec ?? {});
  return [...new Set([...desired, ...(item.base?.references ?? [])])].sort();
}

function managedStreams(manifests: readonly Manifest[]): (stream: StreamRow) => boolean {
  const ids = new Set(
    manifests.flatMap(({ collection, streamId }) =>
      streamId === undefined ? [] : [keyById(collection, streamId)],
    ),
  );
  const names = new Set(
    manifests.flatMap(({ collection, streamId, streamName }) =>
      streamId === undefined ? [keyByName(collection, streamName)] : [],
    ),
  );
  return ({ collection, streamId, name }) =>
    ids.has(keyById(collection, streamId)) || names.has(keyByName(collection, name));
}

function placesOfAll(manifests: readonly { readonly places: readonly string[] }[]): readonly string[] {
  return [...new Set(manifests.flatMap(({ places }) => places))].sort();
}

function grouped<T>(
  items: readonly T[],
  keyOf: (item: T) => string | undefined,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
