import type { CatalogEntry, StreamReader } from '../../api/streams/client.ts';
import type { SealStream } from '../../plan/credentials/seal-stream.ts';
import { namesKey, type VersionCache } from './version-cache.ts';

/** The dependencies of `keepingReads`. */
export interface KeepingPorts {
  readonly reader: StreamReader;
  readonly cache: VersionCache;
  readonly seal: SealStream;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * A reader whose reads update the cache. Apply reads through it. If the API now returns a version differently
 * (for example with a new member), or a name has another id, the fresh read stops the write. The next plan
 * must not be made from the old content again.
 */
export function keepingReads({ reader, cache, seal, now }: KeepingPorts): StreamReader {
  const keep = async (key: string, entries: readonly CatalogEntry[]) => {
    await cache.keepNames(key, { at: now(), entries });
    return entries;
  };
  return {
    ...reader,
    get: async (collection, streamId) => {
      const detail = await reader.get(collection, streamId);
      await cache.keepDetail(seal(detail));
      return detail;
    },
    sources: async (collection, place) =>
      keep(namesKey(collection, 'sources', place), await reader.sources(collection, place)),
    fields: async (collection) => keep(namesKey(collection, 'fields', {}), await reader.fields(collection)),
  };
}
