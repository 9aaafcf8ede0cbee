import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../model/clock.ts';

/** The longest duration of a timer in Node; milliseconds. A longer timer fires immediately. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    try {
      await delay(Math.min(milliseconds, LONGEST_TIMER), undefined, signal ? { signal } : {});
    } catch (error) {
      // Node wraps the reason in its own AbortError, but the contract of the clock is to reject with the reason
      // itself.
      throw signal?.aborted ? signal.reason : error;
    }
  },
};
