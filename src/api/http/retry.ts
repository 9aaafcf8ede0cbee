import type { Clock } from '../../model/clock.ts';
import type { Listener } from '../../model/event.ts';
import { ApiError } from '../errors/errors.ts';
import { apiOf, apiTitle } from './api-name.ts';
import { isLasting } from './network-error.ts';
import { rateNews } from './rate-headers.ts';
import { LONGEST_PAUSE, type Permit, RateLimiter } from './rate-limiter.ts';
import { type HttpRequest, type HttpResponse, requestName, type Transport } from './transport.ts';

/** Pauses between attempts of a read that failed; milliseconds. Half a minute in all. */
const READ_PAUSES = [1_000, 3_000, 8_000, 15_000] as const;
const READ_PATIENCE = 30_000;

/** A write that was held back for longer than this is confirmed before it is sent (design, section 2.5). */
const HELD_BACK = 10_000;

/** A 429 is waited out for as long as something moves; five minutes without any progress end it. */
const PATIENCE = LONGEST_PAUSE;

/** What waiting needs. */
export interface RetryPolicy {
  readonly clock: Clock;
  readonly listen: Listener;
}

/**
 * Paces requests, one pace for each API, and repeats what may be repeated: reads after a 5xx or a network error, and
 * any request after a 429, which was not carried out. A write whose outcome is unknown is never repeated. The answer
 * that ends the patience is returned as it is.
 *
 * The signal stops waiting and reads at once. A write that is under way is left to end by its own time limits, since
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

/** One request, with all its attempts. */
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

  /** Waits for leave to send. A write that waited too long gives it back, is confirmed, and asks anew, ahead of others. */
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

  /** Decides whether there is another attempt, and waits for it where the pace does not. */
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
   * The pace sleeps through the pause of a 429; here it is only asked whether that is worth while. Other requests
   * getting through are progress for a read, since all of them queue. They are none for a write: the reads that
   * confirm it would keep one that the server never takes waiting for ever.
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

/** The pause the server asks for (0 where it asks for none), or nothing where another attempt makes no sense. @param now milliseconds since 1970 */
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
