import type { Actors } from '../../model/actor.ts';
import type { ApplyOutcome } from '../../model/outcome.ts';
import type { PlanItem } from '../../model/plan.ts';
import type { StatusReport } from '../../model/status.ts';
import type { ManifestLinks } from '../comment/footer.ts';

/** What a look at the account found that somebody has to decide about. */
export interface DriftView {
  /** What people call the target. Its host and account key are never shown. */
  readonly targetName: string;
  readonly status: StatusReport;
  /** Streams that differ from their manifests without being open work of ours. */
  readonly drift: readonly PlanItem[];
  /** Who started or stopped those of them whose status differs. */
  readonly movers: Actors;
  /** Streams whose change is merged and not applied yet; no drift of anybody's. */
  readonly waiting: Waiting;
  /** Streams whose recorded step is due and left open, since references of their manifests give no value: `env NAME`. */
  readonly lacking: readonly { readonly name: string; readonly references: readonly string[] }[];
  /** The newest apply of this commit, where it has left something of what was merged. */
  readonly unfinished?: Unfinished;
  /** What became of recorded steps that were due; absent where none was. */
  readonly outcome?: ApplyOutcome;
  /**
   * Where it is read. The summary is of one look, and tells as well what needs nobody: an issue is written again, and one that a
   * person closed is opened again, when it would say something else.
   */
  readonly place: 'issue' | 'summary';
  /** When it was looked, in milliseconds since 1970. */
  readonly now: number;
  /** Where manifests can be read. Absent: not known. */
  readonly manifests?: ManifestLinks;
  /** Where the whole text stands, for what has to be cut. */
  readonly summaryUrl?: string;
}

/** What waits for an apply. */
interface Waiting {
  readonly items: readonly PlanItem[];
  /** ISO 8601, UTC: since when. Absent: not known. */
  readonly since?: string;
  /** For so long that somebody has to look. */
  readonly isLate: boolean;
}

/** An apply that has left something of what was merged. */
export interface Unfinished {
  /** Of the commit that it was about. */
  readonly sha: string;
  /** `stopped`: how many streams it left alone, since nothing that was approved covered them. */
  readonly ending: { readonly tag: 'refused' } | { readonly tag: 'failed'; readonly stopped: number };
  /** Where its run says why. */
  readonly url?: string;
  /** Streams that are as the complete apply before it left them, with manifests that were changed since. Absent: not known. */
  readonly names?: ReadonlySet<string>;
}
