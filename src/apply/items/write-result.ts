import { ApiError } from '../../api/errors/errors.ts';
import type { Obstacle } from '../../model/blocked-code.ts';
import type { Affected } from '../../model/observed.ts';
import type { StableStatus } from '../../model/phase.ts';
import type { Base, PlanItem, Step } from '../../model/plan-item.ts';
import { failureText } from './messages.ts';
import type { Snapshot } from './snapshot.ts';

/** What a response or a read says about a write. `seen` is absent if the resource no longer exists. */
export type WriteCheck =
  | { readonly tag: 'happened'; readonly seen?: Snapshot; readonly base?: Base }
  | { readonly tag: 'not-yet'; readonly status?: string }
  | Failure;

/** The result of a write. */
export type WriteResult =
  /**
   * `seen` is absent if the resource no longer exists. `base` is the version that the write made. `affected`
   * lists the other resources that it has set in transition.
   */
  | {
      readonly tag: 'done';
      readonly seen?: Snapshot;
      readonly base?: Base;
      readonly affected?: Affected;
    }
  | Failure
  /** Nothing was tried: a prerequisite is missing before the first write of the resource. */
  | ({ readonly tag: 'blocked' } & Obstacle)
  /**
   * Nothing was sent: another write of this run has started a transition of the resource, which ends in
   * `until`.
   */
  | { readonly tag: 'held'; readonly seen: Snapshot; readonly until: StableStatus }
  /** Nothing was sent: the user stopped the run, or the time at which such a resource may be written is over. */
  | { readonly tag: 'interrupted' };

/** A write that did not do what was requested, or whose result is not known. */
export interface Failure {
  readonly tag: 'failed';
  /** Complete sentences with the fix; not yet redacted. */
  readonly error: string;
  /** The resource as it was seen then. */
  readonly seen?: Snapshot;
  /** The write may have happened. */
  readonly unknown?: true;
}

/** A step that sends a request. */
export type WriteStep = Exclude<Step, { do: 'await' }>;

/**
 * The result of one look at a waiting resource. A doubt has to be seen twice, because lists may lag behind
 * writes.
 */
export type WaitObservation =
  | { readonly tag: 'arrived'; readonly seen: Snapshot }
  | { readonly tag: 'in-transition'; readonly seen: Snapshot }
  /** The list does not show this run's own update yet. */
  | { readonly tag: 'behind' }
  /** The row cannot be used, so this look proves nothing about the resource. */
  | { readonly tag: 'unclear' }
  | { readonly tag: 'doubt'; readonly doubt: string; readonly revertedTo?: Snapshot }
  | { readonly tag: 'failed'; readonly error: string; readonly seen: Snapshot };

/**
 * Returns the result of an error before a write was sent, so that nothing has changed. Any error that is not
 * expected is a bug and is thrown again.
 */
export function notSent(error: unknown, item: PlanItem): WriteResult {
  if (error instanceof ApiError && error.kind === 'aborted') return { tag: 'interrupted' };
  return { tag: 'failed', error: failureText(error, item) };
}
