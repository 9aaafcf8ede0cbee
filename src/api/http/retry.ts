import type { Clock } from '../../model/clock.ts';
import type { Listener } from '../../model/event.ts';
import { ApiError } from '../errors/errors.ts';
import { apiOf, apiTitle } from './api-name.ts';
import { isLasting } from './network-error.ts';
import { rateNews } from './rate-headers.ts';
import { LONGEST_PAUSE, type Permit, RateLimiter } from './rate-limiter.ts';
import { type HttpRequest, type HttpResponse, requestName, type Transport } from './transport.ts';

/** Pauses between attempts of a failed read; milliseconds. About half a minute in total. */
const READ_PAUSES = [1_000, 3_000, 8_000, 15_000] as const;
const READ_PATIENCE = 30_000;

/** A write that waited longer than this is confirmed before it is sent; milliseconds (design, section 2.5). */
const HELD_BACK = 10_000;

/** A 429 is retried as long as there is progress. Five minutes without any progress end the retries. */
const PATIENCE = LONGEST_PAUSE;

/** The dependencies of waiting and retrying. */
export interface RetryPolicy {
  readonly clock: Clock;
  readonly listen: Listener;
}

/**
 * Adds rate limiting, with one limiter for each API, and retries. Reads are retried after a 5xx or a network error.
 * Any request is retried after a 429, because it was not executed. A write whose outcome is unknown is never retried.
 * The response to the last attempt is returned unchanged.
 *
 * The signal stops waiting and reads immediately. A write in progress is only ended by its own time limits, because
 * its outcome matters.
 */
export function withRetry(inner: Transport, patience: RetryPolicy): Transport {
  const paces = new Map<string, RateLimiter>();
  const paceOf = (path: string): RateLimiter => {
    const api = path.split('/', 3).join('/');
    const pace = paces.get(api) ?? new RateLimiter(patience.clock, patience.listen, apiTitle(apiOf(path)));
    paces.set(api, pace);
    return pace;
  };
  return async (request, signal) => {
    try {
      return await new RetriedRequest(inner, request, paceOf(request.path), patience, signal).run();
    } catch (error) {
      throw signal?.aborted && error === signal.reason ? stopped(request, error) : error;
    }
  };
}

type Outcome =
  | { readonly tag: 'answer'; readonly answer: HttpResponse }
  | { readonly tag: 'error'; readonly error: ApiError };

/** One request with all its attempts. */
class RetriedRequest {
  readonly #inner: Transport;
  readonly #request: HttpRequest;
  readonly #pace: RateLimiter;
  readonly #patience: RetryPolicy;
  readonly #signal: AbortSignal | undefined;
  #freshSince: number;
  #failures = 0;
  #firstFailure = 0;
  #firstRefusal: number | undefined;

  constructor(
    inner: Transport,
    request: HttpRequest,
    pace: RateLimiter,
    patience: RetryPolicy,
    signal: AbortSignal | undefined,
  ) {
    this.#inner = inner;
    this.#request = request;
    this.#pace = pace;
    this.#patience = patience;
    this.#signal = signal;
    this.#freshSince = patience.clock.monotonic();
  }

  async run(): Promise<HttpResponse> {
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await this.#attempt(await this.#leave(attempt > 0));
      if (!(await this.#again(outcome))) return unwrapOutcome(outcome);
    }
  }

  /**
   * Waits for a permit. A write that waited too long returns the permit, is confirmed, and requests a new permit
   * before the others.
   */
  async #leave(again: boolean): Promise<Permit> {
    let ticket = await this.#pace.turn(again, this.#signal);
    const { confirm } = this.#request;
    while (confirm && this.#now() - this.#freshSince > HELD_BACK) {
      this.#pace.giveBack(ticket);
      await confirm();
      this.#freshSince = this.#now();
      ticket = await this.#pace.turn(true, this.#signal);
    }
    return ticket;
  }

  async #attempt(ticket: Permit): Promise<Outcome> {
    try {
      const answer = await this.#inner(this.#request, this.#isRead ? this.#signal : undefined);
      this.#pace.done(ticket, answer);
      return { tag: 'answer', answer };
    } catch (error) {
      this.#pace.done(ticket);
      if (error instanceof ApiError) return { tag: 'error', error };
      throw error;
    }
  }

  /** Decides whether to retry. Waits for the pause, unless the rate limiter does. */
  async #again(outcome: Outcome): Promise<boolean> {
    if (outcome.tag === 'answer' && outcome.answer.status === 429) return this.#waitsOut();
    const pause = this.#isRead ? this.#readPause(outcome) : undefined;
    if (pause === undefined) return false;
    this.#patience.listen({
      tag: 'retrying',
      what: requestName(this.#request),
      because: reason(outcome),
      milliseconds: pause,
    });
    await this.#patience.clock.sleep(pause, this.#signal);
    return true;
  }

  /**
   * Returns whether to continue waiting after a 429. The rate limiter itself waits for the pause. For a read, other
   * successful requests count as progress, because all requests wait in one queue. For a write they do not count: the
   * reads that confirm it would otherwise keep a write waiting forever that the server never accepts.
   */
  #waitsOut(): boolean {
    this.#firstRefusal ??= this.#now();
    const stuckSince = this.#isRead
      ? Math.max(this.#firstRefusal, this.#pace.lastProgress)
      : this.#firstRefusal;
    return this.#now() + this.#pace.wait - stuckSince < PATIENCE;
  }

  #readPause(outcome: Outcome): number | undefined {
    const asked = retryable(outcome, this.#patience.clock.now());
    if (asked === undefined) return undefined;
    if (this.#failures === 0) this.#firstFailure = this.#now();
    const planned = READ_PAUSES.at(this.#failures);
    this.#failures += 1;
    if (planned === undefined) return undefined;
    const pause = Math.max(planned, asked);
    return this.#now() + pause - this.#firstFailure <= READ_PATIENCE ? pause : undefined;
  }

  get #isRead(): boolean {
    return this.#request.method === 'GET';
  }

  #now(): number {
    return this.#patience.clock.monotonic();
  }
}

/**
 * Returns the pause that the server requests (0 if it requests none), or undefined if a retry makes no sense.
 * @param now milliseconds since 1970
 */
function retryable(outcome: Outcome, now: number): number | undefined {
  if (outcome.tag === 'answer') {
    const { status, headers } = outcome.answer;
    return status >= 500 ? (rateNews(headers, now).retryAfter ?? 0) : undefined;
  }
  const { kind } = outcome.error;
  return (kind === 'network' || kind === 'timeout') && !isLasting(outcome.error) ? 0 : undefined;
}

function reason(outcome: Outcome): string {
  return outcome.tag === 'answer' ? `status ${outcome.answer.status}` : outcome.error.message;
}

function unwrapOutcome(outcome: Outcome): HttpResponse {
  if (outcome.tag === 'error') throw outcome.error;
  return outcome.answer;
}

function stopped(request: HttpRequest, cause: unknown): ApiError {
  const name = requestName(request);
  return new ApiError('aborted', `${name} was stopped before it was sent.`, {
    request: name,
    happened: 'nothing',
    cause,
  });
}
