import type { Transport } from '../../src/api/transport/transport.ts';
import type { HttpRequest, HttpResponse } from '../../src/http/request.ts';
import type { ManualClock } from '../manual-clock.ts';

export interface BucketOptions {
  readonly limit: number;
  /** Requests left at the start. Default: `limit`. */
  readonly left?: number;
  /** Network latency in each direction, in milliseconds. */
  readonly latency?: number;
  /** Milliseconds by which the server's clock is ahead. */
  readonly skew?: number;
  /** Additional response headers. */
  readonly returns?: { readonly remaining?: boolean; readonly next?: boolean; readonly date?: boolean };
  /** Responses by request, for all requests within the rate limit. */
  readonly answer?: (request: HttpRequest, count: number) => Partial<HttpResponse>;
}

export interface BucketServer {
  readonly transport: Transport;
  /** The time at which each request arrived, in milliseconds on the test clock. */
  readonly arrivals: number[];
  readonly seen: HttpRequest[];
  refusals(): number;
}

/** A server with an exact token bucket, written after the vendor's rate-limiting page, on a manually advanced clock. */
export function bucketServer(clock: ManualClock, options: BucketOptions): BucketServer {
  const { limit, latency = 0, skew = 0, returns = {} } = options;
  const interval = 60_000 / limit;
  const arrivals: number[] = [];
  const seen: HttpRequest[] = [];
  let refused = 0;
  let tokens = options.left ?? limit;
  let at = clock.now();

  const regrow = () => {
    tokens = Math.min(limit, tokens + (clock.now() - at) / interval);
    at = clock.now();
  };
  const headers = (): Record<string, string> => {
    const now = clock.now() + skew;
    const whole = Math.floor(tokens + 1e-9);
    const next = new Date(Math.ceil(now + (1 - tokens) * interval)).toISOString();
    return {
      'x-ratelimit-limit': String(limit),
      ...(returns.date === false ? {} : { date: new Date(now).toUTCString() }),
      ...(returns.remaining === false ? {} : { 'x-ratelimit-remaining': String(whole) }),
      ...(whole === 0 && returns.next !== false ? { 'x-ratelimit-next': next } : {}),
    };
  };
  const take = (request: HttpRequest): HttpResponse => {
    regrow();
    arrivals.push(clock.now());
    seen.push(request);
    if (tokens < 1 - 1e-9) {
      refused += 1;
      return { status: 429, headers: headers(), body: '{"detail":"Wait 120 seconds and try again"}' };
    }
    tokens -= 1;
    const returned = headers();
    return { status: 200, body: '[]', headers: returned, ...options.answer?.(request, seen.length) };
  };
  const transport: Transport = async (request) => {
    if (latency > 0) await clock.sleep(latency);
    const answer = take(request);
    if (latency > 0) await clock.sleep(latency);
    return answer;
  };
  return { transport, arrivals, seen, refusals: () => refused };
}

/**
 * Milliseconds that an ideal client needs for this many requests: the bucket's content at once, then one per
 * interval.
 */
export function idealTime(requests: number, limit: number, left = limit): number {
  return Math.max(0, requests - left) * (60_000 / limit);
}
