import type { Actors } from '../../model/actor.ts';
import type { ForgeWords } from '../../model/forge-words.ts';
import type { FreezeStatus } from '../../model/freeze.ts';
import type { ApplyOutcome } from '../../model/outcome.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import type { Identity } from '../../model/resource-key.ts';
import type { StatusReport } from '../../model/status.ts';
import type { UndoneChange } from '../../model/stop-explanation.ts';
import type { ManifestLinks } from '../comment/footer.ts';

/** What a watch of the account found. */
export interface DriftView {
  /** The display name of the target. Its host and account key are never shown. */
  readonly targetName: string;
  readonly words: ForgeWords;
  readonly status: StatusReport;
  /** Streams that differ from their manifests and have no pending change of this project. */
  readonly drift: readonly PlanItem[];
  /** Who started or stopped the streams in `drift` whose status differs. */
  readonly actors: Actors;
  /** Streams whose change is merged and not applied yet. They are no drift. */
  readonly waiting: Waiting;
  /**
   * Streams whose recorded step is due but not taken, because references in their manifests have no value: `env NAME`.
   */
  readonly lacking: readonly (Identity & { readonly references: readonly string[] })[];
  /** The environment of the watch job on the forge. Absent: the usual one. */
  readonly environment?: string;
  /** Properties whose recorded activation is in progress. */
  readonly activating: readonly PlanItem[];
  /** Items whose recorded step is due and left to a person. */
  readonly postponed: readonly PlanItem[];
  /** Whether the watch takes no step at all. Absent: it takes steps. */
  readonly onlyReports?: boolean;
  /** Streams whose recorded step a freeze holds back. They need no action. Absent if there are none. */
  readonly held?: { readonly items: readonly PlanItem[]; readonly freeze: FreezeStatus };
  /** Who has undone changes of properties in `drift` that applies had made, by name. */
  readonly undone: ReadonlyMap<string, UndoneChange>;
  /** The newest apply of this commit, if it did not complete what was merged. */
  readonly unfinished?: Unfinished;
  /** The results of recorded steps that were due. Absent if no step was due. */
  readonly outcome?: ApplyOutcome;
  /**
   * Where the text is shown. The summary describes one watch, and also lists what requires no action. The issue omits
   * that: a changed text updates the issue, and re-opens one that a user closed.
   */
  readonly place: 'issue' | 'summary';
  /** The time of the watch, in milliseconds since 1970. */
  readonly now: number;
  /** Links to the manifests. Absent if their URL is not known. */
  readonly manifests?: ManifestLinks;
  /** The URL of the complete text, for parts that are cut. */
  readonly summaryUrl?: string;
}

/** The streams that wait for an apply. */
interface Waiting {
  readonly items: readonly PlanItem[];
  /** ISO 8601, UTC: the start of the wait. Absent if it is not known. */
  readonly since?: string;
  /** True if the wait is so long that it requires action. */
  readonly isLate: boolean;
}

/** An apply that did not complete what was merged. */
export interface Unfinished {
  /** The commit that the apply was about. */
  readonly sha: string;
  /**
   * `stopped`: the number of streams that the apply did not change, because no approval covered them. `selected`: it was
   * for a selection of streams only.
   */
  readonly ending:
    | { readonly tag: 'refused' }
    | { readonly tag: 'failed'; readonly stopped: number }
    | { readonly tag: 'selected' };
  /** The URL of the run, which has the reason. */
  readonly url?: string;
  /**
   * Streams that are as the last complete apply left them, and whose manifests changed since then. Absent if not known.
   */
  readonly names?: ReadonlySet<string>;
}
