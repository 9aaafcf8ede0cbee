import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../src/model/clock.ts';

/** A clock that does not advance until a test advances it. */
export interface ManualClock extends Clock {
  /**
   * Sets the wall clock forward, or back if negative, as an administrator or a time service does. No time
   * passes.
   */
  set(milliseconds: number): void;
  /**
   * Advances the time and wakes sleepers one by one in the order of their time. Each runs as far as it can
   * first.
   */
  advance(milliseconds: number): Promise<void>;
  /**
   * Advances the time from sleeper to sleeper until the promise is fulfilled or rejected, and returns its result. If nobody
   * sleeps, it waits for real input and output. A test that waits for nothing ends at its own time-out.
   */
  runUntil<T>(promise: Promise<T>): Promise<T>;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/**
 * A test clock that starts at 2026-01-01T00:00:00Z by default.
 * @param start milliseconds since 1970
 * @param isBusy whether something runs that the clock cannot see, such as a request. The time does not advance meanwhile.
 */
export function manualClock(
  start: number = Date.UTC(2026, 0, 1),
  isBusy: () => boolean = () => false,
): ManualClock {
  let now = start;
  let wallOffset = 0;
  const sleepers = new Set<Sleeper>();
  /** Each continues a `runUntil` that waits for a sleeper or for its end. */
  const waiting = new Set<() => void>();
  const continueWaiting = () => {
    for (const resolve of waiting) resolve();
    waiting.clear();
  };

  const sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const leave = () => {
        sleepers.delete(sleeper);
        signal?.removeEventListener('abort', stop);
      };
      const stop = () => {
        leave();
        reject(signal?.reason);
      };
      const wake = () => {
        leave();
        resolve();
      };
      const sleeper: Sleeper = { at: now + Math.max(0, milliseconds), wake };
      sleepers.add(sleeper);
      continueWaiting();
      signal?.addEventListener('abort', stop, { once: true });
    });

  const earliest = (): Sleeper | undefined =>
    [...sleepers].reduce<Sleeper | undefined>(
      (best, each) => (best && best.at <= each.at ? best : each),
      undefined,
    );

  const wakeOne = (sleeper: Sleeper) => {
    now = Math.max(now, sleeper.at);
    sleeper.wake();
  };

  const advance = async (milliseconds: number): Promise<void> => {
    const end = now + milliseconds;
    await atRest(isBusy);
    for (let next = earliest(); next && next.at <= end; next = earliest()) {
      wakeOne(next);
      await atRest(isBusy);
    }
    now = end;
  };

  const runUntil = async <T>(promise: Promise<T>): Promise<T> => {
    let stable = false;
    const mark = () => {
      stable = true;
      continueWaiting();
    };
    promise.then(mark, mark);
    while (!stable) {
      if (sleepers.size === 0) {
        // A loop that checks for input and output would take the processor time that they need.
        await new Promise<void>((resolve) => waiting.add(resolve));
        continue;
      }
      await atRest(isBusy);
      const next = stable ? undefined : earliest();
      if (next) wakeOne(next);
    }
    // The work may have started operations that it does not wait for. They end here, as far as possible.
    await atRest(isBusy);
    return promise;
  };

  const set = (milliseconds: number) => {
    wallOffset += milliseconds;
  };

  return { now: () => now + wallOffset, monotonic: () => now - start, sleep, advance, runUntil, set };
}

/** The maximum real time, in milliseconds, to wait for running file operations. */
const PATIENCE = 2_000;
const FILE_OPERATION = /^(FSReq|CloseReq|FileHandleCloseReq)/;

/** Lets everything run that can run without time passing: promises, and running file operations. */
async function atRest(isBusy: () => boolean): Promise<void> {
  const began = performance.now();
  await new Promise((resolve) => setImmediate(resolve));
  // A loop of immediates would take the processor from the threads that carry out the file operations.
  while (isBusy() || (hasFileOperation() && performance.now() - began < PATIENCE)) await pause(1);
}

function hasFileOperation(): boolean {
  return process.getActiveResourcesInfo().some((resource) => FILE_OPERATION.test(resource));
}
