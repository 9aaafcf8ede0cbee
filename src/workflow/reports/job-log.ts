import { logLines } from '../../render/job-log.ts';
import type { Job } from '../forge/job.ts';

/**
 * Logs a short result of the run, and where the complete report is.
 * @param comment already cleaned
 */
export function logSummary({ reporter, clean, run }: Job, comment: string, streams: readonly string[]): void {
  for (const line of logLines(comment, streams)) reporter.info(clean(line));
  reporter.info(`All of it: the summary of this job, ${run.url}`);
}
