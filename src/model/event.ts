import type { Affected } from './observed.ts';
import type { StableStatus } from './phase.ts';
import type { Step, Warning } from './plan.ts';

/** One of the streams that a run waits for, also after its transition has ended. */
export interface AwaitedStream {
  readonly name: string;
  /** As last seen; nothing once the stream is deleted. */
  readonly status?: string;
  readonly progress: 'in-transition' | 'done' | 'failed';
  /** The status after all of its steps. */
  readonly goal: StableStatus;
  /** When its current transition started, if known; milliseconds since 1970. */
  readonly since?: number;
  /** When its last transition should end, by the vendor's documents; milliseconds since 1970. */
  readonly expectedEnd?: number;
}

/** What happens during a run, as it happens. Progress lines on standard error are made from these. */
export type RunEvent =
  | {
      readonly tag: 'paused';
      /** Whose rate limit it is, in people's words, where that is known. */
      readonly api?: string;
      readonly reason: 'rate-limit' | 'too-many-requests';
      readonly milliseconds: number;
    }
  | {
      readonly tag: 'retrying';
      readonly what: string;
      readonly because: string;
      readonly milliseconds: number;
    }
  /** Streams whose configuration is read; those in the cache count as done from the start. */
  | { readonly tag: 'reading'; readonly done: number; readonly total: number }
  /** A page of logs was printed, and more come. */
  | {
      readonly tag: 'pulled';
      /** Counts from 1. */
      readonly page: number;
      /** How many there are by now, as far as the API tells. */
      readonly pages?: number;
      /** Records printed in this run. */
      readonly records: number;
    }
  /**
   * A step that writes begins and ends. Between the two a request may be under way of which only the response says whether the
   * account has changed. Each `write-started` is followed by its `write-ended`, whatever the result.
   */
  | { readonly tag: 'write-started'; readonly name: string; readonly step: Step['do'] }
  | { readonly tag: 'write-ended'; readonly name: string; readonly step: Step['do'] }
  /** The request of a step is about to be sent: all checks before it have passed. */
  | { readonly tag: 'step-started'; readonly name: string; readonly step: Step['do'] }
  | {
      readonly tag: 'step-done';
      readonly name: string;
      readonly step: Step['do'];
      readonly streamId?: number;
      readonly version?: number;
      readonly status?: string;
    }
  /** A write has started a transition of other streams as well. */
  | { readonly tag: 'affected'; readonly name: string; readonly affected: Affected }
  | { readonly tag: 'step-failed'; readonly name: string; readonly step: Step['do']; readonly error: string }
  | { readonly tag: 'looking-up'; readonly name: string; readonly step: Step['do']; readonly because: string }
  | {
      readonly tag: 'waiting';
      /** When the wait began; milliseconds since 1970. */
      readonly began: number;
      /** All streams of the wait, in the plan's order. */
      readonly streams: readonly AwaitedStream[];
    }
  /** An aid (cache, journal) does not work; the run goes on without it. Told once. */
  | { readonly tag: 'warning'; readonly warning: Warning }
  | { readonly tag: 'interrupted' };

/** Somebody who wants to know. */
export type Listener = (event: RunEvent) => void;
