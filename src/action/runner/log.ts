import { logLines } from '../../render/job-log.ts';
import type { AccountInputs } from './inputs.ts';
import type { Job } from './job.ts';
import type { Runner } from './runner.ts';

/** The first line of a run about an account: what people call it, never its host. */
export function logTarget(face: Runner, { command, targetName, account }: AccountInputs): void {
  const simulator = account.tag === 'simulator' ? ', the simulator: no real account' : '';
  face.info(`DataStream ${command} · target ${targetName}${simulator}`);
}

/** What a run came to, in short, for those who read the log; and where the whole is. @param comment cleaned already */
export function logSummary(
  { runner: face, clean, run }: Job,
  comment: string,
  streams: readonly string[],
): void {
  for (const line of logLines(comment, streams)) face.info(clean(line));
  face.info(`All of it: the summary of this job, ${run.url}`);
}
