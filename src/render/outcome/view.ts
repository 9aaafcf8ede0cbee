import type { Coverage } from '../../model/approval.ts';
import type { ForgeWords } from '../../model/forge-words.ts';
import type { ApplyOutcome } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import type { SatisfiedRotation, StopExplanation } from '../../model/stop-explanation.ts';
import type { WatchMode } from '../../model/watch-mode.ts';
import type { ManualApply } from '../comment/manual-apply.ts';

/** The result of an apply, for the author and the reviewers of its change. */
export interface OutcomeView {
  /** The display name of the target. Its host and account key are never shown. */
  readonly targetName: string;
  readonly words: ForgeWords;
  /** Whether the watch job takes the remaining steps. */
  readonly watchMode: WatchMode;
  /** The plan at the start of the apply. */
  readonly plan: Plan;
  /** Whether an approval covered each stream of the plan. */
  readonly coverage: readonly Coverage[];
  /** What changed between an approval and now, for stopped streams. */
  readonly explanations: readonly StopExplanation[];
  /** Approved rotations that another version has satisfied. */
  readonly satisfied: readonly SatisfiedRotation[];
  /** The result of the covered streams. */
  readonly outcome: ApplyOutcome;
  /** The plan ID of a manual run. Absent if the apply used the approvals. */
  readonly givenPlanId?: string;
  /**
   * How to manually apply what was refused or stopped. Absent if nothing was refused or stopped, or if it cannot be
   * applied.
   */
  readonly manual?: ManualApply;
  /** The address of the reference, whose pages explain codes. Absent: it is not known. */
  readonly reference?: string;
  /** The URL of the complete text, for parts that are cut. */
  readonly summaryUrl?: string;
}

/** A stream that no approval covers, and why. */
export type Stopped = Exclude<Coverage, { readonly tag: 'covered' | 'drift' | 'not-selected' }>;
