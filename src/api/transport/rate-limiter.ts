import type { HttpResponse } from '../../http/request.ts';
import type { Clock } from '../../model/clock.ts';
import type { Listener } from '../../model/event.ts';
import type { RequestBudget } from './budget.ts';
import { isRateLimited, rateNews } from './rate-headers.ts';

/** Permission to send one request. Numbers increase in the order in which permits are granted. */
export type Permit = number;

const MINUTE = 60_000;

/** Pauses after a 429 without a time, up to the 120 s that the vendor documents; milliseconds. */
const PAUSES = [5_000, 10_000, 20_000, 40_000, 80_000, 120_000] as const;

/** The shortest pause after a 429; milliseconds. Without it, `Retry-After: 0` would cause requests at full speed. */
const SHORTEST_PAUSE = 1_000;

/** The longest announced pause that is waited for; milliseconds. If it is longer, callers give up (`retry.ts`). */
export const LONGEST_PAUSE = 300_000;

interface Waiter {
  readonly grant: (permit: Permit) => void;
}

/**
 * Limits the rate of requests to one API in the same way as its token bucket. Every response reports how many
 * requests remain and, if none, when the next one is allowed. Between responses, the limiter counts the requests that
 * it permitted itself, and refills the bucket by the limit per minute. Until the first response, only one request is
 * in progress, because an earlier run may have emptied the bucket. Of a bucket that is shared with others, only a share
 * is used: the limiter stops when the rest remains. Requests are permitted first come, first served;
 * retried requests (`again`) come before the others.
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #listen: Listener;
  readonly #api: string;
  readonly #urgent: Waiter[] = [];
  readonly #ordinary: Waiter[] = [];
  readonly #inFlight = new Set<Permit>();
  readonly #budget: RequestBudget;
  /** The size of the bucket. */
  #size: number;
  #tokens: number;
  /** When the next token is added, if the bucket is not full. Like all times here, on the monotonic clock. */
  #nextAt: number;
  #responses = 0;
  #issued: Permit = 0;
  #newest: Permit = 0;
  /** Number of consecutive refusals. */
  #refusals = 0;
  #refusedUpTo: Permit = 0;
  #progress: number;
  #rest: AbortController | undefined;
  #announced = 0;

  /** @param api the API that the bucket belongs to, for display */
  constructor(clock: Clock, listen: Listener, api: string, budget: RequestBudget) {
    this.#budget = budget;
    this.#size = budget.size;
    this.#tokens = this.#most;
    this.#clock = clock;
    this.#listen = listen;
    this.#api = api;
    this.#nextAt = clock.monotonic();
    this.#progress = clock.monotonic();
  }

  /** When the last response was received that the rate limit did not refuse; milliseconds on the monotonic clock. */
  get lastProgress(): number {
    return this.#progress;
  }

  /** How long the next request currently has to wait; milliseconds. */
  get wait(): number {
    this.#regrow();
    return this.#tokens > 0 ? 0 : this.#nextAt - this.#clock.monotonic();
  }

  /** Waits for a permit to send one request. Rejects with the reason of the signal. */
  turn(again: boolean, signal?: AbortSignal): Promise<Permit> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const queue = again ? this.#urgent : this.#ordinary;
      const leave = () => {
        queue.splice(queue.indexOf(waiter), 1);
        this.#pump();
        reject(signal?.reason);
      };
      const grant = (permit: Permit) => {
        signal?.removeEventListener('abort', leave);
        resolve(permit);
      };
      const waiter: Waiter = { grant };
      signal?.addEventListener('abort', leave, { once: true });
      queue.push(waiter);
      this.#pump();
    });
  }

  /** Returns a permit that was not used. */
  giveBack(permit: Permit): void {
    this.#inFlight.delete(permit);
    this.#tokens = Math.min(this.#most, this.#tokens + 1);
    this.#pump();
  }

  /** Records the end of a request: its response, or undefined if there was none. */
  done(permit: Permit, response?: HttpResponse): void {
    this.#regrow();
    this.#inFlight.delete(permit);
    if (response) this.#learn(permit, response);
    this.#pump();
  }

  /** The part of the bucket that may be used. */
  get #most(): number {
    return Math.max(1, Math.floor(this.#size * this.#budget.share));
  }

  get #interval(): number {
    const { refill = this.#size, share } = this.#budget;
    return MINUTE / (refill * share);
  }

  #learn(permit: Permit, response: HttpResponse): void {
    const now = this.#clock.monotonic();
    const news = rateNews(response.headers, this.#clock.now());
    this.#responses += 1;
    this.#size = news.limit ?? this.#size;
    if (isRateLimited(response)) {
      this.#refuse(permit, now, news.next ?? news.retryAfter);
      return;
    }
    this.#refusals = 0;
    this.#progress = now;
    // A response is outdated if the response to a later request was received first.
    if (news.remaining !== undefined && permit > this.#newest)
      this.#recount(permit, news.remaining, news.next);
    this.#newest = Math.max(this.#newest, permit);
  }

  /**
   * Updates the number of tokens. The number that the server reported may not include requests that were permitted
   * since, or earlier requests that are still in progress.
   */
  #recount(permit: Permit, remaining: number, next: number | undefined): void {
    const older = [...this.#inFlight].filter((other) => other < permit).length;
    const uncounted = this.#issued - permit + older;
    const usable = Math.min(this.#size, remaining) - (this.#size - this.#most);
    this.#tokens = Math.max(0, usable - uncounted);
    // If the server reports no time, a whole interval is always enough. Tokens added in the meantime are reported by
    // the next response.
    const pause = remaining === 0 ? (next ?? this.#interval) : this.#interval;
    this.#nextAt = this.#clock.monotonic() + Math.min(pause, LONGEST_PAUSE);
  }

  /** Starts a pause after a 429. Several requests that are refused at the same time count as one refusal. */
  #refuse(permit: Permit, now: number, named: number | undefined): void {
    if (permit > this.#refusedUpTo) {
      this.#refusals += 1;
      this.#refusedUpTo = this.#issued;
    }
    const pause = pauseAfter(this.#refusals, named);
    this.#tokens = 0;
    this.#nextAt = Math.max(this.#nextAt, now + Math.min(pause, LONGEST_PAUSE));
  }

  #regrow(): void {
    const late = this.#clock.monotonic() - this.#nextAt;
    if (late < 0) return;
    const grown = 1 + Math.floor(late / this.#interval);
    this.#tokens = Math.min(this.#most, this.#tokens + grown);
    this.#nextAt += grown * this.#interval;
  }

  #take(): Permit | undefined {
    if (this.#responses === 0 && this.#inFlight.size > 0) return undefined;
    this.#regrow();
    if (this.#tokens < 1) return undefined;
    if (this.#tokens >= this.#most) this.#nextAt = this.#clock.monotonic() + this.#interval;
    this.#tokens -= 1;
    this.#issued += 1;
    this.#inFlight.add(this.#issued);
    return this.#issued;
  }

  /** Permits all requests that are possible now, and sleeps until the next one is possible. */
  #pump(): void {
    for (let queue = this.#queue(); queue; queue = this.#queue()) {
      const permit = this.#take();
      if (permit === undefined) break;
      queue.shift()?.grant(permit);
    }
    this.#rest?.abort();
    this.#rest = undefined;
    if (this.#queue() && this.#tokens < 1) this.#sleep();
  }

  #queue(): Waiter[] | undefined {
    return [this.#urgent, this.#ordinary].find((queue) => queue.length > 0);
  }

  #sleep(): void {
    const rest = new AbortController();
    this.#rest = rest;
    const milliseconds = Math.min(Math.max(0, this.#nextAt - this.#clock.monotonic()), LONGEST_PAUSE);
    if (this.#announced !== this.#nextAt) {
      this.#announced = this.#nextAt;
      const reason = this.#refusals > 0 ? 'too-many-requests' : 'rate-limit';
      this.#listen({ tag: 'paused', api: this.#api, reason, milliseconds });
    }
    this.#clock.sleep(milliseconds, rest.signal).then(
      () => this.#pump(),
      () => undefined, // replaced by a newer sleep, or no request is waiting
    );
  }
}

/**
 * Returns how long to pause after a 429; milliseconds.
 * @param named the pause that the server requests; if it was too short before, it is not used again
 */
function pauseAfter(refusals: number, named: number | undefined): number {
  if (named !== undefined && named >= SHORTEST_PAUSE) return named;
  if (named !== undefined && refusals <= 1) return SHORTEST_PAUSE;
  return PAUSES[Math.min(refusals, PAUSES.length) - 1] ?? MINUTE;
}
