import type { ApplyOutcome } from '../model/outcome.ts';
import type { PlanItem } from '../model/plan.ts';
import type { StatusReport } from '../model/status.ts';

/** What a look at the account found that somebody has to decide about. */
export interface DriftView {
  /** What people call the target. Its host and account key are never shown. */
  readonly targetName: string;
  readonly status: StatusReport;
  /** Streams that differ from their manifests without being open work of ours. */
  readonly drift: readonly PlanItem[];
  /** Streams whose change is merged and not applied yet; no drift of anybody's. */
  readonly waiting: Waiting;
  /** Streams whose recorded step is due and left open, since references of their manifests give no value: `env NAME`. */
  readonly lacking: readonly { readonly name: string; readonly references: readonly string[] }[];
  /** What became of recorded steps that were due; absent where none was. */
  readonly outcome?: ApplyOutcome;
  /** When it was looked, in milliseconds since 1970. */
  readonly now: number;
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
