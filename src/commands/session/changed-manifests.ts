import type { Loaded } from '../../manifest/load.ts';
import { changedNames, type RepositoryManifests } from '../../manifest/previous-manifests.ts';
import { type Collection, collectionKey, streamCollection } from '../../model/collection.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Orphan, Plan, Warning } from '../../model/plan.ts';
import { type PropertyManifest, propertyItemName, propertyLoggingKey } from '../../model/property-logging.ts';

/** The manifests before the change under review, and whether only what it changes is planned. */
export interface Comparison {
  readonly before: RepositoryManifests;
  /** Plans only the manifests that differ. Default: all manifests. */
  readonly since?: {
    /** What the work tree is compared with, as the user named it. */
    readonly ref: string;
    /** The commit that `before` is of. */
    readonly mergeBase: string;
  };
}

/** The manifests of a run that plans only what a change modifies. */
export interface ChangedManifests {
  /** With the manifests that differ as the selected ones. */
  readonly loaded: Loaded;
  /** The manifests of streams that the change removes. */
  readonly removed: readonly Manifest[];
  /** Names of all manifests that the change removes, with the kind if they are not those of streams. */
  readonly removedNames: readonly string[];
}

/**
 * Selects the manifests that differ, and those of streams whose secrets are to be re-sent.
 * @param loaded all manifests
 */
export function selectChanged(
  loaded: Loaded,
  { before }: Comparison,
  rotate: readonly string[],
): ChangedManifests {
  const { manifests, properties } = loaded;
  const names = new Set([...changedNames(before, loaded), ...rotate]);
  const isChanged = ({ name }: Manifest) => names.has(name);
  const logsOtherwise = (one: PropertyManifest) =>
    one.properties.some((property) => names.has(propertyItemName(one, property)));
  const removed = withoutNames(before.manifests, manifests);
  const removedProperties = withoutNames(before.properties, properties);
  return {
    loaded: {
      ...loaded,
      manifests: manifests.filter(isChanged),
      others: [...manifests.filter((one) => !isChanged(one)), ...loaded.others],
      properties: properties.filter(logsOtherwise),
      otherProperties: properties.filter((one) => !logsOtherwise(one)),
    },
    removed,
    removedNames: [
      ...removed.map(({ name }) => name),
      ...removedProperties.map(({ name }) => propertyLoggingKey(name)),
    ],
  };
}

function withoutNames<M extends { readonly name: string }>(before: readonly M[], now: readonly M[]) {
  const names = new Set(now.map(({ name }) => name));
  return before.filter(({ name }) => !names.has(name));
}

/** What was read of the account. */
interface Read {
  /** The keys of the collections whose streams were listed. */
  readonly listed: ReadonlySet<string>;
  /** All unmanaged streams of these collections. The plan may have those of a scope only. */
  readonly unmanaged: readonly Orphan[];
}

/** Adds to a plan what it omits, and a warning for each live stream that the change stops managing. */
export function withChangedSince(
  plan: Plan,
  { loaded, removed, removedNames }: ChangedManifests,
  since: NonNullable<Comparison['since']>,
  { listed, unmanaged }: Read,
): Plan {
  const { manifests, others, properties, otherProperties } = loaded;
  const used = new Set([...manifests, ...others].map(({ collection }) => collectionKey(collection)));
  const changedSince = {
    ...since,
    planned: manifests.length + properties.length,
    notPlanned: others.length + otherProperties.length,
    removed: [...removedNames],
    notListed: [...used].filter((key) => !listed.has(key)).sort(),
  };
  const abandoned = removed.flatMap((manifest) => abandonedStream(manifest, unmanaged));
  return { ...plan, changedSince, warnings: [...abandoned, ...plan.warnings] };
}

function abandonedStream(manifest: Manifest, orphans: readonly Orphan[]): readonly Warning[] {
  const { name, streamId, streamName, state } = manifest;
  if (state === 'absent') return [];
  const orphan = orphans.find(
    (one) =>
      isOf(one, manifest.collection) &&
      (streamId === undefined ? one.name === streamName : one.streamId === streamId),
  );
  if (!orphan) return [];
  const message = `this manifest is removed, and stream ${orphan.streamId} (${orphan.status}) stays as it is, without a manifest; to delete it, restore the manifest with \`state: absent\``;
  return [{ code: 'manifest-removed', name, message }];
}

function isOf(orphan: Orphan, collection: Collection): boolean {
  return collectionKey(streamCollection(orphan)) === collectionKey(collection);
}
