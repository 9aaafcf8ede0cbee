import type { Context } from '../../commands/session/context.ts';
import type { ApplyOptions, PlanOptions } from '../../commands/session/options.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { TimeWindow } from '../../model/time-window.ts';
import type { WatchMode } from '../../model/watch-mode.ts';
import type { Forge } from './forge.ts';
import type { Run, Trigger } from './run.ts';

/** What a run is to do, as its inputs say. */
export interface Settings {
  readonly command: 'plan' | 'apply' | 'watch';
  /** The name of the target in comments, summaries and issues. Its host and account key are never shown. */
  readonly targetName: string;
  /** The configuration file, relative to the root of the repository. Absent: its usual place. */
  readonly config?: string;
  /** Names of the options of commands that inputs set; the configuration file does not replace them. */
  readonly given: ReadonlySet<string>;
  /** Names and patterns of the manifests that an apply is for. Empty: all. */
  readonly only: readonly string[];
  /** The plan that someone decided to apply. */
  readonly planId?: string;
  readonly requireApprovedPlan: boolean;
  /** Whether the watch verifies that logs arrive after an activation that followed an apply. */
  readonly verifyDelivery: boolean;
  /** Whether the watch takes recorded steps that are due. */
  readonly watchMode: WatchMode;
  /** When the watch may save and activate versions of properties. Empty: never. */
  readonly propertyWindow: TimeWindow;
  /** The address of the reference, whose pages explain codes. Absent: it is not known. */
  readonly reference?: string;
  /** Whether change requests get comments. */
  readonly comment: boolean;
  /** Only notes, records and tickets of this author count, because anyone can write a marker. */
  readonly commentAuthor: string;
}

/** Where and how often something differs, for later steps of the job. */
export interface Counts {
  /** Number of streams that have something to change. */
  readonly changed: number;
  /** Number of these streams whose change affects production. */
  readonly live?: number;
  /** Number of streams in transition. */
  readonly pending: number;
  readonly planId?: string;
  /** The file that the plan was saved to. */
  readonly planFile?: string;
}

/** Where a run reports in the job that it is a part of. */
export interface Reporter {
  /** Writes lines to the log. */
  info(text: string): void;
  notice(text: string): void;
  warning(text: string): void;
  error(text: string, title?: string): void;
  /** Reports findings in manifests at their lines. */
  findings(findings: readonly Diagnostic[]): void;
  counts(counts: Counts): void;
  /** Adds Markdown to the summary of the job. */
  summary(markdown: string): Promise<void>;
}

/** Everything that one run of plan, apply or watch uses. */
export interface Job {
  readonly context: Context;
  readonly reporter: Reporter;
  readonly settings: Settings;
  /**
   * The options of the commands that the run carries out. A plan is saved to the file `out`. `checkProperties`: plan
   * checks the rules of properties, and watch does so once a day.
   */
  readonly options: ApplyOptions & Pick<PlanOptions, 'out' | 'checkProperties'>;
  /** What the change request changes in the configuration file, one line for each setting. Absent: nothing. */
  readonly configurationChanges?: readonly string[];
  readonly forge: Forge;
  readonly trigger: Trigger;
  readonly run: Run;
  /**
   * When this run began to read the account, by the forge's clock. Absent if it has not begun, or if the forge had not
   * responded before.
   */
  readonly readAt?: string;
  /** Removes host, account key, credentials and secrets from a text. It is applied to everything that is posted. */
  readonly clean: (text: string) => string;
}

/** Records the forge's time, so that the account data that the run reads from now on is not older. */
export function atReading(job: Job): Job {
  const readAt = job.forge.date();
  return readAt === undefined ? job : { ...job, readAt };
}

/** Returns the context of the run, with log texts that contain no host, account key or secrets. */
export function cleanContext({ context, clean }: Pick<Job, 'context' | 'clean'>): Context {
  return { ...context, say: (line) => context.say(clean(line)) };
}
