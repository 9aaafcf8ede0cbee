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

/** What the delivery of one stream is judged by. */
export interface DeliveryEvidence {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The live status as the API spells it. Absent: there is no stream. */
  readonly status?: string;
  /** Newest last. */
  readonly activations: readonly Activation[];
  /** The last two hours, in intervals of five minutes. */
  readonly recent: UploadMetrics;
  /** The last seven days, in hours. */
  readonly week: UploadMetrics;
  /** Names of other streams of the same property that delivered records in the last 30 minutes. */
  readonly deliveringSiblings: readonly string[];
}
