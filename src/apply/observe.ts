import { ApiError } from '../api/errors.ts';
import type { CatalogEntry, StreamReader } from '../api/stream-api.ts';
import type { Clock } from '../model/clock.ts';
import { type Collection, collectionKey } from '../model/collection.ts';
import type { Listener } from '../model/event.ts';
import type { Manifest } from '../model/manifest.ts';
import type { StreamDetail, StreamRow } from '../model/observed.ts';
import { type NeededDetail, neededDetails, streamKey } from '../plan/match.ts';
import type { Hash, KnownName, Observed } from '../plan/observed.ts';
import { type Lookup, unresolvedNames } from '../plan/resolve.ts';
import { sealDetail } from '../plan/seal.ts';
import { namesKey, type VersionCache } from './cache.ts';
import { besideEachOther, inGroups } from './reading-order.ts';
import { lookUpNames } from './shared-reads.ts';

/** Milliseconds for which a look-up of an earlier run counts. A name that ends in a write is looked up afresh anyway. */
const NAMES_KEPT = 24 * 60 * 60 * 1000;

/** What observing needs of the world. It holds no verb that writes. */
export interface ObservePorts {
  readonly reader: StreamReader;
  readonly cache: VersionCache;
  /** Host and account key, or `simulator`. */
  readonly target: string;
  readonly hash: Hash;
  readonly clock: Clock;
  readonly listen: Listener;
}

/**
 * Reads what planning needs: one list call for each collection that manifests use, one GET for each needed stream
 * whose version is not in the cache, and look-ups of names that neither rows nor details tell. Details are sealed
 * before they are kept or returned.
 * @throws {ApiError} when the account cannot be read
 */
export async function observe(manifests: readonly Manifest[], ports: ObservePorts): Promise<Observed> {
  const collections = inUse(manifests);
  const rows = new Map<string, readonly StreamRow[]>();
  for (const collection of collections) {
    rows.set(collectionKey(collection), await ports.reader.list(collection));
  }
  const { details, unreadable } = await readDetails(ports, rows, neededDetails(manifests, rows));
  const seen = { rows, details, names: new Map<string, readonly KnownName[]>() };
  const names = await readNames(ports, unresolvedNames(manifests, seen));
  return { target: ports.target, rows, details, unreadable, names };
}

/**
 * Reads streams that were listed before, whether a manifest is about them or not.
 * @param streams their rows; those of a collection stay together
 * @throws {ApiError} when the account cannot be read
 */
export async function observeStreams(streams: readonly StreamRow[], ports: ObservePorts): Promise<Observed> {
  const rows = new Map<string, readonly StreamRow[]>();
  for (const row of streams) {
    const key = collectionKey(row.collection);
    rows.set(key, [...(rows.get(key) ?? []), row]);
  }
  const read = await readDetails(ports, rows, streams);
  return { target: ports.target, rows, ...read, names: new Map() };
}

function inUse(manifests: readonly Manifest[]): readonly Collection[] {
  return [...new Map(manifests.map(({ collection }) => [collectionKey(collection), collection])).values()];
}

/**
 * Counts streams, since that is what people compare the numbers with: lists and look-ups of names are requests too, but no streams.
 * @param done those that are in the cache
 */
function readingProgress(listen: Listener, done: number, total: number): () => void {
  let read = done;
  return () => {
    read += 1;
    listen({ tag: 'reading', done: read, total });
  };
}

/** Details from the cache, else from the API. Rows follow what was read, and go when the stream is gone. */
async function readDetails(
  ports: ObservePorts,
  rows: Map<string, readonly StreamRow[]>,
  needed: readonly NeededDetail[],
): Promise<Required<Pick<Observed, 'details' | 'unreadable'>>> {
  const rowOf = rowIndex(rows);
  const kept = await inGroups(needed, (need) => keptDetail(ports, need, rowOf));
  const missing = needed.filter((_, index) => kept[index] === undefined);
  const countRead = readingProgress(ports.listen, needed.length - missing.length, needed.length);
  const read = new Map<string, StreamDetail | undefined>();
  const unreadable = new Map<string, string>();
  await besideEachOther(missing, async (need) => {
    const detail = await readDetail(ports, need, countRead);
    if (detail instanceof ApiError) unreadable.set(keyOf(need), detail.message);
    else read.set(keyOf(need), detail);
  });
  const known = new Map(kept.flatMap((detail) => (detail ? [[keyOf(detail), detail] as const] : [])));
  for (const [key, list] of rows) {
    const told = list.map((row) => withKept(row, known.get(keyOf(row))));
    rows.set(
      key,
      told.flatMap((row) => rowAsRead(row, read)),
    );
  }
  const all = [...kept, ...read.values()].filter((detail) => detail !== undefined);
  return { details: new Map(all.map((detail) => [keyOf(detail), detail])), unreadable };
}

function keyOf({ collection, streamId }: NeededDetail | StreamRow): string {
  return streamKey(collection, streamId);
}

