import type { Collection } from './collection.ts';
import type { DesiredState } from './manifest.ts';
import type { Orphan } from './plan.ts';

/** The condition of a stream. `reverted`: a recorded transition ended in another status than intended. */
export type Condition = 'stable' | 'in-transition' | 'overdue' | 'reverted' | 'unknown';

/** One managed stream in the output of `datastream status`. */
export interface StatusItem extends Collection {
  readonly name: string;
  readonly streamId?: number;
  readonly version?: number;
  /** The live status; `absent` if there is no stream; `unknown` if its row in the list cannot be used. */
  readonly status: string;
  /** Why nothing is known about the stream (`status` is `unknown`), as a sentence without a full stop. */
  readonly reason?: string;
  readonly wanted: DesiredState;
  /** The next allowed action, named as in the plan, or `none`. */
  readonly next: string;
  readonly modifiedBy?: string;
  readonly modifiedDate?: string;
  /** When the stream entered its status; ISO 8601. Absent if not known. */
  readonly since?: string;
  /**
   * For a transition whose start is not known: when a run first found the stream in it; ISO 8601. `overdue` counts
   * from then.
   */
  readonly firstSeen?: string;
  readonly condition: Condition;
  /**
   * For streams in transition: when an update should be possible again according to the vendor's documentation; ISO
   * 8601.
   */
  readonly earliestEdit?: string;
}

/** The result of `datastream status --format json`. */
export interface StatusReport {
  readonly formatVersion: 1;
  readonly target: string;
  readonly items: readonly StatusItem[];
  readonly orphans: readonly Orphan[];
  /** Rows of the lists that cannot be used, including those of managed streams. Absent: none. */
  readonly unusableRows?: readonly UnusableRowReport[];
}

/** A row of a list of streams that cannot be used for planning. */
export interface UnusableRowReport extends Collection {
  readonly streamId?: number;
  readonly name?: string;
  /** A clause: "has no usable version". */
  readonly reason: string;
}
