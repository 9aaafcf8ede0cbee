/** Time, handed in: tests drive it by hand, and no run of theirs waits for the real one. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /**
   * Milliseconds since an arbitrary moment. It never goes back or jumps, whatever happens to the machine's clock, so that every duration
   * and time limit within a run is measured with it.
   */
  monotonic(): number;
  /** Resolves after so many milliseconds (at most 2^31 - 1, about 24 days), or rejects with the signal's reason as soon as it is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
