import { type DeploymentState, GitHubError } from '../../github/github.ts';
import type { ApplyRecord } from '../../model/approval.ts';
import type { ApplyOutcome } from '../../model/outcome.ts';
import { refusalText } from '../../render/plan/headline.ts';
import { count, listing } from '../../render/text/words.ts';
import type { Job } from '../runner/job.ts';
import { environmentOf, fitRecord, isOpen, type Recorded, recordKey } from './deployment-record.ts';

/** The state and description with which a run's deployment is created. */
export interface RunEnd {
  readonly state: DeploymentState;
  readonly description: string;
}

/**
 * Records what a run did and what is still open, as a deployment of its own. Older deployments whose streams it has
 * taken over become inactive.
 * @returns false if GitHub did not keep the record. The log reports that, because the writes to streams have already
 * happened
 */
export async function writeRecord(
  job: Job,
  record: ApplyRecord,
  end: RunEnd,
  older: readonly Recorded[],
): Promise<boolean> {
  const { github, inputs, event, runner } = job;
  const fitted = fitRecord(record);
  if (fitted.dropped > 0) {
    runner.warning(
      `The record of this run is full and omits ${count(fitted.dropped, 'stream')}: no watch will continue them. Run the apply workflow again.`,
    );
  }
  try {
    const id = await github.createDeployment({
      sha: event.head,
      environment: environmentOf(inputs.targetName),
      description: end.description,
      payload: fitted.record,
    });
    await github.setDeploymentState(id, { ...end, logUrl: job.run.url });
    await retire(job, fitted.record, older);
    return true;
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    runner.error(
      `This run is not recorded: ${error.message} No watch will continue it; the next apply will.`,
    );
    return false;
  }
}

/** Closes older deployments if the new record contains all of their open streams. */
async function retire(job: Job, record: ApplyRecord, older: readonly Recorded[]): Promise<void> {
  const taken = new Set(record.streams.map(recordKey));
  for (const one of older) {
    const open = one.record.streams.filter(({ left }) => left.length > 0);
    const isTaken = open.length > 0 && open.every((stream) => taken.has(recordKey(stream)));
    if (!isOpen(one) || !isTaken) continue;
    const description = `Run ${record.run} has taken over.`;
    await job.github.setDeploymentState(one.deployment.id, {
      state: 'inactive',
      description,
      logUrl: job.run.url,
    });
  }
}

/** Describes a run that is not allowed to write anything. Its streams are in none of the counts of a tally. */
export function refusedText({ outcome, refusals }: ApplyOutcome): string | undefined {
  return outcome === 'refused' ? `Refused (${refusalText(refusals)}): nothing was written.` : undefined;
}

/** Formats counts as text: `2 in transition, 1 stopped`. GitHub accepts 140 characters. */
export function tally(counts: Readonly<Record<string, number>>): string {
  const counted = Object.entries(counts).filter(([, number]) => number > 0);
  return counted.length === 0
    ? 'Nothing to do.'
    : `${listing(counted.map(([what, number]) => `${number} ${what}`))}.`;
}
