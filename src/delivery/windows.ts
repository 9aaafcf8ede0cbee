import type { MetricInterval } from '../model/upload-metrics.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The length of an interval, milliseconds. */
export const LENGTH: Readonly<Record<MetricInterval, number>> = { FIVE_MINUTE: 5 * MINUTE, HOUR };

/** The shortest and the longest period that amounts can be reported for, and the default; milliseconds. */
export const SHORTEST_PERIOD = 15 * MINUTE;
export const LONGEST_PERIOD = DAY;
export const DEFAULT_PERIOD = 2 * HOUR;

/** Times to read metrics for; milliseconds since 1970. */
interface MetricsWindow {
  readonly interval: MetricInterval;
  readonly from: number;
  readonly to: number;
}

/** What is read to judge the delivery of streams. */
export interface MetricsWindows {
  /** Start of the period that amounts are reported for, milliseconds since 1970. */
  readonly from: number;
  readonly recent: MetricsWindow;
  readonly week: MetricsWindow;
}

/**
 * Returns what to read now. Only complete intervals are read, and the newest complete one is skipped: the vendor does
 * not say how late numbers may still be added to an interval.
 * @param now milliseconds since 1970
 * @param period `--since`, milliseconds
 */
export function metricsWindows(now: number, period: number): MetricsWindows {
  const recent = window('FIVE_MINUTE', now, Math.max(DEFAULT_PERIOD, period));
  const week = window('HOUR', now, 7 * DAY);
  return { from: startOf('FIVE_MINUTE', recent.to - period), recent, week };
}

function window(interval: MetricInterval, now: number, length: number): MetricsWindow {
  const to = startOf(interval, now) - LENGTH[interval];
  return { interval, from: startOf(interval, to - length), to };
}

/** Returns the start of the interval that contains a time. */
export function startOf(interval: MetricInterval, at: number): number {
  return Math.floor(at / LENGTH[interval]) * LENGTH[interval];
}
