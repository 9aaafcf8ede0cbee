import { isArray, isObject, type JsonObject } from '../../model/json.ts';
import type { Stretch } from '../logs/traffic.ts';
import type { AccountState, SimulatedStream } from '../state/account-state.ts';
import { recordsOf } from './records.ts';
import { type Period, sharedPart } from './requests.ts';

/** The uploads of a stream in a period. */
export interface Uploads {
  readonly attempted: number;
  readonly failed: number;
  readonly successes: number;
  readonly bytes: number;
  /** Failed attempts by error code. */
  readonly failures: Readonly<Record<string, number>>;
  /** Delivered records by range: the time from the edge to the uploader, and the time of the upload. */
  readonly collection: readonly number[];
  readonly upload: readonly number[];
}

export const NO_UPLOADS: Uploads = {
  attempted: 0,
  failed: 0,
  successes: 0,
  bytes: 0,
  failures: {},
  collection: [],
  upload: [],
};

/** An upload is repeated up to ten times in five minutes. After that, its records are lost. */
const ATTEMPTS = 11;

/** Percent of records by documented range: from 0, 30, 60, 120 and 300 seconds. */
const COLLECTION = [38, 58, 3, 1, 0];
/** From 0, 30, 60, 120, 300, 600 and 1800 milliseconds. */
const FAST = [10, 30, 35, 21, 2, 1, 1];
const SLOW = [0, 0, 0, 2, 8, 30, 60];

/**
 * Returns the uploads of a stream in a period of at most a few minutes, with the destination of the version that is
 * live in it.
 * @param stretches The periods in which the stream was live.
 */
export function uploadsIn(
  accountState: AccountState,
  stream: SimulatedStream,
  stretches: readonly Stretch[],
  period: Period,
): Uploads {
  const attempted = recordsOf(accountState, stream, stretches, period);
  const content = stretches.findLast(({ from, to }) => from < period.to && to > period.from)?.version.content;
  if (attempted === 0 || !content) return NO_UPLOADS;
  const uploads = Math.min(attempted, Math.max(1, Math.round(seconds(period) / uploadInterval(content))));
  const faults = faultsOf(accountState, stream, content, period);
  const { failures, failedUploads } = failuresOf(faults, uploads);
  const failed = failedUploads === uploads ? attempted : Math.floor((attempted * failedUploads) / uploads);
  const delivered = attempted - failed;
  const isSlow = faults.some(({ errorCode }) => errorCode === undefined);
  return {
    attempted,
    failed,
    successes: uploads - failedUploads,
    bytes: delivered * bytesPerRecord(content),
    failures,
    collection: spread(delivered, COLLECTION),
    upload: spread(delivered, isSlow ? SLOW : FAST),
  };
}

/** Adds up the uploads of two periods. */
export function sumOf(one: Uploads, other: Uploads): Uploads {
  if (other.attempted === 0) return one;
  const codes = new Set([...Object.keys(one.failures), ...Object.keys(other.failures)]);
  return {
    attempted: one.attempted + other.attempted,
    failed: one.failed + other.failed,
    successes: one.successes + other.successes,
    bytes: one.bytes + other.bytes,
    failures: Object.fromEntries(
      [...codes].map((code) => [code, (one.failures[code] ?? 0) + (other.failures[code] ?? 0)]),
    ),
    collection: summed(one.collection, other.collection),
    upload: summed(one.upload, other.upload),
  };
}

function summed(one: readonly number[], other: readonly number[]): readonly number[] {
  const length = Math.max(one.length, other.length);
  return Array.from({ length }, (_, index) => (one[index] ?? 0) + (other[index] ?? 0));
}

interface Fault {
  readonly errorCode?: string | undefined;
  /** The share of the period's uploads, 0 to 1. */
  readonly share: number;
}

function faultsOf(
  { settings }: AccountState,
  { streamId }: SimulatedStream,
  content: JsonObject,
  period: Period,
): readonly Fault[] {
  const { destination } = content;
  const type = isObject(destination) ? String(destination['destinationType']).toUpperCase() : '';
  return settings.destinationFaults
    .filter((fault) => fault.streamId === undefined || fault.streamId === streamId)
    .filter(({ destinationType }) => destinationType === undefined || destinationType.toUpperCase() === type)
    .map(({ errorCode, share = 1, ...times }) => ({ errorCode, share: share * sharedPart(period, times) }))
    .filter(({ share }) => share > 0);
}

function failuresOf(faults: readonly Fault[], uploads: number) {
  let left = uploads;
  const failures: Record<string, number> = {};
  for (const { errorCode, share } of faults) {
    if (errorCode === undefined) continue;
    const failing = Math.min(left, Math.round(uploads * share));
    if (failing > 0) failures[errorCode] = (failures[errorCode] ?? 0) + failing * ATTEMPTS;
    left -= failing;
  }
  return { failures, failedUploads: uploads - left };
}

/** Divides records among ranges, so that their sum is exact. */
function spread(records: number, percents: readonly number[]): readonly number[] {
  let passed = 0;
  let percent = 0;
  return percents.map((share) => {
    percent += share;
    const until = Math.round((records * percent) / 100);
    const count = until - passed;
    passed = until;
    return count;
  });
}

function seconds({ from, to }: Period): number {
  return (to - from) / 1000;
}

/** The simulated stream has one uploader. At the vendor, it has many. */
function uploadInterval({ deliveryConfiguration: delivery }: JsonObject): number {
  const frequency = isObject(delivery) ? delivery['frequency'] : undefined;
  return isObject(frequency) && frequency['intervalInSeconds'] === 30 ? 30 : 60;
}

function bytesPerRecord({ datasetFields }: JsonObject): number {
  return 18 * Math.max(1, isArray(datasetFields) ? datasetFields.length : 0);
}
