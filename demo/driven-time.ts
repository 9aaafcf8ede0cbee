import type { Clock } from '../src/model/clock.ts';
import { manualClock } from '../test/manual-clock.ts';

/** A clock that advances only when the demo advances it, so that an hour of traffic takes seconds. */
export interface DrivenTime {
  /** For a server: it sleeps until the time is advanced. */
  readonly background: Clock;
  /**
   * For the simulator. It sleeps once until it looks for what is due, and once for each upload in flight, which has a
   * time-out. No time passes while it works, or while an upload is in flight.
   * @param end ends when the simulator does
   */
  simulator(end: AbortSignal): Clock;
  /** For a command: its sleep advances the time. */
  readonly foreground: Clock;
  /** Lets this time pass, milliseconds. */
  pass(milliseconds: number): Promise<void>;
}

/** @param start milliseconds since 1970 */
export function drivenTime(start: number): DrivenTime {
  let isUploading = () => false;
  const clock = manualClock(start, () => isUploading());
  return {
    background: clock,
    simulator: (end) => {
      let sleepers = 0;
      isUploading = () => sleepers !== 1 && !end.aborted;
      return {
        ...clock,
        sleep: async (milliseconds, signal) => {
          sleepers += 1;
          try {
            await clock.sleep(milliseconds, signal);
          } finally {
            sleepers -= 1;
          }
        },
      };
    },
    foreground: {
      ...clock,
      sleep: async (milliseconds, signal) => {
        signal?.throwIfAborted();
        await clock.advance(milliseconds);
      },
    },
    pass: clock.advance,
  };
}

/**
 * Makes `Date` follow a clock, because the signature of a request to the API contains the time, and the library that
 * signs reads it from `Date`. Returns a function that restores `Date`.
 */
export function driveDate({ now }: Pick<Clock, 'now'>): () => void {
  const System = globalThis.Date;
  class DrivenDate extends System {
    constructor(...given: readonly unknown[]) {
      super(...((given.length === 0 ? [now()] : given) as [number]));
    }
    static override now(): number {
      return now();
    }
  }
  globalThis.Date = DrivenDate as DateConstructor;
  return () => {
    globalThis.Date = System;
  };
}
