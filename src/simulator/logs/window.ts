import { refusedSimulated } from '../protocol/refusal.ts';
import type { RouteRequest } from '../protocol/route.ts';
import { wholeNumber } from '../protocol/rules.ts';

/** What a report is asked for: times in milliseconds since 1970, pages counted from 0. */
export interface Window {
  readonly start: number;
  readonly end: number;
  readonly page: number;
  readonly size: number;
}

/** Logs are kept for so long, milliseconds. */
const KEPT = 12 * 3_600_000;
/** Records of a page where the request names no size, as the samples show it. */
const USUAL_SIZE = 1000;
/** No limit is documented; without one a page could hold millions. */
const MOST = 10_000;

/**
 * The window of a request.
 * @throws {Refused} where it is none. The documents name the members and the 12 hours; the texts are simulated
 */
export function windowOf({ query, now }: RouteRequest): Window {
  const start = timeIn(query, 'start');
  const end = timeIn(query, 'end');
  if (start >= end) throw refusedSimulated('start must be before end.', 'start');
  if (end > now) throw refusedSimulated('end must not be in the future.', 'end');
  if (start < now - KEPT) {
    throw refusedSimulated('start must not be more than 12 hours ago: logs are kept no longer.', 'start');
  }
  const page = wholeNumber(query, 'page') ?? 0;
  const size = wholeNumber(query, 'size') ?? USUAL_SIZE;
  if (size < 1 || size > MOST) throw refusedSimulated(`size must be from 1 to ${MOST}.`, 'size');
  return { start, end, page, size };
}

/** A plus sign that is not percent-encoded is a blank in a query, so such an offset is no time. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/u;

function timeIn(query: URLSearchParams, name: 'start' | 'end'): number {
  const text = query.get(name);
  if (text === null || text === '') throw refusedSimulated(`${name} is required.`, name);
  const time = TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw refusedSimulated(`${name} must be an ISO 8601 time.`, name);
  return time;
}
