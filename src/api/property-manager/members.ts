import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { isoDate } from '../streams/decode-row.ts';
import { type JsonResponse, unreadable } from '../transport/json-response.ts';

/** Returns the objects of an envelope such as `{ items: [] }`. @throws {ApiError} kind `unreadable` */
export function itemsIn(response: JsonResponse, list: Json | undefined): readonly JsonObject[] {
  const items = isObject(list) ? list['items'] : undefined;
  if (!isArray(items)) throw unreadable(response.request, 'it has no list of items');
  return items.map((item) => objectIn(response, item));
}

/** Returns the only object of an envelope. @throws {ApiError} kind `unreadable` */
export function onlyItem(response: JsonResponse, list: Json | undefined): JsonObject {
  const [item, ...others] = itemsIn(response, list);
  if (!item || others.length > 0)
    throw unreadable(response.request, `it has ${others.length + (item ? 1 : 0)} items instead of 1`);
  return item;
}

/** @throws {ApiError} kind `unreadable` */
export function objectIn({ request }: JsonResponse, value: Json): JsonObject {
  if (isObject(value)) return value;
  throw unreadable(request, 'a part of it is not an object');
}

/** Returns a string that is not empty. @throws {ApiError} kind `unreadable` */
export function textIn({ request }: JsonResponse, item: JsonObject, member: string): string {
  const value = item[member];
  if (typeof value === 'string' && value !== '') return value;
  throw unreadable(request, `it has no usable ${member}`);
}

/** Returns a string, or undefined if the member is missing, null, empty or something else. */
export function optionalText(item: JsonObject, member: string): string | undefined {
  const value = item[member];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Returns a time as ISO 8601 in UTC. @throws {ApiError} kind `unreadable` */
export function timeIn({ request }: JsonResponse, item: JsonObject, member: string): string {
  const time = isoDate(item[member]);
  if (time !== undefined) return time;
  throw unreadable(request, `it has no usable ${member}`);
}

/** Returns an etag without quotes. @throws {ApiError} kind `unreadable` */
export function etagIn(response: JsonResponse, item: JsonObject): string {
  const etag = textIn(response, item, 'etag').replace(/^"(.*)"$/s, '$1');
  // It becomes a header. Anything else than visible ASCII letters would be refused there.
  if (/^[\x21\x23-\x7e]{1,200}$/.test(etag)) return etag;
  throw unreadable(response.request, 'it has no usable etag');
}

/**
 * Returns a positive integer that is a number or a string, with or without the prefix of another client setting.
 * @throws {ApiError} kind `unreadable`
 */
export function idIn({ request }: JsonResponse, item: JsonObject, member: string): number {
  const value = item[member];
  const id =
    typeof value === 'string' && /^[a-z]{3}_[0-9]+$|^[0-9]+$/.test(value) ? Number(bare(value)) : value;
  if (typeof id === 'number' && Number.isSafeInteger(id) && id > 0) return id;
  throw unreadable(request, `it has no usable ${member}`);
}

/** Checks that a response is about the object that was requested. @throws {ApiError} kind `unreadable` */
export function sameId(response: JsonResponse, item: JsonObject, member: string, asked: number): number {
  const id = idIn(response, item, member);
  if (id === asked) return id;
  throw unreadable(response.request, `it is about ${member} ${id}`);
}

/** Returns an id without its prefix. */
export function bare(id: string): string {
  return id.replace(/^[a-z]{3}_/, '');
}
