import { ApiError, concernsAll } from '../../api/errors/errors.ts';
import type { MetricsReader } from '../../api/metrics/client.ts';
import { type MetricsScope, metricsScopes } from '../../delivery/metrics-scopes.ts';
import type { MetricsWindows } from '../../delivery/windows.ts';
import type { StreamRow } from '../../model/observed.ts';
import type { UploadBucket, UploadMetrics } from '../../model/upload-metrics.ts';
import { readOrFailure } from '../session/optional-read.ts';

/** The metrics of one stream. */
interface StreamMetrics {
  readonly recent: UploadMetrics;
  readonly week: UploadMetrics;
}

/** The metrics that were read. */
export interface ReadMetrics {
  /** By stream id. Also of streams of the same groups that were not asked for. */
  readonly metrics: ReadonlyMap<number, StreamMetrics>;
  /** Why the metrics of a stream cannot be read, by stream id. */
  readonly failures: ReadonlyMap<number, ApiError>;
}

/** After this many failures in a row that no permission explains, the API returns no metrics. */
const MOST_FAILURES = 3;
/** Errors that depend on the stream or the group. */
const OF_ONE: readonly ApiError['kind'][] = ['forbidden', 'refused', 'no-such-stream'];

/**
 * Reads the metrics of streams: two requests for each group, or for each stream. If the response for a group cannot be
 * read, its streams are read one at a time, so that a large or damaged response does not hide all of them. If no further
 * request can succeed, none is sent: a request that fails may take minutes.
 * @param asked active DataStream 2 streams
 * @param listed all listed streams of their collections
 * @throws {ApiError} kind `aborted`
 */
export async function readMetrics(
  reader: MetricsReader,
  windows: MetricsWindows,
  asked: readonly StreamRow[],
  listed: readonly StreamRow[],
): Promise<ReadMetrics> {
  const metrics = new Map<number, StreamMetrics>();
  const failures = new Map<number, ApiError>();
  const queue = [...metricsScopes(asked, listed)];
  let inARow = 0;
  for (let scope = queue.shift(); scope; scope = queue.shift()) {
    const read = await readScope(reader, windows, scope);
    if (!(read instanceof ApiError)) {
      inARow = 0;
      for (const [streamId, one] of byStream(read, scope.streamIds)) metrics.set(streamId, one);
    } else if (read.kind === 'unreadable' && 'groupId' in scope.of) {
      queue.push(...scope.streamIds.map((streamId) => ({ of: { streamId }, streamIds: [streamId] })));
    } else {
      inARow += OF_ONE.includes(read.kind) ? 0 : 1;
      const failed = concernsAll(read) || inARow === MOST_FAILURES ? [scope, ...queue.splice(0)] : [scope];
      for (const streamId of failed.flatMap(({ streamIds }) => streamIds)) failures.set(streamId, read);
    }
  }
  return { metrics, failures };
}

function readScope(
  reader: MetricsReader,
  { recent, week }: MetricsWindows,
  { of }: MetricsScope,
): Promise<StreamMetrics | ApiError> {
  return readOrFailure(async () => ({
    recent: await reader.read({ of, ...recent }),
    week: await reader.read({ of, ...week }),
  }));
}

/** Splits the metrics of a group. A stream without metrics had no uploads. */
function byStream({ recent, week }: StreamMetrics, asked: readonly number[]): Map<number, StreamMetrics> {
  const recentOf = groupBuckets(recent);
  const weekOf = groupBuckets(week);
  const ids = new Set([...asked, ...recentOf.keys()]);
  return new Map(
    [...ids].map((id) => [
      id,
      {
        recent: { ...recent, buckets: recentOf.get(id) ?? [] },
        week: { ...week, buckets: weekOf.get(id) ?? [] },
      },
    ]),
  );
}

function groupBuckets({ buckets }: UploadMetrics): ReadonlyMap<number, UploadBucket[]> {
  const grouped = new Map<number, UploadBucket[]>();
  for (const bucket of buckets) {
    const others = grouped.get(bucket.streamId);
    if (others) others.push(bucket);
    else grouped.set(bucket.streamId, [bucket]);
  }
  return grouped;
}
