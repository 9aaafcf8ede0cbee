import type { ApplyOptions, PlanOptions } from '../../src/commands/session/options.ts';
import type { RunEvent } from '../../src/model/event.ts';
import type { Counts, Settings } from '../../src/workflow/forge/job.ts';
import type { Trigger } from '../../src/workflow/forge/run.ts';

/** The result of a run. */
export interface Ran {
  readonly code: number;
  /** Annotations. */
  readonly errors: readonly string[];
  readonly notices: readonly string[];
  /** Lines of the log. */
  readonly log: readonly string[];
  readonly summary: string;
  /** Absent if the run ended before it reported any. */
  readonly counts?: Counts;
  readonly events: readonly RunEvent[];
}

/** What a test changes in a run. */
export interface RunParts {
  readonly inputs?: Partial<
    Settings &
      Pick<ApplyOptions, 'allow' | 'rotate' | 'overrideFreeze'> &
      Pick<PlanOptions, 'checkProperties'>
  >;
  readonly trigger?: Trigger;
  /** Receives each event. An error that it throws ends the run as a kill does. `stop` cancels the job. */
  readonly at?: (event: RunEvent, stop: () => void) => void;
  /** An earlier step of the job, which may change the checkout. */
  readonly prepare?: () => Promise<void>;
  /** Values of the secrets that manifests refer to. */
  readonly env?: Readonly<Record<string, string>>;
}
