import type { Collection } from './collection.ts';
import type { Step } from './plan.ts';

/** What a reviewed plan said of one stream, in a form that can be kept and compared. */
export interface Approval extends Collection {
  /** `metadata.name` of the manifest, for people. */
  readonly name: string;
  /** Absent for a stream that does not exist yet: it is known by its name, which is part of `desired`. */
  readonly streamId?: number;
  /** The version that the plan was made from; null for a create. */
  readonly base: number | null;
  /** Whether logs flowed, or were about to, when the plan was made. Absent: there was no stream, or nobody can tell. */
  readonly active?: boolean;
  /** Digest over target, collection, stream name, wanted state and desired spec; secrets as references. */
  readonly desired: string;
}

/** An approval and where it was given. */
export interface GivenApproval extends Approval {
  /** For people: `#12`. */
  readonly by: string;
  /** ISO 8601, UTC: when it was given. Absent: not known. */
  readonly at?: string;
}

/** What one apply left behind of one stream. */
export interface StreamRecord extends Collection {
  readonly name: string;
  readonly streamId?: number;
  readonly desired: string;
  /** The version that the apply found; null where there was no stream. */
  readonly base: number | null;
  /** The version and the status that it left. */
  readonly version?: number;
  readonly status?: string;
  /** Steps that are still to be taken, an await for the movement under way first. */
  readonly left: readonly Step[];
}

/** A record and when it was made: ISO 8601, UTC. */
export interface DatedRecord extends StreamRecord {
  readonly at: string;
}

/** What one apply did and left open. */
export interface ApplyRecord {
  readonly formatVersion: 1;
  readonly kind: 'datastream-apply';
  /** The run that did it, and which attempt of it. */
  readonly run: number;
  readonly attempt: number;
  /** Made by a watch, which goes on with what applies recorded: no merge is dealt with by it. Absent: by an apply. */
  readonly by?: 'watch';
  /** Every step that was approved and legal was taken. */
  readonly complete: boolean;
  /** How many streams were left alone, since nothing covered them. Absent: none. */
  readonly stopped?: number;
  readonly streams: readonly StreamRecord[];
}

/** Why a stream may be written, or why not. */
export type Coverage =
  | { readonly tag: 'covered'; readonly name: string; readonly by: string }
  /** No reviewed plan showed this change. */
  | { readonly tag: 'not-approved'; readonly name: string }
  /** A reviewed plan showed another content. */
  | { readonly tag: 'other-content'; readonly name: string; readonly approved: GivenApproval }
  /** A reviewed plan showed this, made from a version that is not live any more, and not by our own applies alone. */
  | {
      readonly tag: 'other-base';
      readonly name: string;
      readonly approved: GivenApproval;
      readonly live: number | null;
    };
