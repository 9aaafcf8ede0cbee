import type { HttpResponse } from './transport.ts';

/** The rate limit information in a response. Source: the DataStream rate-limiting page. */
export interface RateNews {
  /** The maximum number of requests in the bucket. It refills by the same number each minute. */
  readonly limit?: number;
  /** Remaining requests. */
  readonly remaining?: number;
  /** Milliseconds from the response until the next request is allowed. Returned when no request remains. */
  readonly next?: number;
  /** The pause in `Retry-After`; milliseconds. */
  readonly retryAfter?: number;
}

/**
 * Parses `X-RateLimit-Limit`, `-Remaining`, `-Next` and `Retry-After`. Times are relative to the `Date` of the
 * response, so that a wrong clock on this machine has no effect. A `Next` that is not later than `Date` is ignored.
 * @param now milliseconds since 1970, for responses without a `Date`
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

/** Returns the time of the response on the server's clock; milliseconds since 1970. */
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
