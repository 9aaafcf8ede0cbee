import type { CatalogEntry, StreamReader } from '../../api/streams/client.ts';
import type { Hash } from '../../model/account.ts';
import { redactDetail, textsAt } from '../../plan/credentials/reference-paths.ts';
import { sealDetail } from '../../plan/credentials/seal.ts';
import type { PlacesOf } from '../../plan/match/reference-index.ts';
import type { TextGuard } from '../secrets/redacting-guard.ts';
import { namesKey, type VersionCache } from './version-cache.ts';

/** What reads are kept with. */
export interface KeepingPorts {
  readonly reader: StreamReader;
  readonly cache: VersionCache;
  readonly target: string;
  readonly hash: Hash;
  /** At which places of a stream its manifest has references. */
  readonly placesOf: PlacesOf;
  /** Keeps live members at those places out of the run's texts. */
  readonly guard: TextGuard;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * A reader whose reads replace what is kept. Apply reads through it: if the API returns a version
 * differently than it did (a member that is new at the vendor), or a name has another id, the fresh read stops the write, and
 * the next plan must not be made from the old content again.
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
