import type { Clock } from '../../model/clock.ts';
import { TooLarge } from '../records/read-body.ts';

/** The memory of one request. */
export interface Reservation {
  /**
   * Reserves more memory, at once or when other requests have released enough.
   * @returns undefined if it was reserved at once
   * @throws {TooLarge} if one request needs more than all requests may have
   * @throws {Overloaded} if not enough is released in time
   */
  reserve(bytes: number): Promise<void> | undefined;
  /** Releases everything. */
  release(): void;
}

/** The memory that the bodies of all requests may have together. */
export interface Memory {
  /** Bytes that are reserved. */
  used(): number;
  open(): Reservation;
}

/** Other requests need all of the memory. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
}

interface Waiter {
  readonly bytes: number;
  readonly grant: () => void;
}

/** Milliseconds to wait for memory. */
const PATIENCE = 10_000;

/**
 * Limits the memory of bodies. Requests that wait get memory in the order in which they asked for it.
 * @param limit bytes
 */
export function limitMemory(limit: number, clock: Pick<Clock, 'sleep'>): Memory {
  let used = 0;
  const waiters = new Set<Waiter>();
  const grantNext = () => {
    for (const waiter of waiters) {
      if (used + waiter.bytes > limit) return;
      waiters.delete(waiter);
      waiter.grant();
    }
  };
  const waitFor = (bytes: number, grant: () => void) =>
    new Promise<void>((resolve, reject) => {
      const granted = new AbortController();
      const waiter: Waiter = {
        bytes,
        grant: () => {
          granted.abort();
          grant();
          resolve();
        },
      };
      waiters.add(waiter);
      clock.sleep(PATIENCE, granted.signal).then(
        () => {
          waiters.delete(waiter);
          reject(new Overloaded());
          grantNext();
        },
        () => undefined,
      );
    });
  const open = (): Reservation => {
    let own = 0;
    let isOpen = true;
    return {
      reserve: (bytes) => {
        if (own + bytes > limit) return Promise.reject(new TooLarge());
        const grant = () => {
          // The request may have ended while it waited.
          if (!isOpen) return;
          own += bytes;
          used += bytes;
        };
        if (waiters.size > 0 || used + bytes > limit) return waitFor(bytes, grant);
        grant();
        return undefined;
      },
      release: () => {
        isOpen = false;
        used -= own;
        own = 0;
        grantNext();
      },
    };
  };
  return { used: () => used, open };
}
