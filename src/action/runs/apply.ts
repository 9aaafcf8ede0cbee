import { manualApplyCommand } from '../../render/comment/manual-apply.ts';
import { failureExitCode } from '../../render/progress/error.ts';
import { listing, some } from '../../render/text/words.ts';
import { type ApprovedApply, applyApproved, recordFor } from '../../workflow/apply-approved.ts';
import { isOtherPlan, planIdOf, stoppedNames } from '../../workflow/coverage.ts';
import { manualApplyOf } from '../../workflow/manual-apply.ts';
import { type ApprovalSearch, findAuthority } from '../merges/approvals.ts';
import { environmentOf, MOST_RECORDS, type Recorded, trusted } from '../records/deployment-record.ts';
import { type RunEnd, refusedText, tally, writeRecord } from '../records/write-record.ts';
import { summarize } from '../reports/footer.ts';
import {
  commandParts,
  commentFailure,
  commentOutcome,
  commentsOf,
  type Explained,
  summarizeOutcome,
} from '../reports/outcome-comment.ts';
import { applyOptions } from '../runner/command-options.ts';
import { atReading, cleanContext, type Job } from '../runner/job.ts';
import { planOutputs, setOutputs } from '../runner/outputs.ts';
import { rejectFindings } from './invalid-manifests.ts';

const MOST_NAMES = 5;

/**
 * Applies what merged pull requests have approved, stream by stream, and does not wait. Streams in transition are
 * recorded for the watch. The record is written first, so that a run that is being stopped leaves at least that.
 * @returns 3 if changes are needed but none is allowed; 1 if some were not made; otherwise 0
 * @throws {ApplyRunning} if another apply is running on this machine; the run is recorded as refused
 */
export async function applyRun(started: Job): Promise<number> {
  const { runner, github, inputs } = started;
  const deployments = await github.deployments(environmentOf(inputs.targetName), MOST_RECORDS);
  const recorded = trusted(deployments, inputs.commentAuthor);
  const job = atReading(started);
  const found = await findAuthority(job, recorded);
  if (found.tag === 'refused') return refuse(job, found.message, recorded);
  for (const note of found.notes) runner.notice(job.clean(note));
  const applied = await recordOnFailure(job, recorded, found, () =>
    applyApproved(cleanContext(job), applyOptions(inputs), found.authority),
  );
  if (applied.tag === 'rejected') {
    await recordNoChange(job, recorded, REJECTED);
    await commentFailure(job, found.merged, REJECTED.description);
    return rejectFindings(job, applied.loaded);
  }
  const complete = applied.complete && !found.isBehind;
  const { number: run, attempt } = job.run;
  const stopped = stoppedNames(applied.coverage).length;
  // The plan id of another plan has applied nothing of this commit. Neither has a run that does not know what was
  // merged.
  const isRefused =
    isOtherPlan(planIdOf(found.authority), applied.coverage) ||
    (found.whyNothing !== undefined && stopped > 0);
  const record = recordFor(
    { ...applied, complete },
    {
      ...{ run, attempt },
      ...(isRefused ? { refused: true } : {}),
      ...(stopped > 0 ? { stopped } : {}),
      ...commentsOf(job, applied, found.merged),
    },
  );
  const isKept = await writeRecord(job, record, endOf(applied), recorded);
  await reportApply(job, applied, found);
  return applied.exitCode || (isKept && applied.complete ? 0 : 1);
}

/** A pull request applies nothing, so no record is written. */
async function refuse(job: Job, message: string, recorded: readonly Recorded[]): Promise<number> {
  const { runner, event, clean } = job;
  runner.error(clean(message), undefined, 'Apply refused');
  await summarize(job, `**DataStream apply refused:** ${message}`);
  const isMerged = event.tag === 'push' || event.tag === 'other';
  if (isMerged) await recordNoChange(job, recorded, REFUSED);
  return 3;
}

const REFUSED = { refused: true, description: 'Refused: nothing was written. The log says why.' } as const;
const REJECTED = { refused: true, description: 'Manifests have errors: nothing was written.' } as const;
const APPLY_RUNNING = {
  refused: true,
  description: 'Refused: another apply is running on this machine. Run this one again when it has ended.',
} as const;
/** The next run determines whether the error was before the first write. */
const BROKEN = { description: 'Ended with an error. The log says which; running again repairs it.' } as const;

