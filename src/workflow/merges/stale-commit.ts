import { ForgeError } from '../forge/forge.ts';
import type { Job } from '../forge/job.ts';

/**
 * Returns whether the branch has moved past this run's commit. That happens when the run waited for a reporter or was
 * re-run: its checkout is then outdated. It also returns true if the branch no longer contains the commit.
 * @throws {ForgeError} if the forge does not return the comparison
 */
export async function isBehindBranch({ forge, trigger, run }: Job): Promise<boolean> {
  if (run.branch === '') return false;
  try {
    const { mergeBase, commits } = await forge.compare(trigger.head, run.branch);
    return commits.length > 0 || mergeBase !== trigger.head;
  } catch (error) {
    if (error instanceof ForgeError && error.kind === 'missing') return true;
    throw error;
  }
}
