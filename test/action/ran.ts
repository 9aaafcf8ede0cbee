import type { TriggerEvent, WorkflowRun } from '../../src/action/runner/event.ts';
import type { AccountInputs } from '../../src/action/runner/inputs.ts';
import type { RunEvent } from '../../src/model/event.ts';

/** What a run came to. */
export interface Ran {
  readonly code: number;
  /** Annotations. */
  readonly errors: readonly string[];
  readonly notices: readonly string[];
  /** Lines of the log. */
  readonly log: readonly string[];
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly events: readonly RunEvent[];
}

/** What a test says of a run. */
export interface RunParts {
  readonly inputs?: Partial<AccountInputs>;
  readonly trigger?: TriggerEvent;
  readonly workflow?: NonNullable<WorkflowRun['workflow']>;
  /** Told each event; what it throws ends the run as a kill does. `stop` is what a cancelled job gets. */
  readonly at?: (event: RunEvent, stop: () => void) => void;
  /** Values of the secrets that manifests refer to. */
  readonly env?: Readonly<Record<string, string>>;
}
