import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../model/clock.ts';

/** Node's timers end at once if they are to last longer; milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    try {
      await delay(Math.min(milliseconds, LONGEST_TIMER), undefined, signal ? { signal } : {});
    } catch (error) {
      // Node wraps the reason in an AbortError of its own; the clock's contract is the reason itself.
      throw signal?.aborted ? signal.reason : error;
    }
  },
};
