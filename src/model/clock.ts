/** Time source. It is injected, so that tests control the time and never wait in real time. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /**
   * Milliseconds since an arbitrary moment. It never jumps or goes back, even if the clock of the machine is changed.
   * All durations and time limits within a run are measured with it.
   */
  monotonic(): number;
  /**
   * Resolves after the given number of milliseconds (at most 2^31 - 1, about 24 days), or rejects with the reason of
   * the signal as soon as it is aborted.
   */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