/** Writes the record of a run that made no known change. */
async function recordNoChange(
  job: Job,
  recorded: readonly Recorded[],
  { refused, description }: { readonly refused?: true; readonly description: string },
): Promise<void> {
  const { number: run, attempt } = job.run;
  const record = recordFor(
    { streams: [], complete: false },
    { run, attempt, ...(refused ? { refused } : {}) },
  );
  await writeRecord(job, record, { state: 'failure', description }, recorded);
}

/**
 * Records an apply that fails, so that it does not look as if it never ran. The reason is only in the log, because it
 * may contain the account's name.
 */
async function recordOnFailure<T>(
  job: Job,
  recorded: readonly Recorded[],
  { merged }: Extract<ApprovalSearch, { readonly tag: 'found' }>,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const end = failureExitCode(error) === 3 ? APPLY_RUNNING : BROKEN;
    await recordNoChange(job, recorded, end);
    await commentFailure(job, merged, end.description);
    throw error;
  }
}

/**
 * The deployment stays open as long as a stream has a remaining step, even if another stream failed: the watch reads
 * only open ones.
 */
function endOf({ streams, coverage, outcome, exitCode, complete }: ApprovedApply): RunEnd {
  const open = streams.filter(({ left }) => left.length > 0).length;
  const failed = outcome.items.filter(
    ({ reason, steps }) => reason !== undefined || steps.some(({ result }) => result === 'failed'),
  ).length;
  const stopped = stoppedNames(coverage).length;
  const description =
    refusedText(outcome) ?? tally({ 'in transition': open, done: streams.length - open, failed, stopped });
  if (open > 0) return { state: 'in_progress', description };
  return { state: exitCode === 0 && complete ? 'success' : 'failure', description };
}

async function reportApply(
  job: Job,
  recordedApply: ApprovedApply,
  found: Extract<ApprovalSearch, { readonly tag: 'found' }>,
): Promise<void> {
  const { runner } = job;
  const applied = { ...recordedApply, accounts: await recordedApply.accounts() };
  await summarizeOutcome(job, applied);
  const pending = applied.streams.filter(({ left }) => left.length > 0).length;
  setOutputs(runner, { ...planOutputs(applied.plan, applied.coverage.length), pending });
  annotateFailure(job, applied, found.whyNothing);
  await commentOutcome(job, applied, found.merged);
}

/** Annotates a failed step with its reasons, in as few annotations as possible. */
function annotateFailure(job: Job, applied: Explained, whyNothing?: string): void {
  const { runner, clean, inputs } = job;
  const { coverage, outcome } = applied;
  const manually = manualApplyOf(applied, commandParts(job), runner.context.hash);
  const way = manually ? ` If all of it is right as it is: ${manualApplyCommand(manually)}` : '';
  const stopped = stoppedNames(coverage);
  const names = listing(
    some(
      stopped.map((name) => JSON.stringify(name)),
      MOST_NAMES,
    ),
  );
  if (isOtherPlan(inputs.planId, coverage)) {
    runner.error(
      clean(
        `Nothing was written: the plan id is ${inputs.planId}, and there is another plan now.${way || ' Look at a new plan, and give its id if it is right.'}`,
      ),
      undefined,
      'Another plan',
    );
  } else if (stopped.length > 0) {
    runner.error(
      clean(
        `${whyNothing === undefined ? '' : `${whyNothing} `}Stopped, since no reviewed plan covers them as they are now: ${names}. The job summary says what was approved and what changed since.${way}`,
      ),
      undefined,
      'Stopped',
    );
  }
  const failures = outcome.items.flatMap(({ name, reason, steps }) => {
    const errors = [reason, ...steps.map(({ error }) => error)].filter((text) => text !== undefined);
    return errors.length === 0 ? [] : [`${name}: ${errors.join(' ')}`];
  });
  for (const failure of failures.slice(0, MOST_NAMES)) runner.error(clean(failure), undefined, 'Failed');
  for (const { message } of outcome.refusals.slice(0, MOST_NAMES))
    runner.error(clean(message), undefined, 'Refused');
  if (outcome.refusals.length > 0 && stopped.length === 0 && manually)
    runner.error(clean(way.trim()), undefined, 'Refused');
}
