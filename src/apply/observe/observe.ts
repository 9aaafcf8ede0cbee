import { ApiError } from '../../api/errors/errors.ts';
import type { CatalogEntry, StreamReader } from '../../api/streams/client.ts';
import type { KnownName, Observed } from '../../model/account.ts';
import { COLLECTION_OF_IDS, type Collection, collectionKey } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamRow, UnusableRow } from '../../model/observed.ts';
import { neededDetails } from '../../plan/match/match.ts';
import { referenceIndex } from '../../plan/match/reference-index.ts';
import { type Lookup, unresolvedNames } from '../../plan/resolve/resolve.ts';
import { lookUpNames } from './read-cache.ts';
import { type ObservePorts, readDetails } from './read-details.ts';
import { namesKey } from './version-cache.ts';

/**
 * How long a name look-up of an earlier run is valid, milliseconds. A name that is part of a write is always
 * looked up again.
 */
const NAMES_KEPT = 24 * 60 * 60 * 1000;

/**
 * Reads what planning needs: one list call for each collection that manifests use, one GET for each needed
 * stream whose version is not in the cache, and look-ups of names that neither rows nor details contain.
 * Details are redacted before they are cached or returned.
 * @param named ids of streams of `COLLECTION_OF_IDS` that manifests of properties name. With it, that collection is listed
 * @param listed further collections to list
 * @throws {ApiError} if the account cannot be read
 */
export async function observe(
  manifests: readonly Manifest[],
  ports: ObservePorts,
  named?: readonly number[],
  listed: readonly Collection[] = [],
): Promise<Observed> {
  const further = [...(named ? [COLLECTION_OF_IDS] : []), ...listed];
  const { rows, unusable } = await listStreams(manifests, ports.reader, further);
  const placesOf = referenceIndex(ports.managed ?? manifests).ofAny;
  const needed = neededDetails(manifests, { rows, unusable }, named, ports.managed);
  const { details, unreadable } = await readDetails({ ...ports, placesOf }, rows, needed);
  const seen = { rows, unusable, details, names: new Map<string, readonly KnownName[]>() };
  const names = await readNames(ports, unresolvedNames(manifests, seen));
  return { target: ports.target, rows, unusable, details, unreadable, names };
}

/**
 * Lists the streams of every collection that manifests use, with one request for each.
 * @throws {ApiError} if a list cannot be read
 */
export async function listStreams(
  manifests: readonly Manifest[],
  reader: Pick<StreamReader, 'list'>,
  collections: readonly Collection[] = [],
) {
  const rows = new Map<string, readonly StreamRow[]>();
  const unusable = new Map<string, readonly UnusableRow[]>();
  for (const collection of inUse([...manifests.map((one) => one.collection), ...collections])) {
    const listed = await reader.list(collection);
    rows.set(collectionKey(collection), listed.rows);
    if (listed.unusable.length > 0) unusable.set(collectionKey(collection), listed.unusable);
  }
  return { rows, unusable };
}

/**
 * Reads streams that were listed before, with or without a manifest.
 * @param streams their rows, grouped by collection
 * @throws {ApiError} if the account cannot be read
 */
export async function observeStreams(streams: readonly StreamRow[], ports: ObservePorts): Promise<Observed> {
  const rows = new Map<string, readonly StreamRow[]>();
  for (const row of streams) {
    const key = collectionKey(row.collection);
    rows.set(key, [...(rows.get(key) ?? []), row]);
  }
  const placesOf = referenceIndex(ports.managed ?? []).of;
  const read = await readDetails({ ...ports, placesOf }, rows, streams);
  return { target: ports.target, rows, ...read, names: new Map() };
}

function inUse(collections: readonly Collection[]): readonly Collection[] {
  return [...new Map(collections.map((collection) => [collectionKey(collection), collection])).values()];
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

/**
 * The names of one list. `undefined` if the API rejects a list that is only used to check ids, since no plan
 * depends on it.
 */
async function namesOf(ports: ObservePorts, lookup: Lookup): Promise<readonly KnownName[] | undefined> {
  const { collection, role, groupId, contractId } = lookup;
  const place = defined({ groupId, contractId });
  const key = namesKey(collection, role, place);
  const kept = await ports.cache.names(key);
  const now = ports.clock.now();
  if (kept && now - kept.at < NAMES_KEPT && kept.at <= now && returnsAllMembers(kept.entries, lookup)) {
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
 * Whether the list has all names, compared without case, as planning does. Ids do not have to be listed: the
 * API's list is known to be incomplete, and an id that is missing today is looked up again tomorrow.
 */
function returnsAllMembers(entries: readonly CatalogEntry[], lookup: Lookup): boolean {
  const returned = entries.flatMap(({ name, key }) => (key === undefined ? [name] : [name, key]));
  const known = new Set(returned.map((name) => name.toLowerCase()));
  // A look-up that was dropped has no entries.
  return entries.length > 0 && lookup.names.every((name) => known.has(name.toLowerCase()));
}
