import type { JsonObject } from '../../model/json.ts';
import { numbersIn } from '../datastream1/check-body.ts';
import type { AccountState, StreamHistory, Version } from '../state/account-state.ts';
import { recordsOf } from '../traffic/records.ts';
import { chance, type RecordRun, type Stretch, stretchesOf, total } from '../traffic/runs.ts';

/**
 * The metrics that a request can select, in the order of the documented sample, each with the data set fields it
 * needs.
 */
const METRICS = [
  ['1xx', [77, 78, 79, 80]],
  ['2xx', [77]],
  ['3xx', [78]],
  ['4xx', [79]],
  ['5xx', [80]],
  ['edgeResponseTime', [86]],
  ['originResponseTime', [91]],
  ['requestsPerSecond', [81]],
  ['bytesPerSecond', [82]],
  ['numCacheHit', [83]],
  ['numCacheMiss', [84]],
  ['offloadRate', [85]],
] as const satisfies readonly (readonly [string, readonly number[]])[];

export type Metric = (typeof METRICS)[number][0];

/** Returns the metric with this name, or undefined if there is none. */
export function metricNamed(word: string): Metric | undefined {
  return METRICS.find(([name]) => name === word)?.[0];
}

/**
 * Returns the metrics that the rows of a version contain: the requested metrics that the version's fields cover. No
 * field for 1xx is known, so rows contain 1xx together with any other status class. Each status class comes with its
 * distribution.
 * @param asked The requested metrics. Empty: all metrics.
 */
export function returnedMetrics({ content }: Version, asked: readonly Metric[]): readonly string[] {
  const chosen = numbersIn(content['datasetFieldIds']);
  const returned = METRICS.filter(
    ([name, fields]) =>
      (asked.length === 0 || asked.includes(name)) && fields.some((id) => chosen.includes(id)),
  ).map(([name]) => name);
  const classes = returned.filter(isClass);
  return [...classes, ...classes.map((name) => `${name}_dist`), ...returned.filter((name) => !isClass(name))];
}

function isClass(name: string): boolean {
  return name.endsWith('xx');
}

function frame({ content }: Version): number {
  return Number(content['timeFrame']) * 60_000;
}

/** One row of a version. */
export interface AggregateRun extends RecordRun {
  /** The requests in its time frame. */
  readonly requests: number;
}

/**
 * Returns the rows of a time window. As in the documented sample, a row belongs to the window in which it ends, so
 * the first row may begin before the window. Row n of a version ends n time frames
 * after the start of 1970. It lies completely within the period in which its version was live. A time frame without
 * requests has no row.
 */
export function aggregateRuns(
  accountState: AccountState,
  stream: StreamHistory,
  start: number,
  end: number,
  stretches: readonly Stretch[] = stretchesOf(stream),
): readonly AggregateRun[] {
  return stretches.flatMap((stretch) => {
    const { version, from, to } = stretch;
    const each = frame(version);
    const recordsIn = recordsOf(accountState, stream, [stretch]);
    const first = Math.max(Math.ceil(start / each), Math.ceil(from / each) + 1);
    const after = Math.min(Math.ceil(end / each), Math.floor(to / each) + 1);
    return Array.from({ length: Math.max(0, after - first) }, (_, index) => first + index).flatMap((row) => {
      const requests = total(recordsIn({ from: (row - 1) * each, to: row * each }));
      return requests > 0 ? [{ version, first: row, count: 1, requests }] : [];
    });
  });
}

/**
 * Returns the row at a position, in the order of the documented sample: the second row, the first row, then the
 * others from last to third.
 */
export function aggregateOrder(position: number, all: number): number {
  return (1 - position + all) % all;
}

export function aggregateRow(
  { streamId }: StreamHistory,
  { run, index }: { readonly run: AggregateRun; readonly index: number },
  asked: readonly Metric[],
): JsonObject {
  const { version, requests } = run;
  const each = frame(version);
  const all = measures(streamId, index, each / 1000, requests);
  const returned = returnedMetrics(version, asked).map((name) => [name, all[name] ?? 0] as const);
  return {
    ...Object.fromEntries(returned),
    startTime: time((index - 1) * each),
    endTime: time(index * each),
    streamId: String(streamId),
  };
}

function time(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

function measures(streamId: number, index: number, seconds: number, requests: number): JsonObject {
  const at = (salt: number) => chance(streamId, index, salt);
  const share = (part: number, salt: number) => Math.floor(requests * part * at(salt));
  const [redirected, wrong, failed] = [share(0.1, 61), share(0.06, 62), share(0.01, 63)];
  const found = requests - redirected - wrong - failed;
  const hits = Math.floor(requests * (0.8 + at(64) * 0.2));
  return {
    '1xx': 0,
    '2xx': found,
    '3xx': redirected,
    '4xx': wrong,
    '5xx': failed,
    '1xx_dist': {},
    '2xx_dist': parts(found, '200', '206'),
    '3xx_dist': parts(redirected, '304', '301'),
    '4xx_dist': parts(wrong, '404', '403'),
    '5xx_dist': parts(failed, '503', '500'),
    edgeResponseTime: round(3 + at(65) * 9),
    originResponseTime: round(20 + at(66) * 180),
    requestsPerSecond: round(requests / seconds),
    bytesPerSecond: round((requests / seconds) * (20_000 + at(67) * 20_000)),
    numCacheHit: hits,
    numCacheMiss: requests - hits,
    offloadRate: requests === 0 ? 100 : round((100 * hits) / requests),
  };
}

/** Counts requests by status code. The result is `{}` if there are none, as in the sample. */
function parts(count: number, usual: string, rare: string): JsonObject {
  const few = Math.floor(count / 10);
  return {
    ...(count - few > 0 ? { [usual]: count - few } : {}),
    ...(few > 0 ? { [rare]: few } : {}),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
