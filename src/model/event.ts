import type { Step, Warning } from './plan.ts';

/** What happens during a run, as it happens. Progress lines on standard error are made from these. */
export type RunEvent =
  | {
      readonly tag: 'paused';
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
  | { readonly tag: 'step-started'; readonly name: string; readonly step: Step['do'] }
  | {
      readonly tag: 'step-done';
      readonly name: string;
      readonly step: Step['do'];
      readonly streamId?: number;
      readonly version?: number;
      readonly status?: string;
    }
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
