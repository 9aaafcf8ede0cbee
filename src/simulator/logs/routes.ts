import type { JsonObject } from '../../model/json.ts';
import { refusedSimulated } from '../protocol/refusal.ts';
import {
  findIn,
  type Reply,
  type Route,
  type RouteMatch,
  type RouteRequest,
  streamIdIn,
} from '../protocol/route.ts';
import { latest, type StreamHistory } from '../state/account-state.ts';
import { recordRuns } from '../traffic/records.ts';
import { type RecordRun, recordAt, total } from '../traffic/runs.ts';
import type { StreamType } from '../vendor/datastream1.ts';
import {
  aggregateOrder,
  aggregateRow,
  aggregateRuns,
  type Metric,
  metricNamed,
  returnedMetrics,
} from './aggregate.ts';
import { rawOrder, rawRecord } from './raw.ts';
import { type Window, windowOf } from './window.ts';

/**
 * Both reports of the Pull API. They are generated from the simulated traffic on demand: nothing is stored, and a
 * request generates only the records of its page.
 */
const ROUTES: readonly Route[] = [
  { method: 'GET', pattern: '/{streamId}/raw-logs', run: rawLogs },
  { method: 'GET', pattern: '/{streamId}/aggregate-logs', run: aggregateLogs },
];

const BASE = '/datastream-pull-api/v1/streams/';

/** Finds the route of the Pull API. The links in the documents have a slash at the end of the path. */
export function findPullRoute(method: string, path: string): RouteMatch {
  if (!path.startsWith(BASE)) return { tag: 'gateway', status: 404 };
  const segments = path.slice(BASE.length).replace(/\/$/u, '').split('/');
  return findIn(ROUTES, method, segments, (asked) => asked);
}

function rawLogs(call: RouteRequest): Reply {
  const stream = reportedStream(call, 'RAW');
  if (call.query.has('aggregateMetric')) {
    throw refusedSimulated('Raw logs have no metrics.', 'aggregateMetric');
  }
  const window = windowOf(call);
  const runs = recordRuns(call.accountState, stream, { from: window.start, to: window.end });
  const all = total(runs);
  const data = positions(window, all).map((position) =>
    rawRecord(stream, recordAt(runs, rawOrder(position, all)), call.accountState.accountObjects),
  );
  return report(call, window, runs, data);
}

function aggregateLogs(call: RouteRequest): Reply {
  const stream = reportedStream(call, 'AGGREGATE');
  const asked = metricsIn(call.query);
  const window = windowOf(call);
  // A version that returns none of the requested metrics has no matching rows.
  const runs = aggregateRuns(call.accountState, stream, window.start, window.end).filter(
    ({ version }) => returnedMetrics(version, asked).length > 0,
  );
  const all = total(runs);
  const data = positions(window, all).map((position) =>
    aggregateRow(stream, recordAt(runs, aggregateOrder(position, all)), asked),
  );
  const metrics = [...new Set(runs.flatMap(({ version }) => returnedMetrics(version, asked)))];
  return report(call, window, runs, data, { aggregateMetrics: `[${metrics.join(',')}]` });
}

/**
 * Finds the stream of a report. The response for an unknown stream is 400, because the documents list no 404. The
 * response is also 400 if the stream has the other type, which the documents do not mention.
 */
function reportedStream(call: RouteRequest, type: StreamType): StreamHistory {
  const streamId = streamIdIn(call);
  const stream = call.accountState.datastream1.streams.find((known) => known.streamId === streamId);
  if (!stream) throw refusedSimulated('The stream does not exist.');
  const { streamType } = latest(stream).content;
  if (streamType === type) return stream;
  const report = type === 'RAW' ? 'raw logs' : 'aggregate logs';
  throw refusedSimulated(`The stream is of type ${String(streamType)} and has no ${report}.`);
}

function metricsIn(query: URLSearchParams): readonly Metric[] {
  const words = query.get('aggregateMetric')?.split(',') ?? [];
  return words.map((word) => {
    const metric = metricNamed(word);
    if (metric === undefined) throw refusedSimulated('There is no such metric.', 'aggregateMetric');
    return metric;
  });
}

function positions({ page, size }: Window, all: number): readonly number[] {
  const first = page * size;
  return Array.from({ length: Math.max(0, Math.min(size, all - first)) }, (_, index) => first + index);
}

/** Builds the response. It is 204 without a body if no record matches, or if the page is after the last one. */
function report(
  call: RouteRequest,
  window: Window,
  runs: readonly RecordRun[],
  data: readonly JsonObject[],
  more: JsonObject = {},
): Reply {
  if (data.length === 0) return { status: 204 };
  const { page, size } = window;
  const pageCount = Math.ceil(total(runs) / size);
  const metadata = {
    ...more,
    page,
    pageCount,
    perPage: size,
    streamId: String(streamIdIn(call)),
    totalNumRecords: total(runs),
    links: [links(call, window, pageCount)],
  };
  return { status: 200, body: { numRecords: data.length, metadata, data } };
}

/**
 * Builds relative URLs with the query parameters of the request. The first page has no `previous`, and the last page
 * has no `next`.
 */
function links({ path, query }: RouteRequest, { page, size }: Window, pageCount: number): JsonObject {
  const kept = ['start', 'end', 'aggregateMetric'].flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [`${name}=${encodeURIComponent(value)}`];
  });
  const to = (number: number) => `${path}?${[...kept, `page=${number}`, `size=${size}`].join('&')}`;
  return {
    first: to(0),
    last: to(pageCount - 1),
    ...(page < pageCount - 1 ? { next: to(page + 1) } : {}),
    ...(page > 0 ? { previous: to(page - 1) } : {}),
    self: to(page),
  };
}
