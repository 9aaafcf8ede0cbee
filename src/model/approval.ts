import { FREEZE_OVERRIDE } from './freeze.ts';
import { DESIRED_STATES } from './manifest.ts';
import { IDENTITY, inCollection, STATUS, VERSION } from './members.ts';
import { type PlanItem, STEP } from './plan-item.ts';
import {
  anyObject,
  exactly,
  flag,
  list,
  matching,
  type ObjectOf,
  object,
  oneOf,
  orNull,
  type Static,
  text,
  whole,
} from './shape.ts';
import { SIGHTING } from './sighting.ts';

const DESIRED_CONTENT = object({
  streamName: text(),
  state: oneOf(DESIRED_STATES),
  spec: anyObject(),
  'rotateSecretsAfter?': text(),
});
/**
 * The content that a manifest specifies for its stream, in canonical form: values with the same meaning are equal.
 * Secrets are references.
 */
export type DesiredContent = Static<typeof DESIRED_CONTENT>;

export const APPROVAL = inCollection(
  object({
    ...IDENTITY,
    /** The version that the plan was made from; null for a create. */
    base: orNull(VERSION),
    /**
     * Digest of the content that the plan was made from. Set for resources whose version says too little: other changes
     * of a property make versions as well.
     */
    'baseContent?': text(),
    /**
     * True if the stream was active or activating when the plan was created. Absent: there was no stream, or the state
     * was not known.
     */
    'active?': flag(),
    /**
     * Digest over target, collection, stream name, desired state, desired spec and `rotateSecretsAfter`; secrets are
     * references. Approvals are compared by this digest.
     */
    desired: text(),
    /** True if the plan sent the secrets again because of `rotateSecretsAfter`. */
    'rotates?': flag(),
    /** The content that the digest covers, to show what was approved. Absent: it was too large to store. */
    'wanted?': DESIRED_CONTENT,
  }),
);
/** What a reviewed plan contained for one stream, in a form that can be stored and compared. */
export type Approval = Static<typeof APPROVAL>;

/** The state of a resource that an approval is based on. */
export type ApprovalBase = Pick<Approval, 'base' | 'baseContent' | 'active'>;

/** An approval and its origin. */
export interface GivenApproval extends Approval {
  /** For display: a reference to a change request, `#12`. */
  readonly by: string;
  /** When the approval was given; ISO 8601, UTC. Absent: not known. */
  readonly at?: string;
  /** When the approved plan was created; ISO 8601, UTC. Absent: not known. */
  readonly plannedAt?: string;
}

const DIGEST = matching('^sha256:[0-9a-f]{64}$');

const STREAM_RECORD = inCollection(
  object({
    ...IDENTITY,
    desired: DIGEST,
    /** The version before the apply. Null if there was no stream. */
    base: orNull(VERSION),
    /** Digest of the content before the apply; see approvals. */
    'baseContent?': text(),
    /** The version and the status after the apply. */
    'version?': VERSION,
    'status?': STATUS,
    /** Remaining steps. If the stream is in transition, an `await` comes first. */
    left: list(STEP),
  }),
);
/** The state in which one apply left one stream. */
export type StreamRecord = Static<typeof STREAM_RECORD>;

/**
 * How a live resource compares with the record of an apply that left steps.
 *
 * - `same-version`: it has the recorded version
 * - `same-content`: it has another version with the recorded content, and remaining steps continue from there
 * - `reached`: nothing has to be written any more
 * - `unclear`: it cannot be planned now, so a later run decides
 * - `other`: someone else changed it
 */
export type RecordComparison = 'same-version' | 'same-content' | 'reached' | 'unclear' | 'other';

/** A record and the time at which it was created: ISO 8601, UTC. */
export interface DatedRecord extends StreamRecord {
  readonly at: string;
  /** Digest of the account. */
  readonly target?: string;
}

/** What is known about an approval and about the stream that a plan would change. */
export interface ApprovalFacts {
  readonly approved: GivenApproval;
  /** What an approval of the current plan would contain. */
  readonly now: Approval;
  readonly item: PlanItem;
  /** The records of our own applies to the account, newest first. */
  readonly records: readonly DatedRecord[];
}

/** The latest record of a stream. */
export interface LatestRecord extends DatedRecord {
  /** The run ended as a failure. The watch does not continue its remaining steps. */
  readonly hasFailed?: true;
}

export const APPLY_RECORD = {
  formatVersion: exactly(1),
  kind: exactly('datastream-apply'),
  /** The workflow run that did it, and the attempt of that run. */
  run: whole(),
  attempt: whole(),
  /**
   * Set if a watch wrote the record. A watch continues what an apply recorded, so its record does not mark any merge
   * as processed. Absent: an apply wrote it.
   */
  'by?': exactly('watch'),
  /** The run was refused before it read the account, or its manifests have errors. It has not applied any commit. */
  'refused?': exactly(true),
  /** Digest of the account. Absent: the run did not access an account. */
  'target?': DIGEST,
  /** The freeze that was in force, and why it was overridden. Absent: none was. */
  'freezeOverride?': FREEZE_OVERRIDE,
  /** True if every approved step that was possible was done. */
  complete: flag(),
  /** Number of streams that were not changed because no approval covers them. Absent: none. */
  'stopped?': whole(),
  /**
   * Number of changes that the run omitted because it was for a selection of streams. Absent: none, or something that
   * was selected is not done either.
   */
  'notSelected?': whole(),
  /** Change requests on which this run comments its outcome; the watch updates these comments. Absent: none. */
  'comments?': list(whole()),
  streams: list(STREAM_RECORD),
  /**
   * Streams that a watch found in a transition whose start is not known. They only determine when such a transition
   * is overdue. Absent: nothing new.
   */
  'sightings?': list(SIGHTING),
};
/** The result of one apply: what it did and what remains to do. */
export type ApplyRecord = ObjectOf<typeof APPLY_RECORD>;

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
  /** The run is for a selection of streams, and this is none of them. Approved or not, it stays as it is. */
  | { readonly tag: 'not-selected'; readonly name: string }
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
