import { HttpFailure } from '../../http/failure.ts';
import type { HttpResponse } from '../../http/request.ts';
import { sendWithRetries, type Waiting } from '../../http/retry.ts';
import type { Clock } from '../../model/clock.ts';
import type { Listener } from '../../model/event.ts';
import { apiOf, apiTitle } from './api-name.ts';
import { budgetOf } from './budget.ts';
import { onlyReads } from './only-reads.ts';
import { type Permit, RateLimiter } from './rate-limiter.ts';
import { retryPolicy } from './retry-policy.ts';
import type { ApiRequest, Transport } from './transport.ts';

/** How long a read counts as fresh, milliseconds: a write that waited longer is confirmed before it is sent (`docs/decisions/0021-each-api-has-its-own-pace.md`). */
export const FRESH_READ = 10_000;

/**
 * Adds rate limiting, with one limiter for each API, and retries (`retry-policy.ts`). With `once`, nothing is retried.
 *
 * The signal stops waiting and reads immediately. A write in progress is only ended by its own time limits, because
 * its outcome matters.
 */
export function withPacing(
  inner: Transport,
  {
    clock,
    listen,
    once = false,
  }: { readonly clock: Clock; readonly listen: Listener; readonly once?: boolean },
): Transport {
  const limiters = new Map<string, RateLimiter>();
  const limiterOf = (path: string): RateLimiter => {
    const api = path.split('/', 3).join('/');
    const limiter =
      limiters.get(api) ?? new RateLimiter(clock, listen, apiTitle(apiOf(path)), budgetOf(apiOf(path)));
    limiters.set(api, limiter);
    return limiter;
  };
  return (request, signal) => {
    const limiter = limiterOf(request.path);
    const waiting = { clock, listen, ...(signal ? { signal } : {}) };
    const paced = new PacedRequest(inner, request, limiter, waiting);
    const policy = once ? () => undefined : retryPolicy(request, limiter, waiting);
    return sendWithRetries(request, () => paced.send(), policy, waiting);
  };
}

/** A request that waits for a permit before each of its attempts. */
class PacedRequest {
  readonly #inner: Transport;
  readonly #request: ApiRequest;
  readonly #limiter: RateLimiter;
  readonly #clock: Clock;
  readonly #signal: AbortSignal | undefined;
  /** When what the request is based on was last read or confirmed; milliseconds on the monotonic clock. */
  #freshSince: number;
  #isRetry = false;

  constructor(inner: Transport, request: ApiRequest, limiter: RateLimiter, { clock, signal }: Waiting) {
    this.#inner = inner;
    this.#request = request;
    this.#limiter = limiter;
    this.#clock = clock;
    this.#signal = signal;
    this.#freshSince = request.readAt ?? clock.monotonic();
  }

  /** Sends one attempt as soon as it is permitted. */
  async send(): Promise<HttpResponse> {
    const permit = await this.#permit();
    this.#isRetry = true;
    let response: HttpResponse | undefined;
    try {
      const signal = onlyReads(this.#request) ? this.#signal : undefined;
      response = await this.#inner(this.#request, signal);
      return response;
    } catch (error) {
      throw this.#stopped(error);
    } finally {
      this.#limiter.done(permit, response);
    }
  }

  async #permit(): Promise<Permit> {
    try {
      return await this.#confirmedPermit();
    } catch (error) {
      throw this.#stopped(error);
    }
  }

  /** Returns the reason of an abort, which is all that a clock or an embedded transport throws, as a failure. */
  #stopped(error: unknown): unknown {
    if (!this.#signal?.aborted || error !== this.#signal.reason) return error;
    const details = { isSent: false, isLasting: true, cause: error };
    return new HttpFailure('aborted', 'it was stopped before it was sent', details);
  }

  /**
   * Waits for a permit. A write that waited too long returns the permit, is confirmed, and requests a new permit
   * before the others.
   */
  async #confirmedPermit(): Promise<Permit> {
    let permit = await this.#limiter.turn(this.#isRetry, this.#signal);
    const { confirm } = this.#request;
    while (confirm && this.#clock.monotonic() - this.#freshSince > FRESH_READ) {
      this.#limiter.giveBack(permit);
      await confirm();
      this.#freshSince = this.#clock.monotonic();
      permit = await this.#limiter.turn(true, this.#signal);
    }
    return permit;
  }
}
