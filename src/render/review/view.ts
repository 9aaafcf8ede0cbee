import type { Actors } from '../../model/actor.ts';
import type { Plan, PlanItem } from '../../model/plan.ts';
import type { ManifestLinks } from '../comment/footer.ts';

/** A plan for people who have to agree to it, and what they need to know around it. */
export interface ReviewView {
  /** What people call the target. Its host and account key are never shown. */
  readonly targetName: string;
  readonly plan: Plan;
  /** Manifests that the change under review touches; absent where that is not known. */
  readonly changed?: ReadonlySet<string>;
  /** Why it is not known what was there before the change: a clause. */
  readonly whyUnknown?: string;
  /** What differs from the manifests before the change already. */
  readonly drift: readonly PlanItem[];
  /** Who started or stopped those of them whose status differs. */
  readonly movers: Actors;
  /** The plan's id, whole. */
  readonly planId: string;
  /** What is merged: one pull request, or a group of them that waits in a merge queue. */
  readonly mode: 'pull-request' | 'merge-group';
  /** When it was planned, in milliseconds since 1970. */
  readonly now: number;
  /** Where manifests can be read. Absent: not known. */
  readonly manifests?: ManifestLinks;
  /** Where the whole text stands, for what has to be cut. */
  readonly summaryUrl?: string;
}
