import { isArray, isObject, type JsonObject } from '../../model/json.ts';
import type { AccountState, SimulatedStream } from '../state/account-state.ts';
import { NO_UPLOADS, notCollected, type Period, sumOf, type Uploads } from '../state/delivered.ts';
import { recordsOf } from '../traffic/records.ts';
import { sharedPart } from '../traffic/requests.ts';
import { type Stretch, stretchesOf, total } from '../traffic/runs.ts';

/** An upload is retried up to ten times in five minutes. After that, its records are lost. */
const ATTEMPTS = 11;

/** Percent of records by documented range: from 0, 30, 60, 120 and 300 seconds. */
const COLLECTION = [38, 58, 3, 1, 0];
/** From 0, 30, 60, 120, 300, 600 and 1800 milliseconds. */
const FAST = [10, 30, 35, 21, 2, 1, 1];
const SLOW = [0, 0, 0, 2, 8, 30, 60];

/**
 * Returns a function that returns the uploads of a stream in one interval of five minutes, or in its part that has
 * passed. If records were collected to be sent, the uploads are real. Otherwise, they are generated from the simulated
 * traffic.
 */
export function uploadsOf(accountState: AccountState, stream: SimulatedStream): (period: Period) => Uploads {
  const delivered = accountState.delivered?.find(({ streamId }) => streamId === stream.streamId);
  const stretches = stretchesOf(stream);
  const recordsIn = recordsOf(accountState, stream, stretches);
  const generated = (period: Period) =>
    generatedUploads(accountState, stream, stretches, period, total(recordsIn(period)));
  if (!delivered) return generated;
  return (period) => {
    const real = delivered.intervals.find(({ start }) => start === period.from) ?? NO_UPLOADS;
    return notCollected(period, delivered).map(generated).reduce(sumOf, real);
  };
}

/**
 * The destination is that of the version that is live in the period.
 * @param attempted The records of the period.
 */
function generatedUploads(
  accountState: AccountState,
  stream: SimulatedStream,
  stretches: readonly Stretch[],
  period: Period,
  attempted: number,
): Uploads {
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
    collection: spreadCollection(delivered),
    upload: spread(delivered, isSlow ? SLOW : FAST),
  };
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

/** Divides delivered records among the ranges of the time from the edge to the uploader, so that their sum is exact. */
export function spreadCollection(records: number): readonly number[] {
  return spread(records, COLLECTION);
}

/** The lower ends of the documented ranges of the time of an upload, milliseconds. */
export const UPLOAD_MILLISECONDS = [0, 30, 60, 120, 300, 600, 1800];

/** Returns the delivered records of one upload by the range of its time. */
export function spreadUpload(records: number, milliseconds: number): readonly number[] {
  const range = UPLOAD_MILLISECONDS.findLastIndex((least) => least <= Math.max(0, milliseconds));
  return UPLOAD_MILLISECONDS.map((_, index) => (index === range ? records : 0));
}

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

/** Generated uploads come from one uploader. At the vendor, a stream has many. */
function uploadInterval({ deliveryConfiguration: delivery }: JsonObject): number {
  const frequency = isObject(delivery) ? delivery['frequency'] : undefined;
  return isObject(frequency) && frequency['intervalInSeconds'] === 30 ? 30 : 60;
}

function bytesPerRecord({ datasetFields }: JsonObject): number {
  return 18 * Math.max(1, isArray(datasetFields) ? datasetFields.length : 0);
}
