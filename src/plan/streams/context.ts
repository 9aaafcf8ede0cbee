import type { Hash, Observed } from '../../model/account.ts';
import type { StreamRow } from '../../model/observed.ts';
import type { Policy } from '../../model/policy.ts';
import type { SecretIndex } from '../credentials/shared-secrets.ts';
import type { OrphanIndex } from '../match/rename-detection.ts';
import type { NameIndex } from '../resolve/resolve.ts';

/** A stream whose content is not known. */
export type HiddenStream = Pick<StreamRow, 'collection' | 'streamId' | 'name' | 'sources'>;

/** The context of a plan that planning one stream needs. */
export interface PlanContext {
  readonly target: string;
  readonly hash: Hash;
  readonly rotate: ReadonlySet<string>;
  /** See `PlanInput.apiTime`. */
  readonly apiTime?: number;
  readonly observed: Observed;
  readonly names: NameIndex;
  readonly orphans: OrphanIndex;
  readonly secrets: SecretIndex;
  readonly policies: readonly Policy[];
  /** Unmanaged streams whose content cannot be read, and that a create may duplicate. */
  readonly unread: readonly HiddenStream[];
}
