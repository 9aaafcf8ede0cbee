import type { Affected } from './observed.ts';
import type { Step, Warning } from './plan.ts';

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
  | { readonly tag: 'step-started'; readonly name: string; readonly step: Step['do'] }
  | {
      readonly tag: 'step-done';
      readonly name: string;
      readonly step: Step['do'];
      readonly streamId?: number;
      readonly version?: number;
      readonly status?: string;
    }
  /** A write has set other streams in motion as well. */
  | { readonly tag: 'affected'; readonly name: string; readonly affected: Affected }
  | { readonly tag: 'step-failed'; readonly name: string; readonly step: Step['do']; readonly error: string }
  | { readonly tag: 'looking-up'; readonly name: string; readonly step: Step['do']; readonly because: string }
  | {
      readonly tag: 'waiting';
      readonly name: string;
      readonly status: string;
      readonly until: string;
      /** Milliseconds since the wait began. */
      readonly elapsed: number;
    }
  /** An aid (cache, journal) does not work; the run goes on without it. Told once. */
  | { readonly tag: 'warning'; readonly warning: Warning }
  | { readonly tag: 'interrupted' };

/** Somebody who wants to know. */
export type Listener = (event: RunEvent) => void;
