import type { Collection } from './collection.ts';
import type { JsonObject } from './json.ts';
import type { DesiredState } from './manifest.ts';
import type { Activation } from './observed.ts';
import type { Change, Step } from './plan.ts';
import type { Sighting } from './sighting.ts';

/**
 * The content that a manifest specifies for its stream, in canonical form: values with the same meaning are equal.
 * Secrets are references.
 */
export interface DesiredContent {
  readonly streamName: string;
  readonly state: DesiredState;
  readonly spec: JsonObject;
}

/** What a reviewed plan contained for one stream, in a form that can be stored and compared. */
export interface Approval extends Collection {
  /** `metadata.name` of the manifest, for display. */
  readonly name: string;
  /**
   * Absent for a stream that does not exist yet. Such a stream is identified by its name, which is part of `desired`.
   */
  readonly streamId?: number;
  /** The version that the plan was made from; null for a create. */
  readonly base: number | null;
  /**
   * True if the stream was active or activating when the plan was created. Absent: there was no stream, or the state
   * was not known.
   */
  readonly active?: boolean;
  /**
   * Digest over target, collection, stream name, desired state and desired spec; secrets are references. Approvals
   * are compared by this digest.
   */
  readonly desired: string;
  /** The content that the digest covers, to show what was approved. Absent: it was too large to store. */
  readonly wanted?: DesiredContent;
}

/** An approval and its origin. */
export interface GivenApproval extends Approval {
  /** For display: `#12`. */
  readonly by: string;
  /** When the approval was given; ISO 8601, UTC. Absent: not known. */
  readonly at?: string;
  /** When the approved plan was created; ISO 8601, UTC. Absent: not known. */
  readonly plannedAt?: string;
}

/** The state in which one apply left one stream. */
export interface StreamRecord extends Collection {
  readonly name: string;
  readonly streamId?: number;
  readonly desired: string;
  /** The version before the apply. Null if there was no stream. */
  readonly base: number | null;
  /** The version and the status after the apply. */
  readonly version?: number;
  readonly status?: string;
  /** Remaining steps. If the stream is in transition, an `await` comes first. */
  readonly left: readonly Step[];
}

/** A record and the time at which it was created: ISO 8601, UTC. */
export interface DatedRecord extends StreamRecord {
  readonly at: string;
  /** Digest of the account. */
  readonly target?: string;
}

/** The latest record of a stream. */
export interface LatestRecord extends DatedRecord {
  /** The run ended as a failure. The watch does not continue its remaining steps. */
  readonly hasFailed?: true;
}

/** The result of one apply: what it did and what remains to do. */
export interface ApplyRecord {
  readonly formatVersion: 1;
  readonly kind: 'datastream-apply';
  /** The workflow run that did it, and the attempt of that run. */
  readonly run: number;
  readonly attempt: number;
  /**
   * Set if a watch wrote the record. A watch continues what an apply recorded, so its record does not mark any merge
   * as processed. Absent: an apply wrote it.
   */
  readonly by?: 'watch';
  /** The run was refused before it read the account, or its manifests have errors. It has not applied any commit. */
  readonly refused?: true;
  /** Digest of the account. Absent: the run did not access an account. */
  readonly target?: string;
  /** True if every approved step that was possible was done. */
  readonly complete: boolean;
  /** Number of streams that were not changed because no approval covers them. Absent: none. */
  readonly stopped?: number;
  /** Pull requests on which this run comments its outcome; the watch updates these comments. Absent: none. */
  readonly comments?: readonly number[];
  readonly streams: readonly StreamRecord[];
  /**
   * Streams that a watch found in a transition whose start is not known. They only determine when such a transition
   * is overdue. Absent: nothing new.
   */
  readonly sightings?: readonly Sighting[];
}

/**
 * Whether a stream may be written, and why. `approved` lists the newest approval first and has at least one entry.
 */
export type Coverage =
  | {
      readonly tag: 'covered';
      readonly name: string;
      readonly by: string;
      /** When the change was approved or started; ISO 8601, UTC. Absent: in this run. */
      readonly since?: string;
      /** The reviewed plan that covers it. */
      readonly approved?: GivenApproval;
      /** An earlier apply has started the change. */
      readonly isBegun?: true;
    }
  /** No reviewed plan contained this change. */
  | { readonly tag: 'not-approved'; readonly name: string }
  /**
   * The same, and no merged commit changes the manifest of the stream: the stream was changed outside this
   * repository. Nothing was requested of this run.
   */
  | { readonly tag: 'drift'; readonly name: string }
  /** Reviewed plans contained other content. */
  | { readonly tag: 'other-content'; readonly name: string; readonly approved: readonly GivenApproval[] }
  /**
   * A reviewed plan contained this content, but its base version is no longer live, and not only our own applies have
   * changed the stream since.
   */
  | { readonly tag: 'other-base'; readonly name: string; readonly approved: readonly GivenApproval[] }
  /**
   * A reviewed plan contained this content and version, but since then someone else has stopped or started the
   * stream.
   */
  | {
      readonly tag: 'other-state';
      readonly name: string;
      readonly approved: readonly GivenApproval[];
      /** The activation history could not be read. Without it, a possible manual change is not undone. */
      readonly isUnread?: true;
    }
  /** The approved change was applied once, and the stream has changed since. */
  | { readonly tag: 'used-up'; readonly name: string; readonly approved: readonly GivenApproval[] };

/** Explains why a stream differs from what was approved: what the approvals contained, and who changed what since. */
export interface StoppedAccount {
  readonly name: string;
  /** Approvals, newest first, and how the current manifests differ from each. */
  readonly approved: readonly ApprovedContent[];
  /** Versions after the base version of the newest approval, oldest first. Absent: could not be read. */
  readonly versions?: readonly LaterVersion[];
  /** How the live version differs from that base version. Absent: not known. */
  readonly elsewhere?: readonly Change[];
  /** Activations and deactivations since, newest first. Read only if the activation state is what differs. */
  readonly activations?: readonly Activation[];
}

/** The content of one approval. */
export interface ApprovedContent {
  readonly by: string;
  readonly at?: string;
  readonly base: number | null;
  /**
   * Changes from the approved content to the current manifest. Absent: only the digest of the approved content is
   * known.
   */
  readonly changes?: readonly Change[];
}

/** A version that was created after an approval. */
export interface LaterVersion {
  readonly version: number;
  readonly modifiedBy?: string;
  readonly modifiedDate?: string;
  /** True if one of our own applies created it. */
  readonly isOurs: boolean;
}
