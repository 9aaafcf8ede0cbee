import { streamCard } from '../../collections/registry.ts';
import type { Collection } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import {
  type Affected,
  ARCHIVED,
  type NamedId,
  type StreamDetail,
  type StreamList,
} from '../../model/observed.ts';
import { contentProblem } from '../streams/content.ts';
import {
  containsSealMark,
  itemsOf,
  namedId,
  newest,
  ofStream,
  positive,
  readList,
  readRow,
  text,
  withLossyMembers,
} from '../streams/decode-row.ts';
import { type JsonResponse, unreadable } from '../transport/json-response.ts';

const NAMES = { versions: ['streamVersionId'], status: 'activationStatus' };

/**
 * Returns the rows of a list response. If every row of a stream is archived, the stream is included with the status
 * `ARCHIVED`: its name may still be in use, so it must not look free.
 * @throws {ApiError} kind `unreadable`, if the response is not a list
 */
export function readRows(collection: Collection, response: JsonResponse): StreamList {
  const { rows, unusable } = readList(collection, itemsOf(response).map(withArchived), NAMES);
  const kept = rows.filter(({ status }) => status !== ARCHIVED);
  const ids = new Set(kept.map(({ streamId }) => streamId));
  return { rows: newest([...kept, ...rows.filter(({ streamId }) => !ids.has(streamId))]), unusable };
}

function withArchived(item: Json): Json {
  return isObject(item) && item['archived'] === true ? { ...item, [NAMES.status]: ARCHIVED } : item;
}

/**
 * Returns the requested stream. Its content has the form that its card describes.
 * @throws {ApiError} kind `unreadable`, also if the response is about another stream
 */
export function readDetail(collection: Collection, response: JsonResponse, streamId: number): StreamDetail {
  const row = readRow(collection, response, response.body, NAMES);
  const body = isObject(response.body) ? contentOf(response, response.body) : {};
  const problem = contentProblem(streamCard(collection), body);
  if (problem !== undefined) throw unreadable(response.request, problem);
  return withLossyMembers(response, ofStream(streamId, response, { ...row, body }));
}

/**
 * Converts the content of a response. Fields are grouped, a time frame can also be a string or null (RAW), and the
 * type is spelled as for data sets.
 */
function contentOf(response: JsonResponse, body: JsonObject): JsonObject {
  const { datasets, connectors, timeFrame, streamType, ...rest } = body;
  return {
    ...rest,
    ...defined({
      streamType: streamType === 'AGGREGATED' ? 'AGGREGATE' : streamType,
      timeFrame: minutes(timeFrame),
    }),
    datasetFields: fieldsOf(response, datasets),
    connectors: connectorsOf(response, connectors),
  };
}

function minutes(returned: Json | undefined): Json | undefined {
  if (returned === null) return undefined;
  return typeof returned === 'string' && /^\s*\d+\s*$/.test(returned) ? Number(returned) : returned;
}

/**
 * Returns the data set fields. They are required: without them, a difference would be planned that does not exist.
 */
function fieldsOf(response: JsonResponse, datasets: Json | undefined): readonly Json[] {
  if (!isArray(datasets)) throw unreadable(response.request, 'a stream in it has no usable datasets');
  return datasets.flatMap((group) => {
    const fields = isObject(group) ? group['datasetFields'] : undefined;
    if (isArray(fields)) return fields;
    throw unreadable(response.request, 'a stream in it has a data set without datasetFields');
  });
}

/**
 * Returns the connectors. A stream without connectors has an empty list. Names alone, as in list rows, do not say
 * where logs are sent.
 */
function connectorsOf(response: JsonResponse, connectors: Json | undefined): readonly Json[] {
  if (!isArray(connectors) || !connectors.every(isObject)) {
    throw unreadable(response.request, 'its connectors are not a list of objects');
  }
  if (containsSealMark(connectors))
    throw unreadable(response.request, 'one of its connectors has a member $sealed');
  return connectors;
}

/**
 * The content of the response to a write: the id of the stream, the version, and other streams that the write
 * affects.
 */
export interface Written {
  readonly streamId: number;
  readonly affected?: Affected;
}

/**
 * Parses the response to a create, an update or a change of the activation.
 * @param asked the id of the written stream; absent for a create, because only its response contains the id
 * @throws {ApiError} kind `unreadable`, also if the response is about another stream than the written one
 */
export function readWritten(response: JsonResponse, asked?: number): Written {
  const { request, body } = response;
  const streamId = isObject(body) ? keyOf(body)?.streamId : undefined;
  if (!isObject(body) || streamId === undefined)
    throw unreadable(request, 'it has no usable streamVersionKey');
  if (asked !== undefined && streamId !== asked) {
    throw unreadable(request, `it is about stream ${streamId}, not about stream ${asked}`);
  }
  return { streamId, ...defined({ affected: affectedIn(body, streamId) }) };
}

/**
 * Returns the other streams that a write affects. Some responses include the written stream itself. The information
 * is only for display, so incomplete entries are omitted.
 */
function affectedIn(body: JsonObject, streamId: number): Affected | undefined {
  const streams = listOf(body['affectedStreams'])
    .flatMap(affectedStream)
    .filter((stream) => stream.streamId !== streamId);
  const sources = listOf(body['affectedProperties']).flatMap((item): readonly NamedId[] =>
    isObject(item) ? namedId(item, ['propertyId'], ['propertyName']) : [],
  );
  return streams.length === 0 ? undefined : { streams, sources };
}

function affectedStream(item: Json): Affected['streams'] {
  const key = isObject(item) ? keyOf(item) : undefined;
  if (!isObject(item) || key?.version === undefined) return [];
  return [
    { streamId: key.streamId, name: text(item['streamName']) ?? String(key.streamId), version: key.version },
  ];
}

function keyOf(
  item: JsonObject,
): { readonly streamId: number; readonly version: number | undefined } | undefined {
  const key = item['streamVersionKey'];
  const streamId = isObject(key) ? positive(key['streamId']) : undefined;
  if (!isObject(key) || streamId === undefined) return undefined;
  return { streamId, version: positive(key['streamVersionId']) };
}

function listOf(value: Json | undefined): readonly Json[] {
  return isArray(value) ? value : [];
}
