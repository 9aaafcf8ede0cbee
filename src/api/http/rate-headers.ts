import type { HttpResponse } from './transport.ts';

/** What an answer tells about the rate limit. Source: the DataStream rate-limiting page. */
export interface RateNews {
  /** The most requests the bucket holds; it regrows by as many a minute. */
  readonly limit?: number;
  /** Requests left. */
  readonly remaining?: number;
  /** Milliseconds from the answer until the next request is allowed. Told when none remains. */
  readonly next?: number;
  /** Milliseconds, from `Retry-After`. */
  readonly retryAfter?: number;
}

/**
 * Reads `X-RateLimit-Limit`, `-Remaining`, `-Next` and `Retry-After`. Times are taken relative to the answer's own
 * `Date`, so that a wrong clock on this machine changes nothing; a `Next` that is not later than `Date` is ignored.
 * @param now milliseconds since 1970, for answers without a `Date`
 */
export function rateNews(headers: HttpResponse['headers'], now: number): RateNews {
  const limit = count(headers['x-ratelimit-limit']);
  const remaining = count(headers['x-ratelimit-remaining']);
  const answered = answeredAt(headers) ?? now;
  const next = later(time(headers['x-ratelimit-next']), answered);
  const retryAfter = retryAfterOf(headers['retry-after'], answered);
  return {
    ...(limit ? { limit } : {}),
    ...(remaining === undefined ? {} : { remaining }),
    ...(next === undefined ? {} : { next }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** When the server says it answered; milliseconds since 1970. */
export function answeredAt(headers: HttpResponse['headers']): number | undefined {
  return time(headers['date']);
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d{1,6}\s*$/.test(text) ? Number(text) : undefined;
}

function time(text: string | undefined): number | undefined {
  const at = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

function later(at: number | undefined, answered: number): number | undefined {
  return at !== undefined && at > answered ? at - answered : undefined;
}

function retryAfterOf(text: string | undefined, answered: number): number | undefined {
  const seconds = count(text);
  return seconds === undefined ? later(time(text), answered) : seconds * 1000;
}
