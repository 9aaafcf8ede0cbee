import type { Coverage, StoppedAccount } from '../../model/approval.ts';
import type { ApplyOutcome } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import type { ManualApply } from '../comment/manual-apply.ts';

/** What an apply did and left, for the people of the pull request that asked for it. */
export interface OutcomeView {
  /** What people call the target. Its host and account key are never shown. */
  readonly targetName: string;
  /** All that there was to do when the apply began. */
  readonly plan: Plan;
  /** Whether each stream of it was covered by something that was reviewed. */
  readonly coverage: readonly Coverage[];
  /** What came between an approval and now, for streams that were stopped. */
  readonly accounts: readonly StoppedAccount[];
  /** What became of the covered streams. */
  readonly outcome: ApplyOutcome;
  /** The plan id that somebody gave by hand, where that is what the apply went by. */
  readonly givenPlanId?: string;
  /** How what was refused or stopped can be applied as it is; absent where nothing was, or where it cannot. */
  readonly byHand?: ManualApply;
  /** Where the whole text stands, for what has to be cut. */
  readonly summaryUrl?: string;
}

/** A stream that nothing covers, and why. */
export type Stopped = Exclude<Coverage, { readonly tag: 'covered' | 'drift' }>;