async function keptDetail(
  { cache }: ObservePorts,
  { collection, streamId, version }: NeededDetail,
  rowOf: ReadonlyMap<string, StreamRow>,
): Promise<StreamDetail | undefined> {
  const kept = await cache.detail(collection, streamId, version);
  const row = rowOf.get(streamKey(collection, streamId));
  return kept && row ? withRow(kept, row) : undefined;
}

function rowIndex(rows: ReadonlyMap<string, readonly StreamRow[]>): ReadonlyMap<string, StreamRow> {
  return new Map([...rows.values()].flat().map((row) => [keyOf(row), row]));
}

/**
 * The latest version, redacted and cached; nothing when the stream was deleted since the list; the error when its content
 * cannot be read, which concerns this stream only.
 */
async function readDetail(
  ports: ObservePorts,
  need: NeededDetail,
  countRead: () => void,
): Promise<StreamDetail | ApiError | undefined> {
  try {
    const read = await ports.reader.get(need.collection, need.streamId);
    const detail = sealDetail(read, ports.target, ports.hash);
    await ports.cache.keepDetail(detail);
    return detail;
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'no-such-stream') return undefined;
    if (error instanceof ApiError && error.kind === 'unreadable') return error;
    throw error;
  } finally {
    countRead();
  }
}

/** A version's content never changes. Everything else about the stream is what the row tells now. */
function withRow(kept: StreamDetail, row: StreamRow): StreamDetail {
  const { integrationType, body } = kept;
  return { ...withKept(row, kept), ...(integrationType === undefined ? {} : { integrationType }), body };
}

/**
 * What belongs to a version, where rows do not tell it: its group and contract (v3 may leave them out), and who made it
 * and when (DataStream 1 has it in details only).
 */
function withKept(row: StreamRow, kept: StreamDetail | undefined): StreamRow {
  if (!kept) return row;
  const { groupId, contractId, modifiedBy, modifiedDate } = kept;
  return {
    ...(groupId === undefined ? {} : { groupId }),
    ...(contractId === undefined ? {} : { contractId }),
    ...(modifiedBy === undefined ? {} : { modifiedBy }),
    ...(modifiedDate === undefined ? {} : { modifiedDate }),
    ...row,
  };
}

/** A GET is one answer of one later moment: the row says what it says, and goes when the stream is gone. */
function rowAsRead(
  row: StreamRow,
  read: ReadonlyMap<string, StreamDetail | undefined>,
): readonly StreamRow[] {
  const key = keyOf(row);
  if (!read.has(key)) return [row];
  const detail = read.get(key);
  if (!detail) return [];
  const { integrationType: _type, body: _body, ...told } = detail;
  return [{ ...row, ...told }];
}

async function readNames(ports: ObservePorts, lookups: readonly Lookup[]): Promise<Observed['names']> {
  const names = new Map<string, readonly KnownName[]>();
  for (const lookup of lookups) {
    const key = `${collectionKey(lookup.collection)}/${lookup.list}`;
    const found = await namesOf(ports, lookup);
    if (found) names.set(key, [...(names.get(key) ?? []), ...found]);
  }
  return names;
}

/** Nothing if the API refuses a list that only ids are checked with: no plan depends on that. */
async function namesOf(ports: ObservePorts, lookup: Lookup): Promise<readonly KnownName[] | undefined> {
  const { collection, role, groupId, contractId } = lookup;
  const place = {
    ...(groupId === undefined ? {} : { groupId }),
    ...(contractId === undefined ? {} : { contractId }),
  };
  const key = namesKey(collection, role, place);
  const kept = await ports.cache.names(key);
  const now = ports.clock.now();
  if (kept && now - kept.at < NAMES_KEPT && kept.at <= now && tellsAll(kept.entries, lookup)) {
    return kept.entries.map((entry) => ({ ...entry, origin: 'kept' }));
  }
  const entries = await lookUpOrWarn(ports, lookup, () => lookUpNames(ports.reader, collection, role, place));
  if (!entries) return undefined;
  await ports.cache.keepNames(key, { at: now, entries });
  return entries.map((entry) => ({ ...entry, origin: 'live' }));
}

async function lookUpOrWarn(
  { listen }: ObservePorts,
  { collection, names }: Lookup,
  lookUp: () => Promise<readonly CatalogEntry[]>,
): Promise<readonly CatalogEntry[] | undefined> {
  try {
    return await lookUp();
  } catch (error) {
    if (names.length > 0 || !(error instanceof ApiError) || error.kind === 'aborted') throw error;
    const message = `Field ids of ${collectionKey(collection)} are not checked: ${error.message}`;
    listen({ tag: 'warning', warning: { code: 'fields-not-checked', message } });
    return undefined;
  }
}

/**
 * Also where only the case differs, as planning reads names. Ids need not be listed: the API's list is known to be
 * incomplete, and an id that is not in it today is looked up again tomorrow.
 */
function tellsAll(entries: readonly CatalogEntry[], lookup: Lookup): boolean {
  const told = entries.flatMap(({ name, key }) => (key === undefined ? [name] : [name, key]));
  const known = new Set(told.map((name) => name.toLowerCase()));
  // A look-up that was dropped is empty.
  return entries.length > 0 && lookup.names.every((name) => known.has(name.toLowerCase()));
}
