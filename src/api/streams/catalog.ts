import { streamCard } from '../../collections/registry.ts';
import type { AccountScope } from '../../model/account.ts';
import type { ListCard, SourceCatalog } from '../../model/card.ts';
import type { Collection } from '../../model/collection.ts';
import { isArray, isObject, type Json } from '../../model/json.ts';
import type { JsonResponse } from '../transport/json-response.ts';
import type { CatalogEntry } from './client.ts';
import { namedId, text } from './decode-row.ts';

/** Reads one path below the base of a collection (`/log/{logType}`, `/datastream1`). */
export type Read = (path: string) => Promise<JsonResponse>;

/**
 * Reads the sources of a group or a contract. If the catalog of the collection needs a group or a contract that is not
 * given, all groups or contracts that the credentials can access are read.
 */
export async function readSources(
  read: Read,
  collection: Collection,
  scope: AccountScope,
): Promise<readonly CatalogEntry[]> {
  const list = streamCard(collection).lists.find(({ catalog }) => catalog);
  if (!list?.catalog) return [];
  const found = new Map<number | string, CatalogEntry>();
  for (const path of await catalogPaths(list.catalog, read, scope)) {
    const entries = list.catalog.paged
      ? await readPages(read, list, path)
      : entriesOf(list, await read(path));
    for (const entry of entries) found.set(entry.id, entry);
  }
  return [...found.values()];
}

/**
 * Reads groups with their contracts. Groups of DataStream 1 that cannot contain streams (`enabled: false`) are
 * omitted.
 */
export async function readGroups(read: Read): Promise<readonly CatalogEntry[]> {
  return groupsIn((await read('/groups')).body);
}

/** Returns the groups in a response of DataStream 1 or 2. */
export function groupsIn(body: Json): readonly CatalogEntry[] {
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

/** The paths of a catalog, each once. */
async function catalogPaths(
  { path }: SourceCatalog,
  read: Read,
  scope: AccountScope,
): Promise<readonly string[]> {
  const needs = SCOPE_MEMBERS.filter((member) => path.includes(`{${member}}`));
  const isComplete = needs.every((member) => scope[member] !== undefined);
  const scopes = isComplete ? [scope] : (await readGroups(read)).flatMap(scopesOfGroup).filter(within(scope));
  const filled = (one: AccountScope) =>
    needs.reduce((text, member) => text.replace(`{${member}}`, () => segment(one[member])), path);
  return [...new Set(scopes.map(filled))];
}

const SCOPE_MEMBERS = ['groupId', 'contractId'] as const;

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

async function readPages(read: Read, list: ListCard, path: string): Promise<readonly CatalogEntry[]> {
  const entries: CatalogEntry[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const response = await read(`${path}?page=${page}&pageSize=${PAGE_SIZE}`);
    const found = entriesOf(list, response);
    entries.push(...found);
    if (found.length === 0 || page >= lastPage(response.body)) break;
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
function entriesOf(list: ListCard, response: JsonResponse): readonly CatalogEntry[] {
  const items = listIn(response.body);
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
