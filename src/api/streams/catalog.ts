import { streamCard } from '../../collections/registry.ts';
import type { AccountScope } from '../../model/account.ts';
import type { Collection, LogType } from '../../model/collection.ts';
import { isArray, isObject, type Json } from '../../model/json.ts';
import type { Answer } from '../transport/json-response.ts';
import type { CatalogEntry } from './client.ts';
import { namedId, text } from './decode-row.ts';

/** The catalog list with the sources of a group or a contract. */
export interface SourceList {
  readonly needs: readonly (keyof AccountScope)[];
  /** The path after the base that a `Read` adds. */
  readonly path: (place: { readonly groupId: string; readonly contractId: string }) => string;
  /** The list is paged. Pages count from 1. */
  readonly paged?: true;
}

/** Source lists of DataStream 2 by log type. Source: fact sheet, section 1.1 (v3), from the vendor's own clients. */
export const SOURCE_LISTS: Readonly<Record<LogType, SourceList | undefined>> = {
  cdn: { needs: ['groupId'], path: ({ groupId }) => `/groups/${groupId}/properties` },
  edns: { needs: ['contractId'], path: ({ contractId }) => `/contracts/${contractId}/zones` },
  gtm: { needs: ['contractId'], path: ({ contractId }) => `/contracts/${contractId}/properties` },
  edgeworkers: undefined,
  appsec: {
    needs: ['groupId', 'contractId'],
    path: ({ groupId, contractId }) => `/groups/${groupId}/contracts/${contractId}/configs`,
  },
  answerx: {
    needs: ['contractId'],
    path: ({ contractId }) => `/contracts/${contractId}/answerxSSIDs`,
    paged: true,
  },
};

/** Reads one path below the base of a collection (`/log/{logType}`, `/datastream1`). */
export type Read = (path: string) => Promise<Answer>;

/**
 * Reads the sources of a group or a contract. If the list of the log type needs a group or a contract that is not
 * given, all groups or contracts that the credentials can access are read.
 */
export async function readSources(
  read: Read,
  collection: Collection,
  list: SourceList | undefined,
  place: AccountScope,
): Promise<readonly CatalogEntry[]> {
  if (!list) return [];
  const found = new Map<number | string, CatalogEntry>();
  for (const where of await scopesFor(list, read, place)) {
    const path = list.path(where);
    const entries = list.paged
      ? await readPages(read, collection, path)
      : entriesOf(collection, await read(path));
    for (const entry of entries) found.set(entry.id, entry);
  }
  return [...found.values()];
}

/**
 * Reads groups with their contracts. Groups of DataStream 1 that cannot contain streams (`enabled: false`) are
 * omitted.
 */
export async function readGroups(read: Read): Promise<readonly CatalogEntry[]> {
  const { body } = await read('/groups');
  return listIn(body).flatMap((item) => {
    if (isObject(item) && item['enabled'] === false) return [];
    const contracts = isObject(item) && isArray(item['contractIds']) ? item['contractIds'] : [];
    const contractIds = contracts.filter((id) => typeof id === 'string');
    return namedId(item, ['groupId'], ['groupName']).map((group) => ({ ...group, contractIds }));
  });
}

/** Reads the data set fields of DataStream 2. */
export async function readFields(read: Read): Promise<readonly CatalogEntry[]> {
  const { body } = await read('/datasets-fields');
  return listIn(body).flatMap((item) => {
    const key = isObject(item) ? text(item['datasetFieldJsonKey']) : undefined;
    const fields = namedId(item, ['datasetFieldId'], ['datasetFieldName']);
    return fields.map((field) => ({ ...field, ...(key ? { key } : {}) }));
  });
}

async function scopesFor(list: SourceList, read: Read, place: AccountScope) {
  const complete = list.needs.every((member) => place[member] !== undefined);
  const places = complete ? [place] : (await readGroups(read)).flatMap(scopesOfGroup).filter(within(place));
  const paths = new Map(
    places.map((each) => {
      const segments = { groupId: segment(each.groupId), contractId: segment(each.contractId) };
      return [list.path(segments), segments];
    }),
  );
  return [...paths.values()];
}

function scopesOfGroup(group: CatalogEntry): readonly AccountScope[] {
  const contracts = group.contractIds ?? [];
  return contracts.map((contractId) => ({ groupId: Number(group.id), contractId }));
}

function within(place: AccountScope): (candidate: AccountScope) => boolean {
  return (candidate) =>
    (place.groupId === undefined || place.groupId === candidate.groupId) &&
    (place.contractId === undefined || place.contractId === candidate.contractId);
}

function segment(value: number | string | undefined): string {
  return encodeURIComponent(String(value ?? ''));
}

const PAGE_SIZE = 1000;
const MOST_PAGES = 1000;

async function readPages(read: Read, collection: Collection, path: string): Promise<readonly CatalogEntry[]> {
  const entries: CatalogEntry[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await read(`${path}?page=${page}&pageSize=${PAGE_SIZE}`);
    const found = entriesOf(collection, answer);
    entries.push(...found);
    if (found.length === 0 || page >= lastPage(answer.body)) break;
  }
  return entries;
}

/** Returns the number of the last page. A response without page data is the only page. */
function lastPage(body: Json): number {
  const metadata = isObject(body) ? body['metadata'] : undefined;
  const last = isObject(metadata) ? metadata['lastPage'] : undefined;
  return typeof last === 'number' ? last : 1;
}

/**
 * Returns the entries of a catalog. Their id has the same name as in the stream (`propertyId`), or is called `id`
 * (application security).
 */
function entriesOf(collection: Collection, answer: Answer): readonly CatalogEntry[] {
  const list = streamCard(collection).lists.find(({ role }) => role === 'sources');
  if (!list) return [];
  const items = listIn(answer.body);
  return items.flatMap((item) => namedId(item, [list.idMember, 'id'], [...list.nameMembers, 'name']));
}

/**
 * Returns the list in a response: the response itself, or the only list that it contains (`groups`, `properties`,
 * `zones` …).
 */
function listIn(body: Json): readonly Json[] {
  if (isArray(body)) return body;
  return isObject(body) ? (Object.values(body).find(isArray) ?? []) : [];
}
