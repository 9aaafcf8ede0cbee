import type { Listed, Observed, UnusableRows } from '../../model/account.ts';
import { collectionKey } from '../../model/collection.ts';
import type { Manifest } from '../../model/manifest.ts';
import { ARCHIVED, type StreamRow, type UnusableRow } from '../../model/observed.ts';
import { keyById, keyByName } from '../../model/resource-key.ts';
import { isNamed } from './stream-name.ts';
import { NO_UNUSABLE_ROWS } from './unusable-rows.ts';

/** Live streams by id and by name, and the manifests that claim them. */
export class LiveStreams {
  readonly #manifests: readonly Manifest[];
  readonly #rows: Observed['rows'];
  readonly unusable: UnusableRows;
  readonly #collections: readonly string[];
  readonly #byId = new Map<string, StreamRow>();
  readonly #byName = new Map<string, readonly StreamRow[]>();
  readonly #claimants = new Map<StreamRow, readonly Manifest[]>();

  constructor(manifests: readonly Manifest[], { rows, unusable = NO_UNUSABLE_ROWS }: Listed) {
    this.#manifests = manifests;
    this.#rows = rows;
    this.unusable = unusable;
    this.#collections = [...new Set(manifests.map(({ collection }) => collectionKey(collection)))].sort();
    for (const row of this.all()) this.#enter(row);
    for (const manifest of manifests) {
      for (const row of this.named(manifest)) this.#claimants.set(row, [...this.claimants(row), manifest]);
    }
  }

  #enter(row: StreamRow): void {
    const name = keyByName(row.collection, row.name);
    this.#byId.set(keyById(row.collection, row.streamId), row);
    this.#byName.set(name, [...(this.#byName.get(name) ?? []), row]);
  }

  /** All streams of the collections that manifests use, by collection and id. */
  all(): readonly StreamRow[] {
    return this.#collections.flatMap((key) => {
      const rows = this.#rows.get(key);
      // Without its rows, every stream of a collection would look as if it had to be created.
      if (!rows) throw new Error(`a bug: the streams of ${key} were not listed before planning`);
      return [...rows].sort((a, b) => a.streamId - b.streamId);
    });
  }

  allUnusable(): readonly UnusableRow[] {
    return this.#collections.flatMap((key) => this.unusable.get(key) ?? []);
  }

  /**
   * The streams that a manifest identifies by id or, without an id, by name. Archived streams are returned only if
   * there is no other.
   */
  named({ collection, streamId, streamName, spec }: Manifest): readonly StreamRow[] {
    if (streamId === undefined) {
      const rows = this.#byName.get(keyByName(collection, streamName)) ?? [];
      const fitting = rows.filter((row) => isNamed(row, { streamName, groupId: spec['groupId'] }));
      return fitting.every(isArchived) ? fitting : fitting.filter((row) => !isArchived(row));
    }
    const row = this.#byId.get(keyById(collection, streamId));
    return row ? [row] : [];
  }

  claimants(row: StreamRow): readonly Manifest[] {
    return this.#claimants.get(row) ?? [];
  }

  /**
   * Returns why a stream cannot be renamed to the name in its manifest. A stream that keeps its name is not renamed,
   * even if another stream has the same name.
   */
  refusedRename(manifest: Manifest, own: StreamRow): string | undefined {
    if (manifest.state === 'absent' || own.name === manifest.streamName) return undefined;
    const stream = this.#otherOfName(manifest, own);
    if (stream) {
      const because = `which is the name of ${stream.streamId === undefined ? 'another stream' : `stream ${stream.streamId}`}: choose another name, or rename that stream first`;
      return cannotRename(manifest, own, because);
    }
    const other = this.#otherForName(manifest, own);
    return (
      other &&
      cannotRename(manifest, own, `which is also the stream name in ${other.name}: choose another name`)
    );
  }

  #otherOfName({ collection, streamName }: Manifest, own: StreamRow): UnusableRow | StreamRow | undefined {
    const rows = this.#byName.get(keyByName(collection, streamName)) ?? [];
    const usable = rows.filter((row) => row !== own && !isArchived(row));
    const unusable = this.unusable.get(collectionKey(collection)) ?? [];
    return [...usable, ...unusable].find((row) => isNamed(row, { streamName, groupId: own.groupId }));
  }

  /**
   * Another manifest that gives its stream the same name. If names are unique only within a group, it must be in the
   * same group.
   */
  #otherForName(manifest: Manifest, own: StreamRow): Manifest | undefined {
    const { collection, streamName } = manifest;
    return this.#manifests.find((other) => {
      if (other === manifest || other.state === 'absent' || other.streamName !== streamName) return false;
      if (collectionKey(other.collection) !== collectionKey(collection)) return false;
      const groupId = this.named(other)[0]?.groupId ?? other.spec['groupId'];
      return isNamed({ ...own, name: streamName }, { streamName, groupId });
    });
  }
}

function cannotRename({ streamName }: Manifest, { streamId }: StreamRow, because: string): string {
  return `stream ${streamId} cannot be renamed to "${streamName}", ${because}`;
}

/** Returns whether a stream is archived: no action is known to be allowed for it. */
export function isArchived({ status }: StreamRow): boolean {
  return status === ARCHIVED;
}
