import { metricsWindows } from '../../src/delivery/windows.ts';
import type { Activation } from '../../src/model/observed.ts';
import type { DeliveryEvidence, UploadBucket, UploadMetrics } from '../../src/model/upload-metrics.ts';

/** Evidence about a stream with ordinary traffic. Tests set only the members that matter to them. */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A Wednesday. The last interval of five minutes that is read ends at 12:00, the last hour at 11:00. */
export const NOW = Date.parse('2026-03-11T12:05:30Z');

/** The uploads of an interval: a number is one of delivered records. */
export type Uploads = number | Partial<UploadBucket>;

export interface EvidenceParts {
  readonly status?: string;
  /** Minutes before now. Default: 30 days. */
  readonly activated?: number | 'not-read';
  readonly activations?: readonly Activation[];
  /** Minutes before now. */
  readonly saved?: number;
  /** Milliseconds. Default: 2 hours. */
  readonly period?: number;
  /** The uploads of the five minutes that begin this many minutes before 12:00. Default: 100 records. */
  readonly recent?: (age: number) => Uploads;
  /** The uploads of the hour that begins at this hour of the day, this many days ago. Default: 1,200 records. */
  readonly week?: (hour: number, daysAgo: number) => Uploads;
  readonly siblings?: readonly string[];
  /** Minutes before 12:00. */
  readonly probed?: number;
}

export function bucket(start: number, uploads: Uploads): UploadBucket {
  const given = typeof uploads === 'number' ? delivered(uploads) : uploads;
  return {
    streamId: 7,
    start,
    successfulUploads: 0,
    recordsAttempted: 0,
    recordsFailed: 0,
    bytes: 0,
    failedAttempts: [],
    collection: [],
    upload: [],
    ...given,
  };
}

function delivered(records: number): Partial<UploadBucket> {
  return { recordsAttempted: records, successfulUploads: records === 0 ? 0 : 2, bytes: 250 * records };
}

/** An interval in which nothing arrived. */
export function failed(records: number, code = '401'): Partial<UploadBucket> {
  return { recordsAttempted: records, recordsFailed: records, failedAttempts: [{ code, count: 10 }] };
}

export function activation(version: number, at: number, status = 'ACTIVATED'): Activation {
  return { version, status, modifiedBy: 'jdoe', modifiedDate: new Date(at).toISOString() };
}

export function evidence(parts: EvidenceParts = {}): DeliveryEvidence {
  const { status = 'ACTIVATED', activated = 43_200, recent = () => 100, week = () => 1200 } = parts;
  const windows = metricsWindows(NOW, parts.period ?? 2 * HOUR);
  const { activations = activated === 'not-read' ? undefined : [activation(1, NOW - activated * MINUTE)] } =
    parts;
  return {
    now: NOW,
    status,
    ...(activations ? { activations } : {}),
    ...(parts.saved === undefined ? {} : { savedAt: NOW - parts.saved * MINUTE }),
    from: windows.from,
    recent: metrics(windows.recent, (start) => recent((windows.recent.to - start) / MINUTE)),
    week: metrics(windows.week, (start) => week(new Date(start).getUTCHours(), daysAgo(start))),
    deliveringSiblings: parts.siblings ?? [],
    ...(parts.probed === undefined
      ? {}
      : { probe: { at: windows.recent.to - parts.probed * MINUTE, requests: 5 } }),
  };
}

function daysAgo(start: number): number {
  return Math.floor(NOW / DAY) - Math.floor(start / DAY);
}

/** Intervals without uploads are missing, as in a response. */
function metrics(window: Omit<UploadMetrics, 'buckets'>, uploads: (start: number) => Uploads): UploadMetrics {
  const length = window.interval === 'HOUR' ? HOUR : 5 * MINUTE;
  const starts = Array.from(
    { length: (window.to - window.from) / length },
    (_, i) => window.from + i * length,
  );
  return { ...window, buckets: starts.map((start) => bucket(start, uploads(start))).filter(hasUploads) };
}

function hasUploads({ recordsAttempted, successfulUploads, failedAttempts }: UploadBucket): boolean {
  return recordsAttempted + successfulUploads + failedAttempts.length > 0;
}
