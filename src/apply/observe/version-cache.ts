import path from 'node:path';
import { CATALOG_ENTRY } from '../../api/streams/client.ts';
import { makeOwnFolder, refuseLinks } from '../../files/write-file.ts';
import type { AccountScope } from '../../model/account.ts';
import { type Collection, collectionKey } from '../../model/collection.ts';
import type { Listener } from '../../model/event.ts';
import { parseJson } from '../../model/json.ts';
import { LOGGING_RULES } from '../../model/logging-rules.ts';
import { STREAM_DETAIL, type StreamDetail } from '../../model/observed.ts';
import type { Warning } from '../../model/plan.ts';
import { PROPERTY_CHECK } from '../../model/property-finding.ts';
import { keyById } from '../../model/resource-key.ts';
import {
  anyJson,
  exactly,
  list,
  number,
  object,
  type Shape,
  type Static,
  text,
  whole,
} from '../../model/shape.ts';
import { isOf } from '../../schema/validate.ts';
import { readAtMost, writeWhole } from '../files/atomic.ts';
import { removePlainEntries } from './cache-cleanup.ts';
import { type EntryCipher, entryCipher } from './cache-encryption.ts';
import { type CacheState, inspectFolder, reasonOf } from './inspect-cache.ts';

/** Increased whenever the meaning of an entry changes. Entries of other formats are ignored. */
const FORMAT = 4;
const ENTRY = object({ format: exactly(FORMAT), target: text(), title: text(), value: anyJson() });
/** The maximum size of an entry, bytes. Larger files are not entries of this product. */
const LARGEST = 4 * 1024 * 1024;

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
 * One small encrypted file for each stream with its latest known version, and for each older version that was
 * read, in a folder for each target. CI systems restore caches for anyone who can open a pull request, and
 * entries contain e-mail addresses, groups and properties. Therefore neither contents nor file names can be read without the key. Entries that are
 * damaged, too large, of another format, target or stream, or written with another key are ignored and
 * replaced. The folder may be part of a checkout, and a change under review must not add entries that make
 * its own plan look harmless. If the folder cannot be written, one warning says so.
 */
export function fileCache(options: {
  readonly directory: string;
  readonly target: string;
  /** Runs with the same key share entries. Entries of other keys are in other folders. */
  readonly key: string;
  readonly listen: Listener;
}): VersionCache {
  const store = storeIn(options);
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
    inspect: () => store.inspect(),
  };
}

const STREAM = 'stream ';
const streamTitle = (collection: Collection, streamId: number) => `${STREAM}${keyById(collection, streamId)}`;
const versionTitle = (collection: Collection, streamId: number, version: number) =>
  `version ${version} of ${streamTitle(collection, streamId)}`;
const namesTitle = (key: string) => `names ${key}`;
const CHECK_TITLE = 'check of properties';
const rulesTitle = (of: string, id: number) => `rules of ${of} ${id}`;

interface Store {
  /** Returns `undefined` if there is no entry of this title and shape. */
  read<T>(title: string, shape: Shape<T>): Promise<T | undefined>;
  write(title: string, value: StreamDetail | CachedNames | VersionRules | CachedCheck): Promise<void>;
  inspect(): Promise<CacheState>;
}

function storeIn(options: Parameters<typeof fileCache>[0]): Store {
  const { directory, target } = options;
  const cipher = entryCipher(options.key);
  const folder = path.join(directory, cipher.nameOf(`target ${target}`));
  const nameOf = (title: string) => cipher.nameOf(`${title} of ${target}`);
  // A checkout may contain a link in place of the folder, or of one of its subfolders.
  const base = path.isAbsolute(directory) ? { base: directory } : {};
  const check = once(async () => {
    await refuseLinks(folder, base.base ?? '.');
    await removePlainEntries(directory);
  });
  const parsed = async (name: string): Promise<unknown> => {
    const bytes = await readAtMost(path.join(folder, name), LARGEST);
    const text = bytes === undefined ? undefined : cipher.decrypt(bytes, name);
    return text === undefined ? undefined : parseJson(text);
  };
  let broken = false;
  return {
    read: async (title, shape) => {
      if (
        !(await check().then(
          () => true,
          () => false,
        ))
      )
        return undefined;
      const entry = await parsed(nameOf(title));
      if (!isOf(ENTRY, entry) || entry.target !== target || entry.title !== title) return undefined;
      return isOf(shape, entry.value) ? entry.value : undefined;
    },
    inspect: () =>
      inspectFolder(folder, base.base ?? '.', async (name) => {
        const entry = await parsed(name);
        if (!isOf(ENTRY, entry)) return undefined;
        return entry.title.startsWith(STREAM) ? 'stream' : 'other';
      }),
    write: async (title, value) => {
      if (broken) return;
      try {
        await check();
        await makeOwnFolder(folder, { mode: 0o700, ...base });
        await writeWhole(
          path.join(folder, nameOf(title)),
          entryBytes(cipher, nameOf(title), { target, title, value }),
        );
      } catch (error) {
        broken = true;
        options.listen({ tag: 'warning', warning: unwritable(directory, error) });
      }
    },
  };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let started: Promise<void> | undefined;
  return () => {
    started ??= work();
    return started;
  };
}

function entryBytes(cipher: EntryCipher, name: string, entry: object): Uint8Array {
  return cipher.encrypt(JSON.stringify({ format: FORMAT, ...entry }), name);
}

function unwritable(directory: string, error: unknown): Warning {
  return {
    code: 'cache-unwritable',
    message: `The version cache ${directory} cannot be written (${reasonOf(error)}); without it, plans cost more requests.`,
  };
}
