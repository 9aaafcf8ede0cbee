import { type HttpResponse, parseTime, respondedAt, retryAfter } from '../../http/request.ts';

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
 * Parses `X-RateLimit-Limit`, `-Remaining`, `-Next` (or the same headers with the prefix `Akamai-`, which newer APIs send)
 * and `Retry-After`. Times are relative to the `Date` of the
 * response, so that a wrong clock on this machine has no effect. A `Next` that is not later than `Date` is ignored.
 * @param now milliseconds since 1970, for responses without a `Date`
 */
export function rateNews(headers: HttpResponse['headers'], now: number): RateNews {
  const rate = (name: string) => headers[`x-ratelimit-${name}`] ?? headers[`akamai-ratelimit-${name}`];
  const limit = count(rate('limit'));
  const remaining = count(rate('remaining'));
  const responded = respondedAt(headers) ?? now;
  const next = parseTime(rate('next'));
  const after = retryAfter(headers, responded);
  return {
    ...(limit ? { limit } : {}),
    ...(remaining === undefined ? {} : { remaining }),
    ...(next === undefined || next <= responded ? {} : { next: next - responded }),
    ...(after === undefined ? {} : { retryAfter: after }),
  };
}

/** Returns true if the rate limit refused a request, so that it succeeds later. */
export function isRateLimited(response: Pick<HttpResponse, 'status' | 'body'>): boolean {
  return response.status === 429 && !isQuota(response);
}

/**
 * Returns true if a quota is used up, such as the activations of one day or the size of a rule tree. Property Manager
 * returns 429 for these too. Only their problems name the limit, and waiting for minutes does not help.
 */
export function isQuota({ status, body }: Pick<HttpResponse, 'status' | 'body'>): boolean {
  return status === 429 && /"limitKey"\s*:|rate-limit-exceeded\.activations/.test(body);
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d{1,6}\s*$/.test(text) ? Number(text) : undefined;
}
