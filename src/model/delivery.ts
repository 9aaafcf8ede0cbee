import { FORMAT_VERSION, STREAM_IDENTITY, TARGET } from './members.ts';
import { exactly, list, number, type ObjectOf, object, oneOf, type Static, text, whole } from './shape.ts';

/**
 * Whether logs of a stream arrive. Active DataStream 1 streams are `logging`, `no-data` or `unknown`: the API does not
 * report their uploads.
 */
export const DELIVERIES = [
  'pending',
  'delivering',
  'degraded',
  'failing',
  'no-data',
  'stopped',
  'idle',
  'inactive',
  'logging',
  'unknown',
] as const;
export type Delivery = (typeof DELIVERIES)[number];

/** The deliveries with which `verify` exits with 1. */
export const FAILED_DELIVERIES: readonly Delivery[] = ['failing', 'no-data', 'stopped', 'unknown'];

/** Returns whether logs of an active stream certainly do not arrive. */
export function isUndelivered({ delivery }: { readonly delivery: Delivery }): boolean {
  return delivery === 'failing' || delivery === 'no-data' || delivery === 'stopped';
}

/** What an error code of an upload means. */
export const UPLOAD_ERROR_CATEGORIES = [
  'credentials',
  'authorization',
  'timeout',
  'rate-limit',
  'server',
  'other',
] as const;
export type UploadErrorCategory = (typeof UPLOAD_ERROR_CATEGORIES)[number];

const UPLOAD_ERROR = object({
  category: oneOf('What the code means.', UPLOAD_ERROR_CATEGORIES),
  codes: list('The error codes, as the API returns them.', text()),
  count: whole('Failed attempts.'),
  advice: text('What to do.'),
});
export type UploadError = Static<typeof UPLOAD_ERROR>;

const RANGE = {
  percentile: exactly(95, 'Percentage of the records that are in the range or below it.'),
  from: number('Lower end of the range.'),
  'to?': number('Upper end of the range; absent for the last range.'),
  unit: oneOf('Seconds or milliseconds.', ['s', 'ms']),
};
/** A range of a histogram. The API does not return single latencies. */
export type LatencyRange = ObjectOf<typeof RANGE>;

const AMOUNTS = {
  records: object(
    {
      attempted: whole('Log records that DataStream tried to upload.'),
      delivered: whole('Those that arrived.'),
      failed: whole('Those that did not. They are lost.'),
    },
    'Log records.',
  ),
  loss: number('`failed` divided by `attempted`: 0 to 1; 0 without attempts.'),
};

const PERIOD = {
  from: text('Start, ISO 8601, UTC.'),
  to: text('End, ISO 8601, UTC.'),
  ...AMOUNTS,
  recordsPerHour: number('Delivered records per hour.'),
};
/** What was delivered in a period before or after a change of version. */
export type DeliveryPeriod = ObjectOf<typeof PERIOD>;

const DELIVERY_ITEM = object({
  ...STREAM_IDENTITY,
  delivery: oneOf('Whether logs arrive.', DELIVERIES),
  'since?': text('When the stream was activated, ISO 8601, if known.'),
  'lastSuccess?': text('End of the last interval with a successful upload, ISO 8601.'),
  'from?': text('Start of the period that was evaluated, ISO 8601.'),
  'to?': text('End of that period: the end of the last complete interval.'),
  'records?': AMOUNTS.records,
  'uploads?': whole('Successful uploads.'),
  'bytes?': whole('Uploaded bytes.'),
  'loss?': AMOUNTS.loss,
  'errors?': list(
    'Failed attempts, grouped by meaning. DataStream repeats a failed attempt; records are lost if the last one fails.',
    UPLOAD_ERROR,
  ),
  'latency?': object(
    {
      'collection?': object(RANGE, 'From the edge to Akamai’s uploader.'),
      'upload?': object(RANGE, 'From there to the destination.'),
    },
    'How long records take, as ranges.',
  ),
  'history?': list('Delivered records in each interval of the period, oldest first.', whole()),
  'beforeChange?': object(PERIOD, 'Before the last change of the active version, within seven days.'),
  'afterChange?': object(PERIOD, 'After that change. The transition is in neither period.'),
  'properties?': object(
    { named: whole('Properties whose rules name the stream.'), total: whole('Properties of the stream.') },
    'With `--check-properties`: in how many of its properties the stream is named.',
  ),
  reason: text('Why `delivery` has this value, as sentences.'),
});
/** One stream in the output of `datastream verify`. */
export type DeliveryItem = Static<typeof DELIVERY_ITEM>;

export const DELIVERY_REPORT = object({
  formatVersion: FORMAT_VERSION,
  target: TARGET,
  requests: whole('HTTP requests sent.'),
  items: list('One for each stream.', DELIVERY_ITEM),
});
/** The result of `datastream verify --format json`. */
export type DeliveryReport = Static<typeof DELIVERY_REPORT>;
