import type { Clock } from '../../model/clock.ts';
import type { Listener } from '../../model/event.ts';
import { rateNews } from './rate-headers.ts';
import type { HttpResponse } from './transport.ts';

/** Leave to send one request. Numbers grow in the order of leave. */
export type Permit = number;

/** Documented for DataStream 1 and 2: 20 requests a minute. Assumed until the first answer tells. */
const ASSUMED_LIMIT = 20;
const MINUTE = 60_000;

/** Pauses after a 429 that names no time, up to the 120 s of the vendor's own text; milliseconds. */
const PAUSES = [5_000, 10_000, 20_000, 40_000, 80_000, 120_000] as const;

/** The shortest pause after a 429, milliseconds: after `Retry-After: 0` requests would follow each other at full speed. */
const SHORTEST_PAUSE = 1_000;

/** No announced pause is slept through for longer: past this, callers give up (`retry.ts`). */
export const LONGEST_PAUSE = 300_000;

interface Waiter {
  readonly grant: (ticket: Permit) => void;
}

/**
 * Paces the requests to one API as its token bucket does, from what every answer tells: so many requests remain; if
 * none, the next is allowed then. Between answers it counts what it let go itself, and lets the bucket regrow by the
 * limit per minute. Until the first answer only one request is under way: an earlier run may have emptied the bucket.
 * Waiting is first come, first served; requests that waited before (`again`) go ahead of the others.
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #listen: Listener;
  readonly #api: string;
  readonly #urgent: Waiter[] = [];
  readonly #ordinary: Waiter[] = [];
  readonly #flying = new Set<Permit>();
  #limit = ASSUMED_LIMIT;
  #tokens = ASSUMED_LIMIT;
  /** When the next token comes, while the bucket is not full; as all times here, on the monotonic clock. */
  #nextAt: number;
  #answers = 0;
  #issued: Permit = 0;
  #newest: Permit = 0;
  /** Refusals in a row. */
  #refusals = 0;
  #refusedUpTo: Permit = 0;
  #progress: number;
  #rest: AbortController | undefined;
  #announced = 0;

  /** @param api whose bucket it is, in people's words */
  constructor(clock: Clock, listen: Listener, api: string) {
    this.#clock = clock;
    this.#listen = listen;
    this.#api = api;
    this.#nextAt = clock.monotonic();
    this.#progress = clock.monotonic();
  }

  /** When an answer other than 429 last came; milliseconds on the monotonic clock. */
  get lastProgress(): number {
    return this.#progress;
  }

  /** How long the next request has to wait as things stand; milliseconds. */
  get wait(): number {
    this.#regrow();
    return this.#tokens > 0 ? 0 : this.#nextAt - this.#clock.monotonic();
  }

  /** Waits for leave to send one request. Rejects with the signal's reason. */
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
      const grant = (ticket: Permit) => {
        signal?.removeEventListener('abort', leave);
        resolve(ticket);
      };
      const waiter: Waiter = { grant };
      signal?.addEventListener('abort', leave, { once: true });
      queue.push(waiter);
      this.#pump();
    });
  }

  /** Returns leave that was not used. */
  giveBack(ticket: Permit): void {
    this.#flying.delete(ticket);
    this.#tokens = Math.min(this.#limit, this.#tokens + 1);
    this.#pump();
  }

  /** Takes note of how a request ended: its answer, or nothing where none came. */
  done(ticket: Permit, answer?: HttpResponse): void {
    this.#regrow();
    this.#flying.delete(ticket);
    if (answer) this.#learn(ticket, answer);
    this.#pump();
  }

  get #interval(): number {
    return MINUTE / this.#limit;
  }

  #learn(ticket: Permit, answer: HttpResponse): void {
    const now = this.#clock.monotonic();
    const news = rateNews(answer.headers, this.#clock.now());
    this.#answers += 1;
    this.#limit = news.limit ?? this.#limit;
    if (answer.status === 429) {
      this.#refuse(ticket, now, news.next ?? news.retryAfter);
      return;
    }
    this.#refusals = 0;
    this.#progress = now;
    // An answer that was overtaken by a later request's answer tells of an older bucket.
    if (news.remaining !== undefined && ticket > this.#newest)
      this.#recount(ticket, news.remaining, news.next);
    this.#newest = Math.max(this.#newest, ticket);
  }

  /** Requests let go since, and older ones still under way, may not be counted in what the server told. */
  #recount(ticket: Permit, remaining: number, next: number | undefined): void {
    const older = [...this.#flying].filter((other) => other < ticket).length;
    const uncounted = this.#issued - ticket + older;
    this.#tokens = Math.max(0, Math.min(this.#limit, remaining) - uncounted);
    // Where the server does not say when, a whole interval is sure to be enough; what grew meanwhile shows next time.
    const pause = remaining === 0 ? (next ?? this.#interval) : this.#interval;
    this.#nextAt = this.#clock.monotonic() + Math.min(pause, LONGEST_PAUSE);
  }

  /** Several requests refused at the same time count as one refusal. */
  #refuse(ticket: Permit, now: number, told: number | undefined): void {
    if (ticket > this.#refusedUpTo) {
      this.#refusals += 1;
      this.#refusedUpTo = this.#issued;
    }
    const pause = pauseAfter(this.#refusals, told);
    this.#tokens = 0;
    this.#nextAt = Math.max(this.#nextAt, now + Math.min(pause, LONGEST_PAUSE));
  }

  #regrow(): void {
    const late = this.#clock.monotonic() - this.#nextAt;
    if (late < 0) return;
    const grown = 1 + Math.floor(late / this.#interval);
    this.#tokens = Math.min(this.#limit, this.#tokens + grown);
    this.#nextAt += grown * this.#interval;
  }

  #take(): Permit | undefined {
    if (this.#answers === 0 && this.#flying.size > 0) return undefined;
    this.#regrow();
    if (this.#tokens < 1) return undefined;
    if (this.#tokens >= this.#limit) this.#nextAt = this.#clock.monotonic() + this.#interval;
    this.#tokens -= 1;
    this.#issued += 1;
    this.#flying.add(this.#issued);
    return this.#issued;
  }

  /** Lets go whoever may go, and sleeps until the next may. */
  #pump(): void {
    for (let queue = this.#queue(); queue; queue = this.#queue()) {
      const ticket = this.#take();
      if (ticket === undefined) break;
      queue.shift()?.grant(ticket);
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
      () => undefined, // replaced by a newer rest, or nobody waits any more
    );
  }
}

/** @param named by the server; a time that was too short once is not believed again */
function pauseAfter(refusals: number, named: number | undefined): number {
  if (named !== undefined && named >= SHORTEST_PAUSE) return named;
  if (named !== undefined && refusals <= 1) return SHORTEST_PAUSE;
  return PAUSES[Math.min(refusals, PAUSES.length) - 1] ?? MINUTE;
}
