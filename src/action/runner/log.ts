import { logLines } from '../../render/job-log.ts';
import type { AccountInputs } from './inputs.ts';
import type { Job } from './job.ts';
import type { Runner } from './runner.ts';

/** Logs the first line of a run that accesses an account: the account's name for people, never its host. */
export function logTarget(runner: Runner, { command, targetName, account }: AccountInputs): void {
  const simulator = account.tag === 'simulator' ? ', the simulator: no real account' : '';
  runner.info(`DataStream ${command} · target ${targetName}${simulator}`);
}

/**
 * Logs a short result of the run, and where the complete report is.
 * @param comment already cleaned
 */
export function logSummary({ runner, clean, run }: Job, comment: string, streams: readonly string[]): void {
  for (const line of logLines(comment, streams)) runner.info(clean(line));
  runner.info(`All of it: the summary of this job, ${run.url}`);
}
