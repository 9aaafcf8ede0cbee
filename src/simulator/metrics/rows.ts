import type { JsonObject } from '../../model/json.ts';
import type { AccountState, SimulatedStream } from '../state/account-state.ts';
import { FIVE_MINUTES, NO_UPLOADS, sumOf, type Uploads } from '../state/delivered.ts';
import { UPLOAD_MILLISECONDS, uploadsOf } from './uploads.ts';

/** The lengths of the intervals, milliseconds. */
export const INTERVALS = {
  FIVE_MINUTE: FIVE_MINUTES,
  HOUR: 12 * FIVE_MINUTES,
  DAY: 288 * FIVE_MINUTES,
} as const;
export type IntervalName = keyof typeof INTERVALS;

/** The times and intervals that a request asks for, milliseconds since 1970. */
interface MetricsRequest {
  readonly start: number;
  readonly end: number;
  readonly interval: IntervalName;
  /** Nothing that happens later is counted, so the newest interval is incomplete. */
  readonly now: number;
}

/** One interval of a stream. */
interface MetricsRow {
  readonly streamId: number;
  /** Start of the interval, milliseconds since 1970. */
  readonly start: number;
  readonly uploads: Uploads;
}

/**
 * Returns the intervals of a stream that start before `end` and contain `start` or start later, oldest first. Intervals
 * without records are missing. Whether the vendor returns them with zeros is not established; a client has to expect
 * both.
 */
export function intervalRows(
  accountState: AccountState,
  stream: SimulatedStream,
  { start, end, interval, now }: MetricsRequest,
): readonly MetricsRow[] {
  const length = INTERVALS[interval];
  const first = Math.floor(start / length) * length;
  const uploadsIn = uploadsOf(accountState, stream);
  return Array.from({ length: Math.ceil((end - first) / length) }, (_, index) => first + index * length)
    .map((from) => ({
      streamId: stream.streamId,
      start: from,
      uploads: partsOf(from, Math.min(from + length, now))
        .map(uploadsIn)
        .reduce(sumOf, NO_UPLOADS),
    }))
    .filter(({ uploads }) => uploads.attempted > 0);
}

/** Longer intervals are sums of intervals of five minutes, so that their numbers agree. */
function partsOf(from: number, to: number) {
  const count = Math.max(0, Math.ceil((to - from) / FIVE_MINUTES));
  return Array.from({ length: count }, (_, index) => ({
    from: from + index * FIVE_MINUTES,
    to: Math.min(to, from + (index + 1) * FIVE_MINUTES),
  }));
}

/** Returns the number of failed attempts in an interval. */
export function failedAttempts({ uploads }: MetricsRow): number {
  return Object.values(uploads.failures).reduce((sum, count) => sum + count, 0);
}

const COLLECTION_SECONDS = [0, 30, 60, 120, 300];

/** Builds an interval with all details. Error codes are text, and the time has no zone, as in the documents. */
export function rowOf({ streamId, start, uploads }: MetricsRow): JsonObject {
  return {
    aggregationTime: new Date(start).toISOString().slice(0, 19),
    streamId,
    successUploadsCount: uploads.successes,
    recordsAttemptedUpload: uploads.attempted,
    recordsFailedUpload: uploads.failed,
    uploadedBytes: uploads.bytes,
    failedUploadAttempts: Object.entries(uploads.failures).map(([errorCode, errorCount]) => ({
      errorCode,
      errorCount,
    })),
    latencyBuckets: COLLECTION_SECONDS.map((latencyInSeconds, index) => ({
      latencyInSeconds,
      recordsCount: uploads.collection[index] ?? 0,
    })),
    uploadBuckets: UPLOAD_MILLISECONDS.map((uploadTimeInMilliseconds, index) => ({
      uploadTimeInMilliseconds,
      recordsCount: uploads.upload[index] ?? 0,
    })),
  };
}

/** Builds an interval without details. The documents name these members and print no example. */
export function summaryRowOf(row: MetricsRow): JsonObject {
  return {
    timestamp: new Date(row.start).toISOString().slice(0, 19),
    streamId: row.streamId,
    successAttemptResponseCount: row.uploads.successes,
    failAttemptResponseCount: failedAttempts(row),
  };
}
