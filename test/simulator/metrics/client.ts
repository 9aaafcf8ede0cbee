import { isArray, isObject, type JsonObject } from '../../../src/model/json.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { type AccountState, withSettings } from '../../../src/simulator/state/account-state.ts';
import type { Settings } from '../../../src/simulator/state/settings.ts';
import { type Answer, objectIn, START, type TestClient, testClient, unmetered } from '../client.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Streams of the seeded account: their properties name the first one, and not the second one. */
export const EDGE_ARCHIVE = 7050;
export const STORE_ELASTIC = 7061;
export const LEGACY_DATADOG = 7033;

/** The seeded account with changed settings. */
export const seeded = (settings: Partial<Settings> = {}): AccountState =>
  unmetered(withSettings(seededAccount(START), settings));

/** An interval of a response. */
export interface Row {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly streamId: number;
  readonly successes: number;
  readonly attempted: number;
  readonly failed: number;
  readonly bytes: number;
  readonly errors: Readonly<Record<string, number>>;
  /** Records by lower end of the range. */
  readonly collection: Readonly<Record<string, number>>;
  readonly upload: Readonly<Record<string, number>>;
}

/** Reads metrics of a simulated account. */
export interface MetricsClient extends TestClient {
  metrics(query: Readonly<Record<string, string | number>>): Promise<Answer>;
  /** Intervals of five minutes of one stream, from so many milliseconds before now until now. */
  recent(streamId: number, milliseconds?: number): Promise<readonly Row[]>;
}

export function metricsClient(accountState: AccountState = seeded()): MetricsClient {
  const client = testClient(accountState);
  const metrics: MetricsClient['metrics'] = (query) => {
    const words = Object.entries(query).map(([name, value]) => [name, String(value)] as [string, string]);
    return client.call('GET', `/streams/metrics?${new URLSearchParams(words).toString()}`);
  };
  return {
    ...client,
    metrics,
    recent: async (streamId, milliseconds = 2 * HOUR) => {
      const now = client.now();
      const times = { start: iso(now - milliseconds), end: iso(now) };
      return rowsIn(await metrics({ ...times, streamId, aggregationInterval: 'FIVE_MINUTE' }));
    },
  };
}

export const iso = (at: number): string => new Date(at).toISOString();

/** The intervals of a response with details. */
export function rowsIn(answer: Answer): readonly Row[] {
  return listIn(objectIn(answer), 'fileUploadMetrics').map((row) => ({
    at: Date.parse(`${String(row['aggregationTime'])}Z`),
    streamId: Number(row['streamId']),
    successes: Number(row['successUploadsCount']),
    attempted: Number(row['recordsAttemptedUpload']),
    failed: Number(row['recordsFailedUpload']),
    bytes: Number(row['uploadedBytes']),
    errors: counts(row, 'failedUploadAttempts', 'errorCode', 'errorCount'),
    collection: counts(row, 'latencyBuckets', 'latencyInSeconds', 'recordsCount'),
    upload: counts(row, 'uploadBuckets', 'uploadTimeInMilliseconds', 'recordsCount'),
  }));
}

function counts(row: JsonObject, list: string, key: string, value: string): Readonly<Record<string, number>> {
  return Object.fromEntries(
    listIn(row, list).map((item) => [String(item[key]), Number(item[value])] as const),
  );
}

function listIn(object: JsonObject, member: string): readonly JsonObject[] {
  const list = object[member];
  if (!isArray(list)) throw new Error(`no list ${member}`);
  return list.filter(isObject);
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
