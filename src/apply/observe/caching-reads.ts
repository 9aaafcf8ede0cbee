import type { CatalogEntry, StreamReader } from '../../api/streams/client.ts';
import type { Hash } from '../../model/account.ts';
import { redactDetail, textsAt } from '../../plan/credentials/reference-paths.ts';
import type { PlacesOf } from '../../plan/match/reference-index.ts';
import { sealDetail } from '../../redaction/seal.ts';
import type { TextGuard } from '../secrets/redacting-guard.ts';
import { namesKey, type VersionCache } from './version-cache.ts';

/** The dependencies of `keepingReads`. */
export interface KeepingPorts {
  readonly reader: StreamReader;
  readonly cache: VersionCache;
  readonly target: string;
  readonly hash: Hash;
  /** Returns at which places of a stream its manifest has references. */
  readonly placesOf: PlacesOf;
  /** Redacts live members at those places in the texts of the run. */
  readonly guard: TextGuard;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * A reader whose reads update the cache. Apply reads through it. If the API now returns a version differently
 * (for example with a new member), or a name has another id, the fresh read stops the write. The next plan
 * must not be made from the old content again.
 */
export function keepingReads(ports: KeepingPorts): StreamReader {
  const { reader, cache, target, hash, placesOf, guard, now } = ports;
  const keep = async (key: string, entries: readonly CatalogEntry[]) => {
    await cache.keepNames(key, { at: now(), entries });
    return entries;
  };
  return {
    ...reader,
    get: async (collection, streamId) => {
      const detail = await reader.get(collection, streamId);
      const places = placesOf(detail);
      for (const text of textsAt(detail, places)) guard.guard(text);
      await cache.keepDetail(redactDetail(sealDetail(detail, target, hash), places, target, hash));
      return detail;
    },
    sources: async (collection, place) =>
      keep(namesKey(collection, 'sources', place), await reader.sources(collection, place)),
    fields: async (collection) => keep(namesKey(collection, 'fields', {}), await reader.fields(collection)),
  };
}
