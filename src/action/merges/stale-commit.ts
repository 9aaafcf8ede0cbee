import { GitHubError } from '../../github/github.ts';
import type { Job } from '../runner/job.ts';

/**
 * Whether the branch has gone on past the commit of this run, which then waited for a runner or was run again: what it checked
 * out is not what the branch says. So has a branch that does not hold the commit any more.
 * @throws {GitHubError} where GitHub does not tell
 */
export async function isBehindBranch({ github: hub, event: occasion, run }: Job): Promise<boolean> {
  if (run.branch === '') return false;
  try {
    const { mergeBase, commits } = await hub.compare(occasion.head, run.branch);
    return commits.length > 0 || mergeBase !== occasion.head;
  } catch (error) {
    if (error instanceof GitHubError && error.kind === 'missing') return true;
    throw error;
  }
}
