import type { Actors } from '../../model/actor.ts';
import type { ForgeWords } from '../../model/forge-words.ts';
import type { Plan } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import type { WatchMode } from '../../model/watch-mode.ts';
import type { ManifestLinks } from '../comment/footer.ts';

/** A plan for reviewers, with the context that they need. */
export interface PlanCommentView {
  /** The display name of the target. Its host and account key are never shown. */
  readonly targetName: string;
  readonly words: ForgeWords;
  /** Whether the watch job takes the steps that an apply leaves. */
  readonly watchMode: WatchMode;
  readonly plan: Plan;
  /** The manifests that the change under review touches. Absent if they are not known. */
  readonly changed?: ReadonlySet<string>;
  /** The reason why the state before the change is not known, as a clause. */
  readonly whyUnknown?: string;
  /** What the change request changes in the configuration file, one line for each setting. Absent: nothing. */
  readonly configurationChanges?: readonly string[];
  /** Streams that already differ from the manifests before the change. */
  readonly drift: readonly PlanItem[];
  /** Who started or stopped the streams in `drift` whose status differs. */
  readonly actors: Actors;
  /** The complete plan ID. */
  readonly planId: string;
  /** What is merged: one change request, or several that a merge queue has combined. */
  readonly mode: 'change' | 'merge-queue';
  /** Present if the plan of all manifests is still to come: the number of streams that have to be read first. */
  readonly unread?: number;
  /** The time of the plan, in milliseconds since 1970. */
  readonly now: number;
  /** Links to the manifests. Absent if their URL is not known. */
  readonly manifests?: ManifestLinks;
  /** The address of the reference, whose pages explain codes. Absent: it is not known. */
  readonly reference?: string;
  /** The URL of the complete text, for parts that are cut. */
  readonly summaryUrl?: string;
}
