import { streamCard } from '../../collections/registry.ts';
import type { Collection } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import { isObject, type Json } from '../../model/json.ts';
import type { Activation, StreamDetail, StreamList, VersionList } from '../../model/observed.ts';
import { ApiError } from '../errors/errors.ts';
import { contentProblem } from '../streams/content.ts';
import {
  containsSealMark,
  isoDate,
  itemsOf,
  newest,
  ofStream,
  positive,
  readList,
  readRow,
  text,
  withLossyMembers,
} from '../streams/decode-row.ts';
import { type JsonResponse, unreadable } from '../transport/json-response.ts';

/** The content of a detail is that of `streamVersion`. A list row is about `latestVersion`. */
const OF_DETAILS = { versions: ['streamVersion', 'latestVersion'], status: 'streamStatus' };
const OF_ROWS = { versions: ['latestVersion', 'streamVersion'], status: 'streamStatus' };

/**
 * Returns the rows of a list response, one for each stream. If several rows have the same id, the one with the
 * highest version is returned.
 * @throws {ApiError} kind `unreadable`, if the response is not a list
 */
export function readRows(collection: Collection, response: JsonResponse): StreamList {
  const { rows, unusable } = readList(collection, itemsOf(response), OF_ROWS);
  return { rows: newest(rows), unusable };
}

/**
 * Returns the requested stream with its content.
 * @throws {ApiError} kind `unreadable`, also if the response is about another stream
 */
export function readDetail(collection: Collection, response: JsonResponse, streamId: number): StreamDetail {
  const detail = ofStream(streamId, response, detailOf(collection, response, response.body));
  return withLossyMembers(response, detail);
}

/**
 * Returns a new stream, whose id only the response contains.
 * @throws {ApiError} kind `unreadable`
 */
export function readCreated(collection: Collection, response: JsonResponse): StreamDetail {
  return detailOf(collection, response, response.body);
}

/**
 * Returns several versions of one stream. An entry that cannot be read concerns this version only.
 * @throws {ApiError} kind `unreadable`, if the response is not a list or contains versions of another stream
 */
export function readVersions(collection: Collection, response: JsonResponse, streamId: number): VersionList {
  const read = itemsOf(response).map((item) => {
    try {
      return detailOf(collection, response, item);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const version = isObject(item) ? positive(item['streamVersion']) : undefined;
      return { ...defined({ version }), reason: error.message };
    }
  });
  return {
    versions: read.flatMap((one) => ('reason' in one ? [] : [ofStream(streamId, response, one)])),
    unusable: read.flatMap((one) => ('reason' in one ? [one] : [])),
  };
}

function detailOf(collection: Collection, response: JsonResponse, item: Json): StreamDetail {
  const row = readRow(collection, response, item, OF_DETAILS);
  const body = isObject(item) ? item : {};
  if (containsSealMark(body['destination']))
    throw unreadable(response.request, 'its destination has a member $sealed');
  const problem = contentProblem(streamCard(collection), body);
  if (problem !== undefined) throw unreadable(response.request, problem);
  return { ...row, ...defined({ integrationType: text(body['integrationType']) }), body };
}

/**
 * Returns activations and deactivations in the order of the response. Entries without version, status or date are
 * omitted.
 */
export function readActivations(response: JsonResponse): readonly Activation[] {
  return itemsOf(response).flatMap((item) => {
    if (!isObject(item)) return [];
    const version = positive(item['streamVersion']);
    const status = text(item['status']);
    const modifiedDate = isoDate(item['modifiedDate']);
    if (version === undefined || status === undefined || modifiedDate === undefined) return [];
    return [{ version, status, modifiedBy: text(item['modifiedBy']) ?? '', modifiedDate }];
  });
}
