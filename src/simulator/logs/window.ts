import { refusedSimulated } from '../protocol/refusal.ts';
import type { RouteRequest } from '../protocol/route.ts';
import { wholeNumber } from '../protocol/rules.ts';

/** The time window and page of a report request. Times are milliseconds since 1970, and pages count from 0. */
export interface Window {
  readonly start: number;
  readonly end: number;
  readonly page: number;
  readonly size: number;
}

/** How long logs are available, milliseconds. */
const KEPT = 12 * 3_600_000;
/** Records per page if the request has no `size`, as in the samples. */
const USUAL_SIZE = 1000;
/** The largest page size. No limit is documented, but without one a page could contain millions of records. */
const MOST = 10_000;

/**
 * Reads the time window from a request. The documents name the query parameters and the limit of 12 hours.
 * @throws {Refused} If the window is invalid. The messages are simulated.
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

/**
 * In a query string, a plus sign that is not percent-encoded is a space, so a time with such an offset does not
 * match.
 */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/u;

/**
 * Reads a required time from the query parameters, in milliseconds since 1970.
 * @throws {Refused} If it is missing or not ISO 8601 with a zone. The messages are simulated.
 */
export function timeIn(query: URLSearchParams, name: 'start' | 'end'): number {
  const text = query.get(name);
  if (text === null || text === '') throw refusedSimulated(`${name} is required.`, name);
  const time = TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw refusedSimulated(`${name} must be an ISO 8601 time.`, name);
  return time;
}
