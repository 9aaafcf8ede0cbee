import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { visible } from '../text/escape-control.ts';

/** A column of a table of records. Its width is fixed, because later records are not known yet. */
export interface LogColumn {
  readonly title: string;
  readonly width: number;
  readonly align?: 'right';
  /** Returns the value from the whole record, escaped for a terminal. */
  readonly cell: (record: JsonObject) => string;
}

/** The columns that fit into a width, and the titles or members of the omitted columns. */
export interface ChosenColumns {
  readonly columns: readonly LogColumn[];
  readonly left: readonly string[];
}

/**
 * Maximum number of characters of a text from which a cell is cut. Processing all of a very long text would delay every
 * row.
 */
const LONGEST_TEXT = 1024;
const NARROWEST_URL = 16;

const TIME: LogColumn = { title: 'time', width: 8, cell: (record) => clock(record['start']) };
const RAW: readonly LogColumn[] = [
  TIME,
  { title: 'status', width: 6, cell: inMessage('status') },
  { title: 'method', width: 7, cell: inMessage('reqMethod') },
  { title: 'bytes', width: 9, align: 'right', cell: inMessage('bytes') },
  { title: 'client IP', width: 15, cell: inMessage('cliIP') },
  { title: 'cache', width: 5, cell: cacheOf },
];

/** The columns to omit, in this order, until the URL has enough space. */
const DISPENSABLE: readonly string[] = ['cache', 'client IP', 'bytes', 'method'];

/** Returns the columns of raw logs whose widths and gaps together fit into `width`. */
export function rawColumns(width: number, gap: number): ChosenColumns {
  const left: string[] = [];
  const kept = () => RAW.filter(({ title }) => !left.includes(title));
  const available = () => width - taken(kept(), gap) - gap;
  for (const title of DISPENSABLE) if (available() < NARROWEST_URL) left.push(title);
  const url: LogColumn = { title: 'URL', width: available(), cell: urlOf };
  return { columns: [...kept(), url], left };
}

/** Titles and widths of the metrics. Times are in milliseconds. Source: DataStream Pull API v1. */
const METRICS: Readonly<Record<string, readonly [title: string, width: number]>> = {
  '1xx': ['1xx', 6],
  '2xx': ['2xx', 6],
  '3xx': ['3xx', 6],
  '4xx': ['4xx', 6],
  '5xx': ['5xx', 6],
  edgeResponseTime: ['edge ms', 8],
  originResponseTime: ['origin ms', 9],
  requestsPerSecond: ['req/s', 8],
  bytesPerSecond: ['bytes/s', 11],
  numCacheHit: ['hits', 7],
  numCacheMiss: ['misses', 7],
  offloadRate: ['offload %', 9],
};

const SPAN: readonly LogColumn[] = [
  { title: 'start', width: 8, cell: (record) => clock(record['startTime']) },
  { title: 'end', width: 8, cell: (record) => clock(record['endTime']) },
];

/** Returns the known metrics that any of the records has, in the order of the vendor's documentation. */
export function metricsIn(records: readonly Json[]): readonly string[] {
  return Object.keys(METRICS).filter((metric) =>
    records.some((record) => isObject(record) && Object.hasOwn(record, metric)),
  );
}

/**
 * Returns the columns of aggregate logs that fit into `width`. All columns after the first one that does not fit are
 * omitted.
 */
export function aggregateColumns(metrics: readonly string[], width: number, gap: number): ChosenColumns {
  const columns: LogColumn[] = [...SPAN];
  const left: string[] = [];
  for (const metric of metrics) {
    const column = metricColumn(metric);
    const fits = left.length === 0 && taken([...columns, column], gap) <= width;
    if (fits) columns.push(column);
    else left.push(metric);
  }
  return { columns, left };
}

function metricColumn(metric: string): LogColumn {
  const [title, width] = METRICS[metric] ?? [metric, metric.length];
  return { title, width, align: 'right', cell: (record) => text(record[metric]) };
}

function taken(columns: readonly LogColumn[], gap: number): number {
  return columns.reduce((sum, column) => sum + column.width, gap * (columns.length - 1));
}

function inMessage(member: string): LogColumn['cell'] {
  return ({ message }) => text(isObject(message) ? message[member] : undefined);
}

function urlOf({ message }: JsonObject): string {
  if (!isObject(message)) return '-';
  const parts = [message['reqHost'], message['reqPath']].filter((part) => part !== undefined);
  return parts.length === 0 ? '-' : parts.map(text).join('');
}

/** `1`: the edge server had the whole object in its cache. `0`: it fetched at least a part of it. */
function cacheOf({ cache }: JsonObject): string {
  const hit = isObject(cache) ? cache['cacheHit'] : undefined;
  if (hit === '1' || hit === 1) return 'hit';
  return hit === '0' || hit === 0 ? 'miss' : '-';
}

/**
 * Returns the time of day in UTC, which is enough because the API keeps 12 hours. Accepts milliseconds since 1970 or
 * ISO 8601.
 */
function clock(value: Json | undefined): string {
  const at = typeof value === 'string' ? Date.parse(value) : value;
  const date = new Date(typeof at === 'number' ? at : Number.NaN);
  return Number.isNaN(date.getTime()) ? text(value) : date.toISOString().slice(-13, -5);
}

function text(value: Json | undefined): string {
  if (value === undefined || value === null || value === '') return '-';
  const whole = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return visible(whole.length <= LONGEST_TEXT ? whole : bothEnds(whole));
}

function bothEnds(long: string): string {
  return `${long.slice(0, LONGEST_TEXT / 2)}${long.slice(-LONGEST_TEXT / 2)}`;
}
