import type { Affected } from '../../model/observed.ts';
import type { StableStatus } from '../../model/phase.ts';
import type { Base } from '../../model/plan.ts';
import type { Snapshot } from './item-progress.ts';

/** What a response or a read says about a write. `seen` is absent if the stream no longer exists. */
export type WriteCheck =
  | { readonly tag: 'happened'; readonly seen?: Snapshot; readonly base?: Base }
  | { readonly tag: 'not-yet'; readonly status?: string }
  | Failure;

/** The result of a write. */
export type WriteResult =
  /**
   * `seen` is absent if the stream no longer exists. `base` is the version that the write made. `affected`
   * lists the other streams that it has set in transition.
   */
  | {
      readonly tag: 'done';
      readonly seen?: Snapshot;
      readonly base?: Base;
      readonly affected?: Affected;
    }
  | Failure
  /** Nothing was tried: a prerequisite is missing before the first write of the stream. */
  | { readonly tag: 'blocked'; readonly reason: string }
  /**
   * Nothing was sent: another write of this run has started a transition of the stream, which ends in
   * `until`.
   */
  | { readonly tag: 'held'; readonly seen: Snapshot; readonly until: StableStatus }
  /** Nothing was sent: the user stopped the run. */
  | { readonly tag: 'interrupted' };

/** A write that did not do what was requested, or whose result is not known. */
export interface Failure {
  readonly tag: 'failed';
  /** Complete sentences with the fix; not yet redacted. */
  readonly error: string;
  /** The stream as it was seen then. */
  readonly seen?: Snapshot;
  /** The write may have happened. */
  readonly unknown?: true;
}
