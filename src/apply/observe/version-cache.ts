import { CATALOG_ENTRY } from '../../api/streams/client.ts';
import type { AccountScope } from '../../model/account.ts';
import { type Collection, collectionKey } from '../../model/collection.ts';
import { LOGGING_RULES } from '../../model/logging-rules.ts';
import { STREAM_DETAIL, type StreamDetail } from '../../model/observed.ts';
import { PROPERTY_CHECK } from '../../model/property-finding.ts';
import { keyById } from '../../model/resource-key.ts';
import { list, number, object, type Static, text, whole } from '../../model/shape.ts';
import { openStore, type StoreOptions } from './cache-store.ts';
import type { CacheState } from './inspect-cache.ts';

/**
 * What earlier runs have read. A version never changes, so its content never expires. Names can
 * change, so they are cached with the time of their look-up. The cache only saves requests: the same plan
 * results without it. It contains redacted bodies only, so no credentials.
 */
export interface VersionCache {
  /**
   * The content of exactly this version, if it is cached. Status and names always come from rows, never from
   * the cache.
   */
  detail(collection: Collection, streamId: number, version: number): Promise<StreamDetail | undefined>;
  /** Caches the content of a version and replaces the stream's older one. The body must be redacted. */
  keepDetail(detail: StreamDetail): Promise<void>;
  /** The same for a version that has a successor. Such entries stay, since several versions are compared. */
  olderVersion(collection: Collection, streamId: number, version: number): Promise<StreamDetail | undefined>;
  keepOlderVersion(detail: StreamDetail): Promise<void>;
  /** What an earlier look-up returned, and when (milliseconds since 1970). */
  names(key: string): Promise<CachedNames | undefined>;
  keepNames(key: string, names: CachedNames): Promise<void>;
  /** The rules of exactly this version of a property or an include, if they are cached. */
  rules(of: 'property' | 'include', id: number, version: number): Promise<VersionRules | undefined>;
  /** Caches the rules of a version that is active, and replaces those of an older one. */
  keepRules(of: 'property' | 'include', rules: VersionRules): Promise<void>;
  /** The latest check of all properties, for runs that do not check every time. */
  propertyCheck(): Promise<CachedCheck | undefined>;
  keepPropertyCheck(check: CachedCheck): Promise<void>;
  /** What is stored for this account. */
  inspect(): Promise<CacheState>;
}

const VERSION_RULES = object({
  id: whole('', 1),
  version: whole('', 1),
  ruleFormat: text(),
  rules: LOGGING_RULES,
});
/**
 * What one version of a property or of an include says about logging. A version that was ever active never changes.
 */
export type VersionRules = Static<typeof VERSION_RULES>;

const CACHED_CHECK = object({
  /** Milliseconds since 1970, UTC. */
  at: number(),
  /** Digest of what was expected of the properties. */
  expected: text(),
  check: object(PROPERTY_CHECK),
});
/** The result of a check of properties with its time. */
type CachedCheck = Static<typeof CACHED_CHECK>;

const CACHED_NAMES = object({
  /** Milliseconds since 1970, UTC. */
  at: number(),
  entries: list(CATALOG_ENTRY),
});
/** The result of a look-up with its time. */
export type CachedNames = Static<typeof CACHED_NAMES>;

/**
 * The key of a look-up. Fields are the same for a whole collection, so their key contains no group or
 * contract.
 */
export function namesKey(
  collection: Collection,
  role: 'sources' | 'fields',
  { groupId, contractId }: AccountScope,
): string {
  const place = role === 'fields' ? [] : [groupId ?? null, contractId ?? null];
  return JSON.stringify([collectionKey(collection), role, ...place]);
}

/**
 * Makes the next plan look up names again. The entry stays, empty. A CI cache that is saved under a hash of
 * its files would not be saved again if the files were the same as before.
 * @param now milliseconds since 1970
 */
export async function dropNames(cache: VersionCache, key: string, now: number): Promise<void> {
  if (await cache.names(key)) await cache.keepNames(key, { at: now, entries: [] });
}

/** A cache that stores nothing (`--no-cache`). */
export function noCache(): VersionCache {
  return {
    detail: async () => undefined,
    keepDetail: async () => {},
    olderVersion: async () => undefined,
    keepOlderVersion: async () => {},
    names: async () => undefined,
    keepNames: async () => {},
    rules: async () => undefined,
    keepRules: async () => {},
    propertyCheck: async () => undefined,
    keepPropertyCheck: async () => {},
    inspect: async () => ({ tag: 'off' }),
  };
}

/**
 * Creates a cache in files. It has an entry for the latest known version of each stream, and for each older version
 * that was read. An entry of another stream is ignored and replaced.
 */
export function fileCache(options: StoreOptions): VersionCache {
  const store = openStore(options);
  const read = async (title: string, collection: Collection, streamId: number, version: number) => {
    const detail = await store.read(title, STREAM_DETAIL);
    const isSame =
      detail?.streamId === streamId &&
      detail.version === version &&
      collectionKey(detail.collection) === collectionKey(collection);
    return isSame ? detail : undefined;
  };
  return {
    detail: (collection, ...version) => read(streamTitle(collection, version[0]), collection, ...version),
    keepDetail: async (detail) => {
      const { collection, streamId } = detail;
      if (!Number.isSafeInteger(streamId)) return;
      await store.write(streamTitle(collection, streamId), detail);
    },
    olderVersion: (collection, ...version) =>
      read(versionTitle(collection, ...version), collection, ...version),
    keepOlderVersion: (detail) =>
      store.write(versionTitle(detail.collection, detail.streamId, detail.version), detail),
    names: (key) => store.read(namesTitle(key), CACHED_NAMES),
    keepNames: (key, names) => store.write(namesTitle(key), names),
    rules: async (of, id, version) => {
      const known = await store.read(rulesTitle(of, id), VERSION_RULES);
      return known?.id === id && known.version === version ? known : undefined;
    },
    keepRules: (of, rules) => store.write(rulesTitle(of, rules.id), rules),
    propertyCheck: () => store.read(CHECK_TITLE, CACHED_CHECK),
    keepPropertyCheck: (check) => store.write(CHECK_TITLE, check),
    inspect: () => store.inspect((title) => (title.startsWith(STREAM) ? 'stream' : 'other')),
  };
}

const STREAM = 'stream ';
const streamTitle = (collection: Collection, streamId: number) => `${STREAM}${keyById(collection, streamId)}`;
const versionTitle = (collection: Collection, streamId: number, version: number) =>
  `version ${version} of ${streamTitle(collection, streamId)}`;
const namesTitle = (key: string) => `names ${key}`;
const CHECK_TITLE = 'check of properties';
const rulesTitle = (of: string, id: number) => `rules of ${of} ${id}`;
