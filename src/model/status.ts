import type { Collection } from './collection.ts';
import type { DesiredState } from './manifest.ts';
import type { Orphan } from './plan.ts';

/** How a stream does. `fell-back`: a recorded movement ended where it was not meant to. */
export type Condition = 'settled' | 'moving' | 'overdue' | 'fell-back' | 'unknown';

/** One managed stream in `datastream status`. */
export interface StatusItem extends Collection {
  readonly name: string;
  readonly streamId?: number;
  readonly version?: number;
  /** The live status, `absent` if there is no stream, or `unknown` if its row in the list cannot be used. */
  readonly status: string;
  /** Why nothing is known about the stream (`status` is `unknown`), as a sentence without a full stop. */
  readonly reason?: string;
  readonly wanted: DesiredState;
  /** The next legal step in the plan's word, or `none`. */
  readonly next: string;
  readonly modifiedBy?: string;
  readonly modifiedDate?: string;
  /** When the stream came into its status, ISO 8601, as far as it is known. */
  readonly since?: string;
  /** In a transition whose start is not known: when a run saw it first, ISO 8601. `overdue` counts from then. */
  readonly firstSeen?: string;
  readonly condition: Condition;
  /** Moving streams: when the vendor's words let an edit be expected again, ISO 8601. */
  readonly earliestEdit?: string;
}

/** The result of `datastream status --format json`. */
export interface StatusReport {
  readonly formatVersion: 1;
  readonly target: string;
  readonly items: readonly StatusItem[];
  readonly orphans: readonly Orphan[];
  /** Rows of the lists that cannot be used, also those of managed streams. Absent: none. */
  readonly unusableRows?: readonly UnusableRowReport[];
}

/** A row of a list of streams that planning cannot use. */
export interface UnusableRowReport extends Collection {
  readonly streamId?: number;
  readonly name?: string;
  /** A clause: "has no usable version". */
  readonly reason: string;
}
