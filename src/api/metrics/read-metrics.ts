import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type {
  LatencyCount,
  MetricInterval,
  UploadBucket,
  UploadMetrics,
} from '../../model/upload-metrics.ts';
import { positive } from '../streams/decode-row.ts';
import { type JsonResponse, unreadable } from '../transport/json-response.ts';

/** The upload metrics to read. */
export interface MetricsQuery {
  /** One stream, or all streams of a group in one response. */
  readonly of: { readonly streamId: number } | { readonly groupId: number };
  readonly interval: MetricInterval;
  /** Start of the first and end of the last interval, milliseconds since 1970; at most seven days apart. */
  readonly from: number;
  readonly to: number;
}

/** Characters. The vendor does not document the codes; a destination's own text may be among them. */
const LONGEST_CODE = 60;

/** ISO 8601. Responses have times with an offset and times without a zone, which are UTC. */
const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?$/;

/**
 * Parses a response with upload metrics. Intervals outside of the requested time are ignored, because the vendor does
 * not say whether the interval that begins at `end` is included. Unknown members are ignored.
 * @param redact masks secrets in error codes
 * @throws {ApiError} kind `unreadable`
 */
export function readMetrics(
  response: JsonResponse,
  { of, interval, from, to }: MetricsQuery,
  redact: (text: string) => string,
): UploadMetrics {
  const buckets = entriesOf(response)
    .map((entry) => bucketOf(response, entry, redact))
    .filter(({ start }) => start >= from && start < to)
    .filter(({ streamId }) => !('streamId' in of) || streamId === of.streamId);
  return { interval, from, to, buckets };
}

/** A response without uploads may omit the list. */
function entriesOf(response: JsonResponse): readonly Json[] {
  const { body } = response;
  if (!isObject(body)) throw unreadable(response.request, 'it is not an object');
  const { fileUploadMetrics: entries, totalUploadCount } = body;
  if (isArray(entries)) return entries;
  if ((entries === undefined || entries === null) && totalUploadCount === 0) return [];
  throw unreadable(response.request, 'it has no list of metrics');
}

function bucketOf(response: JsonResponse, entry: Json, redact: (text: string) => string): UploadBucket {
  const fail = (why: string): never => {
    throw unreadable(response.request, `an interval in it ${why}`);
  };
  if (!isObject(entry)) return fail('is not an object');
  const streamId = positive(entry['streamId']) ?? fail('has no usable streamId');
  const start = timeOf(entry['aggregationTime']) ?? fail('has no usable aggregationTime');
  const read = <T>(member: string, value: T | undefined): T => value ?? fail(`has no usable ${member}`);
  const amount = (member: string) => read(member, optionalCount(entry[member]));
  return {
    streamId,
    start,
    successfulUploads: read('successUploadsCount', count(entry['successUploadsCount'])),
    recordsAttempted: amount('recordsAttemptedUpload'),
    recordsFailed: amount('recordsFailedUpload'),
    bytes: amount('uploadedBytes'),
    failedAttempts: read('failedUploadAttempts', failuresOf(entry['failedUploadAttempts'], redact)),
    collection: read('latencyBuckets', histogramOf(entry['latencyBuckets'], 'latencyInSeconds')),
    upload: read('uploadBuckets', histogramOf(entry['uploadBuckets'], 'uploadTimeInMilliseconds')),
  };
}

function failuresOf(
  value: Json | undefined,
  redact: (text: string) => string,
): UploadBucket['failedAttempts'] | undefined {
  return listOf(value, (item) => {
    const code = item['errorCode'];
    const times = count(item['errorCount']);
    if (times === undefined || (typeof code !== 'string' && typeof code !== 'number')) return undefined;
    return { code: redact(String(code)).slice(0, LONGEST_CODE), count: times };
  });
}

/** Absent: the response has no histogram of this kind. */
function histogramOf(value: Json | undefined, lowerEnd: string): readonly LatencyCount[] | undefined {
  if (value === undefined || value === null) return [];
  return listOf(value, (item) => {
    const from = count(item[lowerEnd]);
    const records = count(item['recordsCount']);
    return from === undefined || records === undefined ? undefined : { from, records };
  });
}

/** Returns undefined if the value is not a list, or one of its items cannot be read. */
function listOf<T>(
  value: Json | undefined,
  readItem: (item: JsonObject) => T | undefined,
): readonly T[] | undefined {
  if (!isArray(value)) return undefined;
  const items = value.map((item) => (isObject(item) ? readItem(item) : undefined));
  return items.every((item) => item !== undefined) ? items : undefined;
}

/** The schema does not require the numbers of records and bytes. */
function optionalCount(value: Json | undefined): number | undefined {
  return value === undefined || value === null ? 0 : count(value);
}

function count(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function timeOf(value: Json | undefined): number | undefined {
  if (typeof value !== 'string') return undefined;
  const [, clock, zone = 'Z'] = TIME.exec(value) ?? [];
  const at = Date.parse(`${clock}${zone}`);
  return Number.isNaN(at) ? undefined : at;
}
