import { GitHubError } from '../../github/github.ts';
import type { Job } from '../runner/job.ts';

/**
 * Returns whether the branch has moved past this run's commit. That happens when the run waited for a runner or was
 * re-run: its checkout is then outdated. It also returns true if the branch no longer contains the commit.
 * @throws {GitHubError} if GitHub does not return the comparison
 */
export async function isBehindBranch({ github, event, run }: Job): Promise<boolean> {
  if (run.branch === '') return false;
  try {
    const { mergeBase, commits } = await github.compare(event.head, run.branch);
    return commits.length > 0 || mergeBase !== event.head;
  } catch (error) {
    if (error instanceof GitHubError && error.kind === 'missing') return true;
    throw error;
  }
}
