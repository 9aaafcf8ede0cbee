import type { Collection } from './collection.ts';
import type { Affected } from './observed.ts';
import type { Refusal, Step, Warning } from './plan.ts';

/** The result of one step. `pending`: started or waited for, not finished. `not-run`: not started. */
export interface StepOutcome {
  readonly do: Step['do'];
  readonly result: 'done' | 'failed' | 'pending' | 'not-run';
  /** What is wrong, who changed what and when, and what to do next. */
  readonly error?: string;
}

/** The result for one stream. */
export interface ItemOutcome extends Collection {
  readonly name: string;
  readonly streamId?: number;
  readonly version?: number;
  readonly status?: string;
  readonly steps: readonly StepOutcome[];
  /** Other streams that its writes re-activated, and the sources that they share with it, as returned by the API. */
  readonly affected?: Affected;
  /** Why nothing was attempted. Only for a blocked item. */
  readonly reason?: string;
}

/** The result of an apply, as `apply --format json` prints it. */
export interface ApplyOutcome {
  readonly formatVersion: 1;
  readonly target: string;
  /**
   * `converged`: nothing left to do. `progressing`: a stream is in transition, or a change waits for its turn.
   * `interrupted`: a signal stopped the run before it was complete.
   */
  readonly outcome: 'converged' | 'progressing' | 'interrupted' | 'failed' | 'refused';
  /** HTTP requests that this run sent, including planning. */
  readonly requests: number;
  readonly items: readonly ItemOutcome[];
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly Warning[];
}
