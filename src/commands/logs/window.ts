import { UsageError } from '../session/context.ts';

/** A time range; ISO 8601, UTC. */
export interface Window {
  readonly start: string;
  readonly end: string;
}

const SECOND = 1000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
/** How long the API keeps logs, milliseconds. Source: DataStream Pull API v1. */
export const KEPT = 12 * HOUR;
/**
 * The API rejects an end that is in the future by its own clock, so "now" is set slightly earlier.
 * Milliseconds.
 */
const CAUTION = MINUTE;

const UNITS: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR };
const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/i;

/**
 * The window for two times that the user typed: ISO 8601 (UTC if it has no zone), `-15m` before now, or
 * `now`. If a page after the first one is requested, the window was valid before. Whether it still is, the
 * API decides.
 * @param now milliseconds since 1970
 * @throws {UsageError} if the API would reject the window, or no longer has its logs
 */
export function windowOf(typed: Window & { readonly page?: number }, now: number): Window {
  const start = timeOf('--start', typed.start, now);
  const end = timeOf('--end', typed.end, now);
  if (end > now) throw unusable(`--end ${iso(end)} is in the future.`, now);
  if (start < now - KEPT && !typed.page)
    throw unusable(`--start ${iso(start)} is too long ago: Akamai keeps logs for 12 hours.`, now);
  if (start >= end) throw unusable(`--start ${iso(start)} is not before --end ${iso(end)}.`, now);
  return { start: iso(start), end: iso(end) };
}

function unusable(why: string, now: number): UsageError {
  return new UsageError(`${why} Usable now: ${iso(earliest(now))} to ${iso(latest(now))}.`);
}

function timeOf(option: string, typed: string, now: number): number {
  const word = typed.trim();
  if (word.toLowerCase() === 'now') return latest(now);
  const [, count, unit = ''] = /^-(\d{1,6})([smh])$/.exec(word) ?? [];
  const back = UNITS[unit];
  if (count !== undefined && back !== undefined) return ago(Number(count) * back, now);
  const at = absolute(word);
  if (at !== undefined) return at;
  throw new UsageError(
    `${option} ${JSON.stringify(typed)} is not a time. Write it as 2026-01-05T08:00:00Z (without a zone: UTC), -15m, -2h or now.`,
  );
}

function absolute(word: string): number | undefined {
  const [, day, clock = '00:00', zone = 'Z'] = ISO.exec(word) ?? [];
  if (day === undefined) return undefined;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const at = Date.parse(`${day}T${clock}${zone.toUpperCase()}`);
  // Date.parse reads February 30 as March 2.
  const exists = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
  return exists && !Number.isNaN(at) ? at : undefined;
}

/** The oldest start that the API still accepts when the request arrives. Milliseconds since 1970. */
export function earliest(now: number): number {
  return roundedUp(now - KEPT + CAUTION);
}

/**
 * A time before now. `-12h` means all logs that are kept. A start at exactly that limit would be too old when
 * the request arrives, so it is set slightly later.
 */
function ago(milliseconds: number, now: number): number {
  const at = now - milliseconds;
  return milliseconds <= KEPT && at < now - KEPT + CAUTION ? earliest(now) : wholeSecond(at);
}

function latest(now: number): number {
  return wholeSecond(now - CAUTION);
}

/**
 * Rounds down to a full second.
 * @param at milliseconds since 1970
 */
export function wholeSecond(at: number): number {
  return Math.floor(at / SECOND) * SECOND;
}

/** Rounds up to a full second. If rounded down, a start might be older than the logs that are kept. */
export function roundedUp(at: number): number {
  return Math.ceil(at / SECOND) * SECOND;
}

/**
 * A time as ISO 8601, UTC, without milliseconds if they are zero.
 * @param at milliseconds since 1970
 */
export function iso(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}
