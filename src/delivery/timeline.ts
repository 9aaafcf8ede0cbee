import type { UploadBucket, UploadMetrics } from '../model/upload-metrics.ts';
import { LENGTH, startOf } from './windows.ts';

/** One interval of a timeline. Times are milliseconds since 1970. */
export interface Interval extends Omit<UploadBucket, 'streamId'> {
  readonly end: number;
}

/** Totals of several intervals. */
export interface Totals {
  readonly attempted: number;
  readonly failed: number;
  readonly delivered: number;
  readonly uploads: number;
  readonly bytes: number;
}

/**
 * Returns every interval of the window, oldest first. An interval without metrics had no uploads. Several entries for
 * one interval are added up.
 */
export function timeline(metrics: UploadMetrics): readonly Interval[] {
  const { interval, from, to, buckets } = metrics;
  const length = LENGTH[interval];
  const byStart = new Map<number, UploadBucket[]>();
  for (const bucket of buckets) {
    const start = startOf(interval, bucket.start);
    const others = byStart.get(start);
    if (others) others.push(bucket);
    else byStart.set(start, [bucket]);
  }
  const count = Math.max(0, Math.round((to - from) / length));
  return Array.from({ length: count }, (_, index) => {
    const start = from + index * length;
    return { start, end: start + length, ...added(byStart.get(start) ?? []) };
  });
}

function added(buckets: readonly UploadBucket[]): Omit<Interval, 'start' | 'end'> {
  const sum = (of: (bucket: UploadBucket) => number) => buckets.reduce((total, one) => total + of(one), 0);
  return {
    successfulUploads: sum((one) => one.successfulUploads),
    recordsAttempted: sum((one) => one.recordsAttempted),
    recordsFailed: sum((one) => one.recordsFailed),
    bytes: sum((one) => one.bytes),
    failedAttempts: buckets.flatMap((one) => one.failedAttempts),
    collection: buckets.flatMap((one) => one.collection),
    upload: buckets.flatMap((one) => one.upload),
  };
}

/** Returns whether anything arrived. */
export function hasSuccess({ successfulUploads, recordsAttempted, recordsFailed }: Interval): boolean {
  return successfulUploads > 0 || recordsAttempted > recordsFailed;
}

/** Returns whether an upload was attempted, with any result. */
export function hasAttempt(interval: Interval): boolean {
  return hasSuccess(interval) || hasLoss(interval);
}

/**
 * Returns whether records were lost. A failed attempt is repeated, so it counts only if nothing arrived in the same
 * interval.
 */
export function hasLoss(interval: Interval): boolean {
  return interval.recordsFailed > 0 || (!hasSuccess(interval) && failuresIn(interval) > 0);
}

function failuresIn({ failedAttempts }: Interval): number {
  return failedAttempts.reduce((total, { count }) => total + count, 0);
}

/** Returns the delivered records of an interval. */
export function deliveredIn({ recordsAttempted, recordsFailed }: Interval): number {
  return Math.max(0, recordsAttempted - recordsFailed);
}

/** Adds up intervals. */
export function totalsOf(intervals: readonly Interval[]): Totals {
  const sum = (of: (interval: Interval) => number) => intervals.reduce((total, one) => total + of(one), 0);
  const delivered = sum(deliveredIn);
  const failed = sum(({ recordsFailed }) => recordsFailed);
  return {
    // A response with more failed than attempted records contradicts itself. Then all of them were attempted.
    attempted: delivered + failed,
    failed,
    delivered,
    uploads: sum(({ successfulUploads }) => successfulUploads),
    bytes: sum(({ bytes }) => bytes),
  };
}

/** Returns the share of the records that failed: 0 to 1; 0 without attempts. */
export function lossOf({ attempted, failed }: Pick<Totals, 'attempted' | 'failed'>): number {
  return attempted === 0 ? 0 : failed / attempted;
}
