import type { Clock } from '../../model/clock.ts';

/** Other requests need all of the memory. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
}

/** What a request waits for. */
interface Wanted {
  /** Smaller numbers are older requests. */
  readonly age: number;
  readonly bytes: number;
  /** The memory that the request has already; bytes. */
  readonly held: () => number;
  /** Takes what is wanted if it is available, and returns whether it was. */
  readonly grant: () => boolean;
  /** Releases what the request has. */
  readonly release: () => void;
}

/** A request that waits. */
interface Waiter extends Wanted {
  /** Ends the wait. With an error, it has failed, and the request has nothing any more. */
  readonly end: (error?: Overloaded) => void;
}

/** Milliseconds. */
const SECOND = 1000;
/** Seconds after which a wait fails. */
const PATIENCE = 10;

/** How many requests may wait. Each has received up to 64 KiB that nothing counts. */
const LONGEST = 100;

/** Requests that wait for the same thing. The oldest one gets it first. */
export class WaitingLine {
  readonly #clock: Pick<Clock, 'sleep'>;
  readonly #onLongWait: (oldest: Waiter) => void;
  #waiters: Waiter[] = [];

  /** @param onLongWait called each second with the oldest request */
  constructor(clock: Pick<Clock, 'sleep'>, onLongWait: (oldest: Waiter) => void = () => undefined) {
    this.#clock = clock;
    this.#onLongWait = onLongWait;
  }

  /** The oldest first. */
  waiters(): readonly Waiter[] {
    return this.#waiters;
  }

  /** Whether no older request waits. */
  isNext(age: number): boolean {
    const [oldest] = this.#waiters;
    return !oldest || oldest.age > age;
  }

  /** @throws {Overloaded} if it is not granted in time */
  wait(wanted: Wanted): Promise<void> {
    return new Promise((resolve, reject) => {
      const ended = new AbortController();
      const end = (error?: Overloaded) => {
        this.#waiters = this.#waiters.filter((each) => each !== waiter);
        ended.abort();
        if (!error) return resolve();
        wanted.release();
        reject(error);
      };
      const waiter: Waiter = { ...wanted, end };
      const next = this.#waiters.findIndex(({ age }) => age > wanted.age);
      this.#waiters.splice(next < 0 ? this.#waiters.length : next, 0, waiter);
      this.#limit(waiter, ended.signal).catch(() => undefined);
      if (this.#waiters.length > LONGEST) this.#waiters.at(-1)?.end(new Overloaded());
    });
  }

  /** Grants what is available, until the oldest request has to wait. */
  grant(): void {
    for (let [oldest] = this.#waiters; oldest?.grant(); [oldest] = this.#waiters) oldest.end();
  }

  /** Forgets a request that has ended. */
  leave(age: number): void {
    for (const each of this.#waiters.filter((waiter) => waiter.age === age)) each.end(new Overloaded());
  }

  async #limit(waiter: Waiter, signal: AbortSignal): Promise<void> {
    for (let seconds = 0; seconds < PATIENCE; seconds += 1) {
      await this.#clock.sleep(SECOND, signal);
      this.grant();
      if (waiter === this.#waiters[0]) this.#onLongWait(waiter);
    }
    waiter.end(new Overloaded());
  }
}
