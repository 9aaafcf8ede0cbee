import { createHash, createHmac } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { CatalogEntry, StreamReader } from '../api/stream-api.ts';
import { type Collection, collectionKey } from '../model/collection.ts';
import type { Listener } from '../model/event.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { StreamDetail } from '../model/observed.ts';
import type { Hash } from '../plan/observed.ts';
import { sealDetail } from '../plan/seal.ts';
import { readAtMost, writeWhole } from './files.ts';

/** Raised whenever the meaning of an entry changes: entries of another format are as good as absent. */
const FORMAT = 2;
/** Bytes of one entry; larger files are not ours. */
const LARGEST = 4 * 1024 * 1024;

/**
 * What earlier runs have read. A version of a stream never changes, so its content can be kept for ever; names can
 * change and are kept with the time of the look-up. Only an aid: nothing is decided by it, and without it the same
 * plan costs more requests. It holds sealed bodies only, so no credentials.
 */
export interface VersionCache {
  /** The content of exactly this version, where it is kept. Rows tell status and names, never the cache. */
  detail(collection: Collection, streamId: number, version: number): Promise<StreamDetail | undefined>;
  /** Keeps the content of a version in place of the stream's older one. The body must be sealed. */
  keepDetail(detail: StreamDetail): Promise<void>;
  /** What a look-up found earlier, and when (milliseconds since 1970). */
  names(key: string): Promise<KeptNames | undefined>;
  keepNames(key: string, names: KeptNames): Promise<void>;
}

/** The result of a look-up with its time. */
export interface KeptNames {
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly entries: readonly CatalogEntry[];
}

/** A cache that keeps nothing (`--no-cache`). */
export function noCache(): VersionCache {
  return {
    detail: async () => undefined,
    keepDetail: async () => {},
    names: async () => undefined,
    keepNames: async () => {},
  };
}

/**
 * One small file for each stream, holding its latest known version, under a folder for each target. Entries that
 * are damaged, too large, of another format, target or stream are overlooked and written anew, and so are those that
 * were not written with the same key: the folder may stand in a checkout, and a change that is under review must not
 * bring entries along that make its own plan look harmless. A folder that cannot be written is told once.
 */
export function fileCache(options: {
  readonly directory: string;
  readonly target: string;
  /** Known to this product's runs alone: made from the credentials. Entries of other credentials stand apart. */
  readonly key: string;
  readonly listen: Listener;
}): VersionCache {
  const folder = path.join(
    options.directory,
    digest(`${options.target} ${digest(options.key)}`).slice(0, 16),
  );
  const store = storeIn(folder, options);
  return {
    detail: async (collection, streamId, version) => {
      const value = await store.read(streamFile(collection, streamId), streamTitle(collection, streamId));
      return isDetail(value, collection, streamId, version) ? value : undefined;
    },
    keepDetail: async (detail) => {
      const { collection, streamId } = detail;
      if (!Number.isSafeInteger(streamId)) return;
      await store.write(streamFile(collection, streamId), streamTitle(collection, streamId), detail);
    },
    names: async (key) => {
      const value = await store.read(namesFile(key), key);
      return isKeptNames(value) ? value : undefined;
    },
    keepNames: (key, names) => store.write(namesFile(key), key, names),
  };
}

/**
 * A reader whose reads of streams replace what is kept. Apply reads through it: where the API tells a version
 * differently than it did (a member that is new at the vendor), the fresh read stops the write, and the plan after
 * that must not be made from the old content once more.
 */
export function keepingReads(
  from: { readonly reader: StreamReader; readonly cache: VersionCache; readonly target: string },
  hash: Hash,
): StreamReader {
  const { reader, cache, target } = from;
  return {
    ...reader,
    get: async (collection, streamId) => {
      const detail = await reader.get(collection, streamId);
      await cache.keepDetail(sealDetail(detail, target, hash));
      return detail;
    },
  };
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const streamFile = (collection: Collection, streamId: number) =>
  path.join(...collectionKey(collection).split('/'), `${streamId}.json`);
const streamTitle = (collection: Collection, streamId: number) => `${collectionKey(collection)}/${streamId}`;
const namesFile = (key: string) => path.join('names', `${digest(key).slice(0, 32)}.json`);

interface Store {
  read(file: string, title: string): Promise<unknown>;
  write(file: string, title: string, value: StreamDetail | KeptNames): Promise<void>;
}

function storeIn(folder: string, options: Parameters<typeof fileCache>[0]): Store {
  let broken = false;
  return {
    read: async (file, title) => {
      const text = await readAtMost(path.join(folder, file), LARGEST);
      const entry = text === undefined ? undefined : opened(text, options.key);
      return entry === undefined ? undefined : entryValue(entry, options.target, title);
    },
    write: async (file, title, value) => {
      if (broken) return;
      try {
        await mkdir(path.dirname(path.join(folder, file)), { recursive: true, mode: 0o700 });
        const entry = { format: FORMAT, target: options.target, title, value };
        await writeWhole(path.join(folder, file), closed(JSON.stringify(entry), options.key));
      } catch (error) {
        broken = true;
        options.listen({ tag: 'warning', warning: unwritable(options.directory, error) });
      }
    },
  };
}

/** An entry's text behind a line that only who has the key can write. */
function closed(entry: string, key: string): string {
  return `${proof(entry, key)}\n${entry}`;
}

function opened(text: string, key: string): string | undefined {
  const end = text.indexOf('\n');
  const entry = text.slice(end + 1);
  return end > 0 && text.slice(0, end) === proof(entry, key) ? entry : undefined;
}

function proof(entry: string, key: string): string {
  return createHmac('sha256', key).update(entry).digest('hex');
}

function entryValue(text: string, target: string, title: string): unknown {
  const entry = parse(text);
  if (!isObject(entry) || entry['format'] !== FORMAT) return undefined;
  return entry['target'] === target && entry['title'] === title ? entry['value'] : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unwritable(directory: string, error: unknown) {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return {
    code: 'cache-unwritable',
    message: `The version cache ${directory} cannot be written (${reason}); without it, plans cost more requests.`,
  };
}

function isDetail(
  value: unknown,
  collection: Collection,
  streamId: number,
  version: number,
): value is StreamDetail & JsonObject {
  if (!isObject(value) || value['streamId'] !== streamId || value['version'] !== version) return false;
  const kept = value['collection'];
  return (
    isObject(kept) &&
    kept['kind'] === collection.kind &&
    kept['logType'] === collection.logType &&
    typeof value['name'] === 'string' &&
    typeof value['status'] === 'string' &&
    isArray(value['sources']) &&
    isObject(value['body'])
  );
}

function isKeptNames(value: unknown): value is KeptNames & JsonObject {
  return (
    isObject(value) &&
    typeof value['at'] === 'number' &&
    isArray(value['entries']) &&
    value['entries'].every(isEntry)
  );
}

function isEntry(value: Json): boolean {
  if (!isObject(value) || typeof value['name'] !== 'string') return false;
  return typeof value['id'] === 'number' || typeof value['id'] === 'string';
}
