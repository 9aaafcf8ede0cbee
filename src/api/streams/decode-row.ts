import { streamCard } from '../../collections/registry.ts';
import type { Collection } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { NamedId, StreamDetail, StreamList, StreamRow, UnusableRow } from '../../model/observed.ts';
import { type JsonResponse, unreadable } from '../transport/json-response.ts';
import { findLossyMembers } from '../transport/lossy-members.ts';

/** The names of members that differ between the APIs. */
export interface RowNames {
  /** Members that contain the version, in order of preference. */
  readonly versions: readonly string[];
  readonly status: string;
}

/** Checks that a response is about the requested stream, because later steps act on the stream in the response. */
export function ofStream(streamId: number, response: JsonResponse, detail: StreamDetail): StreamDetail {
  if (detail.streamId === streamId) return detail;
  throw unreadable(response.request, `it is about stream ${detail.streamId}, not about stream ${streamId}`);
}

/** Adds the members that cannot be sent back unchanged to the stream of a response about one stream. */
export function withLossyMembers(response: JsonResponse, detail: StreamDetail): StreamDetail {
  const lossy = findLossyMembers(response.text);
  return lossy.length > 0 ? { ...detail, lossy } : detail;
}

/** Returns one row for each stream id, the one with the highest version. */
export function newest(rows: readonly StreamRow[]): readonly StreamRow[] {
  const byId = new Map<number, StreamRow>();
  for (const row of rows) {
    const other = byId.get(row.streamId);
    if (!other || row.version > other.version) byId.set(row.streamId, row);
  }
  return [...byId.values()];
}

/**
 * Returns true if a value contains `$sealed`. This product uses that key to mark a redacted value, so a value from a
 * server must not look like one.
 */
export function containsSealMark(value: Json | undefined): boolean {
  if (isArray(value)) return value.some(containsSealMark);
  return isObject(value) && (Object.hasOwn(value, '$sealed') || Object.values(value).some(containsSealMark));
}

/**
 * Returns the items of a response that is a list.
 * @throws {ApiError} kind `unreadable`
 */
export function itemsOf(response: JsonResponse): readonly Json[] {
  if (isArray(response.body)) return response.body;
  throw unreadable(response.request, 'it is not a list');
}

/**
 * Returns the stream of a response about one stream.
 * @throws {ApiError} kind `unreadable`, if a member is missing that planning needs
 */
export function readRow(
  collection: Collection,
  response: JsonResponse,
  item: Json,
  names: RowNames,
): StreamRow {
  const row = readListedRow(collection, item, names);
  if ('reason' in row) throw unreadable(response.request, `a stream in it ${row.reason}`);
  return row;
}

/**
 * Returns the streams of a list response. If one of several rows of a stream is unusable, the latest version of the
 * stream is not known.
 */
export function readList(collection: Collection, items: readonly Json[], names: RowNames): StreamList {
  const read = items.map((item) => readListedRow(collection, item, names));
  const unusable = read.filter((row) => 'reason' in row);
  const ids = new Set(unusable.map(({ streamId }) => streamId));
  return { rows: read.flatMap((row) => ('reason' in row || ids.has(row.streamId) ? [] : [row])), unusable };
}

/**
 * Parses a row of a list. Members that planning depends on are required. Members that the API may omit (v3: group and
 * contract, also as 0 or an empty string) are optional.
 */
function readListedRow(collection: Collection, item: Json, names: RowNames): StreamRow | UnusableRow {
  if (!isObject(item)) return { collection, sources: [], reason: 'is not an object' };
  const id = positive(item['streamId']);
  const name = text(item['streamName']);
  const version = versionOf(item, names.versions);
  const status = text(item[names.status]);
  const common = {
    collection,
    ...defined({ groupId: positive(item['groupId']) }),
    sources: sourcesOf(collection, item),
  };
  if (id === undefined || name === undefined || version === undefined || status === undefined) {
    const needed = { streamId: id, streamName: name, version, [names.status]: status };
    const missing = Object.entries(needed).flatMap(([member, value]) =>
      value === undefined ? [member] : [],
    );
    const reason = `has no usable ${missing.join(', ')}`;
    return { ...common, ...defined({ streamId: id, name }), reason };
  }
  return {
    ...common,
    streamId: id,
    name,
    version,
    status,
    ...defined({
      contractId: text(item['contractId']),
      modifiedBy: text(item['modifiedBy']),
      modifiedDate: isoDate(item['modifiedDate']),
    }),
  };
}

/**
 * Returns the version from the preferred member. If any of the members exists but is not a valid version, the result
 * is undefined, and the response is unreadable.
 */
function versionOf(item: JsonObject, names: readonly string[]): number | undefined {
  const given = names.filter((name) => item[name] !== undefined).map((name) => positive(item[name]));
  return given.includes(undefined) ? undefined : given[0];
}

function sourcesOf(collection: Collection, item: JsonObject): readonly NamedId[] {
  const lists = streamCard(collection).lists.filter((list) => list.role === 'sources');
  return lists.flatMap((list) => {
    const sources = item[list.member];
    return isArray(sources)
      ? sources.flatMap((source) => namedId(source, [list.idMember], list.nameMembers))
      : [];
  });
}

/** Returns the id and the name of an object. If there is no name, as for zones, the name is the id. */
export function namedId(item: Json, ids: readonly string[], names: readonly string[]): readonly NamedId[] {
  if (!isObject(item)) return typeof item === 'string' && item !== '' ? [{ id: item, name: item }] : [];
  const id = ids
    .map((member) => positive(item[member]) ?? text(item[member]))
    .find((found) => found !== undefined);
  if (id === undefined) return [];
  return [{ id, name: names.map((member) => text(item[member])).find((found) => found) ?? String(id) }];
}

/** A date with a time, and without a zone. */
const WITHOUT_ZONE = /[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/;

/**
 * Returns a date as ISO 8601 in UTC. Also accepts `16-01-2020 11:07:12 GMT`, which DataStream 1 and an older history
 * use. A time without a zone is UTC.
 */
export function isoDate(value: Json | undefined): string | undefined {
  if (typeof value !== 'string') return undefined;
  const given = value.trim();
  const european = /^(\d\d)-(\d\d)-(\d{4}) (\d\d:\d\d:\d\d) GMT$/.exec(given);
  const [, day, month, year, clock] = european ?? [];
  const zoned = WITHOUT_ZONE.test(given) ? `${given}Z` : given;
  const at = Date.parse(european ? `${year}-${month}-${day}T${clock}Z` : zoned);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString().replace('.000Z', 'Z');
}

/** Returns a positive integer, or undefined for any other value. */
export function positive(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 ? value : undefined;
}

/** Returns a string that is not empty, or undefined for any other value. */
export function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
