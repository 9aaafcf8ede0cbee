import type { Activation } from './observed.ts';

/** The length of the intervals of upload metrics. */
export type MetricInterval = 'FIVE_MINUTE' | 'HOUR';

/** One count of a histogram. */
export interface LatencyCount {
  /** Lower end of the range: seconds (collection) or milliseconds (upload). */
  readonly from: number;
  readonly records: number;
}

/** The uploads of one stream in one interval. */
export interface UploadBucket {
  readonly streamId: number;
  /** Start of the interval, milliseconds since 1970. */
  readonly start: number;
  readonly successfulUploads: number;
  readonly recordsAttempted: number;
  readonly recordsFailed: number;
  readonly bytes: number;
  readonly failedAttempts: readonly { readonly code: string; readonly count: number }[];
  /** From the edge to the uploader; seconds. */
  readonly collection: readonly LatencyCount[];
  /** From the uploader to the destination; milliseconds. */
  readonly upload: readonly LatencyCount[];
}

/** Complete intervals of one length. An interval of a stream without traffic may be missing. */
export interface UploadMetrics {
  readonly interval: MetricInterval;
  /** Start of the first and end of the last requested interval, milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly buckets: readonly UploadBucket[];
}

/** What the delivery of one stream is judged by. All times are milliseconds since 1970. */
export interface DeliveryEvidence {
  readonly now: number;
  /** The live status as the API spells it. */
  readonly status: string;
  /** In any order. Absent: not read, because the delivery does not depend on it (`needsHistory`). */
  readonly activations?: readonly Activation[];
  /** When the live version was saved, if known. */
  readonly savedAt?: number;
  /** Start of the period that amounts are reported for. Not before the start of `recent`. */
  readonly from: number;
  /** At least the last two hours, in intervals of five minutes. */
  readonly recent: UploadMetrics;
  /** The last seven days, in hours. */
  readonly week: UploadMetrics;
  /** Names of other streams of the same property that delivered records in the last 30 minutes. */
  readonly deliveringSiblings: readonly string[];
  /** Requests that this run sent through the edge, so that the stream has something to log. */
  readonly probe?: Probe;
}

/** Requests that were sent through the edge. */
export interface Probe {
  /** When the last response arrived; milliseconds since 1970. */
  readonly at: number;
  /** How many requests got a response. */
  readonly requests: number;
}
