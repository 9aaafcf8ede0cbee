import type { Collection } from './collection.ts';
import type { JsonObject } from './json.ts';
import type { DesiredState } from './manifest.ts';
import type { Activation } from './observed.ts';
import type { Change, Step } from './plan.ts';
import type { Sighting } from './sighting.ts';

/** What a manifest wants of its stream, in the form in which equal meaning is equal value; secrets as references. */
export interface DesiredContent {
  readonly streamName: string;
  readonly state: DesiredState;
  readonly spec: JsonObject;
}

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
  /** Digest over target, collection, stream name, wanted state and desired spec; secrets as references. This is compared. */
  readonly desired: string;
  /** What the digest is of, for people who ask what was approved. Absent: there was no room to keep it. */
  readonly wanted?: DesiredContent;
}

/** An approval and where it was given. */
export interface GivenApproval extends Approval {
  /** For people: `#12`. */
  readonly by: string;
  /** ISO 8601, UTC: when it was given. Absent: not known. */
  readonly at?: string;
  /** ISO 8601, UTC: when its plan was made. Absent: not known. */
  readonly plannedAt?: string;
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
  /** Digest of the account. */
  readonly target?: string;
}

/** The newest word on a stream. */
export interface LatestRecord extends DatedRecord {
  /** Its run has ended as a failure: no watch does what it left. */
  readonly hasFailed?: true;
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
  /** It was refused before anything was looked at, or its manifests have errors: it has applied no commit. */
  readonly refused?: true;
  /** Digest of the account that it was about. Absent: it was about none. */
  readonly target?: string;
  /** Every step that was approved and legal was taken. */
  readonly complete: boolean;
  /** How many streams were left alone, since nothing covered them. Absent: none. */
  readonly stopped?: number;
  /** Pull requests on which this run comments its outcome; the watch updates these comments. Absent: none. */
  readonly comments?: readonly number[];
  readonly streams: readonly StreamRecord[];
  /**
   * Streams that a watch saw in transitions whose start is not known. They decide nothing but when such a transition is overdue. Absent:
   * nothing new about them.
   */
  readonly sightings?: readonly Sighting[];
}

/** Why a stream may be written, or why not. What was approved: newest first, at least one. */
export type Coverage =
  | {
      readonly tag: 'covered';
      readonly name: string;
      readonly by: string;
      /** ISO 8601, UTC: when that was agreed to, or begun. Absent: just now. */
      readonly since?: string;
      /** The reviewed plan that covers it. */
      readonly approved?: GivenApproval;
      /** An earlier apply has begun it. */
      readonly isBegun?: true;
    }
  /** No reviewed plan showed this change. */
  | { readonly tag: 'not-approved'; readonly name: string }
  /** Nor does anything that was merged touch its manifest: somebody changed the stream elsewhere. Nothing was asked of this run. */
  | { readonly tag: 'drift'; readonly name: string }
  /** Reviewed plans showed other contents. */
  | { readonly tag: 'other-content'; readonly name: string; readonly approved: readonly GivenApproval[] }
  /** This content, made from a version that is not live any more, and not by our own applies alone. */
  | { readonly tag: 'other-base'; readonly name: string; readonly approved: readonly GivenApproval[] }
  /** This content and version, but the stream was stopped or started since, and not by our own steps. */
  | {
      readonly tag: 'other-standing';
      readonly name: string;
      readonly approved: readonly GivenApproval[];
      /** Whether that is so could not be read, and nobody is overruled in the dark. */
      readonly isUnread?: true;
    }
  /** It was carried out once, and the stream has gone on from there. */
  | { readonly tag: 'used-up'; readonly name: string; readonly approved: readonly GivenApproval[] };

/** How a stopped stream came to be another one than was approved: what was meant, and who did what since. */
export interface StoppedAccount {
  readonly name: string;
  /** What was approved, newest first, and in what the manifests of now differ from it. */
  readonly approved: readonly ApprovedContent[];
  /** Versions that came after the one that the newest approval was made from, oldest first. Absent: could not be read. */
  readonly versions?: readonly LaterVersion[];
  /** In what the live version differs from that one. Absent: not known. */
  readonly elsewhere?: readonly Change[];
  /** Who started or stopped it since, newest first; looked for only where that is what differs. */
  readonly activations?: readonly Activation[];
}

/** What one approval meant. */
export interface ApprovedContent {
  readonly by: string;
  readonly at?: string;
  readonly base: number | null;
  /** From what was approved to what the manifests want now. Absent: what was approved is known as a digest only. */
  readonly changes?: readonly Change[];
}

/** A version that was made after an approval. */
export interface LaterVersion {
  readonly version: number;
  readonly modifiedBy?: string;
  readonly modifiedDate?: string;
  /** Made by an apply of ours. */
  readonly isOurs: boolean;
}
