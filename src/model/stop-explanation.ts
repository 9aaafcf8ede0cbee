import type { Change } from './change.ts';
import type { Activation } from './observed.ts';
import type { PropertyFix } from './property-finding.ts';

/** Why a stream differs from what was approved: what the approvals contained, and who changed what since. */
export interface StopExplanation {
  readonly name: string;
  /** Approvals, newest first, and how the current manifests differ from each. */
  readonly approved: readonly ApprovedContent[];
  /** Versions after the base version of the newest approval, oldest first. Absent: could not be read. */
  readonly versions?: readonly LaterVersion[];
  /** How the live version differs from that base version. Absent: not known. */
  readonly elsewhere?: readonly Change[];
  /** Activations and deactivations since, newest first. Read only if the activation state is what differs. */
  readonly activations?: readonly Activation[];
  /** Who has removed the approved change after it was made. Absent: nobody, or it is a stream. */
  readonly undone?: UndoneChange;
}

/** How someone has undone a change of a property that one of our applies made. */
export interface UndoneChange {
  /** The version that our apply made. */
  readonly version: number;
  /** `rolled-back`: an older version was activated. `rewritten`: a newer version lacks the change. */
  readonly how: 'rolled-back' | 'rewritten';
  /** The version that is live now. */
  readonly by: Pick<LaterVersion, 'version' | 'modifiedBy' | 'modifiedDate'>;
  /** What has to be added to the pipeline that writes the property. Empty if it was rolled back. */
  readonly fixes: readonly PropertyFix[];
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

/** A rotation that was approved and that a version has satisfied before the apply. */
export interface SatisfiedRotation {
  readonly name: string;
  /** The `rotateSecretsAfter` of the manifest. */
  readonly after: string;
  /** The version that satisfied it. */
  readonly version: LaterVersion;
}
