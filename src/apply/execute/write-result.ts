import type { Affected } from '../../model/observed.ts';
import type { StableStatus } from '../../model/phase.ts';
import type { Base } from '../../model/plan.ts';
import type { StreamSnapshot } from './item-progress.ts';

/** What an answer or a read says about a write. `seen`: absent where the stream is gone. */
export type WriteCheck =
  | { readonly tag: 'happened'; readonly seen?: StreamSnapshot; readonly base?: Base }
  | { readonly tag: 'not-yet'; readonly status?: string }
  | Failure;

/** What became of a write. */
export type WriteResult =
  /**
   * `seen`: absent where the stream is gone. `base`: the version that the write made. `affected`: what else it has set
   * in transition.
   */
  | {
      readonly tag: 'done';
      readonly seen?: StreamSnapshot;
      readonly base?: Base;
      readonly affected?: Affected;
    }
  | Failure
  /** Nothing was tried: something is missing before the first write of the stream. */
  | { readonly tag: 'blocked'; readonly reason: string }
  /** Nothing was sent: another write of this run has started a transition of the stream, which ends in `until`. */
  | { readonly tag: 'held'; readonly seen: StreamSnapshot; readonly until: StableStatus }
  /** Nothing was sent: the user stopped the run. */
  | { readonly tag: 'interrupted' };

/** A write that did not do what was asked, or of which nobody knows what it did. */
export interface Failure {
  readonly tag: 'failed';
  /** Whole sentences with the way out; not yet scrubbed. */
  readonly error: string;
  /** How the stream was seen then. */
  readonly seen?: StreamSnapshot;
  /** It may have happened. */
  readonly unknown?: true;
}
