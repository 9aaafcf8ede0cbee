import type { ApprovedApply } from '../commands/approved.ts';
import { byHandOf } from '../commands/by-hand.ts';
import { byHandCommand } from '../render/by-hand.ts';
import { outcomeStreams } from '../render/log-lines.ts';
import { type OutcomeView, renderOutcome } from '../render/outcome.ts';
import type { Merged } from './authority.ts';
import { HubError } from './hub.ts';
import { COMMENT_LIMIT, type Job, SUMMARY_LIMIT } from './job.ts';
import { sayInShort } from './job-log.ts';
import { type Marker, markerLength } from './marker.ts';
import { postSticky } from './sticky.ts';

/** Says what an apply came to in the job summary, and in the log what nobody should have to look for. */
export async function summarise(job: Job, applied: ApprovedApply): Promise<void> {
  const view = viewOf(job, applied);
  const whole = job.clean(renderOutcome(view, SUMMARY_LIMIT).text);
  sayInShort(job, whole, outcomeStreams(view));
  const { byHand } = view;
  if (byHand) job.face.info(job.clean(`To apply the rest as it is: ${byHandCommand(byHand)}`));
  else if (applied.coverage.length > 0) job.face.info(`Plan id: ${applied.plan.fingerprint}`);
  await job.face.summary(whole);
}

/**
 * Says it under each merged pull request that this apply was about, once for each target. What was written is recorded by
 * then, so that no failure here is one of the run.
 */
export async function commentOutcome(
  job: Job,
  applied: ApprovedApply,
  merged: readonly Merged[],
): Promise<void> {
  if (!job.inputs.comment) return;
  const marker: Marker = {
    kind: 'outcome',
    target: job.inputs.targetName,
    run: job.run.number,
    attempt: job.run.attempt,
  };
  const view = { ...viewOf(job, applied), summaryUrl: job.run.url };
  const text = job.clean(renderOutcome(view, COMMENT_LIMIT - markerLength(marker)).text);
  for (const { pullRequest, approvals } of merged) {
    // One that has nothing to do with this target, and finds nothing to do, wants no comment about it.
    if (approvals.length === 0 && applied.coverage.length === 0) continue;
    if (!(await posted(job, pullRequest.number, marker, text))) return;
  }
}

/** False where no comment of this run will come to stand. */
async function posted(
  { hub, face, inputs }: Job,
  pullRequest: number,
  marker: Marker,
  text: string,
): Promise<boolean> {
  try {
    const result = await postSticky(hub, { pullRequest, author: inputs.commentAuthor, marker, text });
    if (result.tag === 'stale') face.info(`#${pullRequest} was left alone: ${result.because}.`);
    else face.info(`#${pullRequest}: ${result.url}`);
    return true;
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    face.notice(
      `There is no comment on #${pullRequest}: ${error.message} What was done stands in the job summary.`,
    );
    return error.kind !== 'forbidden';
  }
}

function viewOf({ inputs }: Job, applied: ApprovedApply): OutcomeView {
  const { plan, coverage, accounts, outcome } = applied;
  const byHand = byHandOf(applied, inputs);
  const isOtherPlan = inputs.planId !== undefined && coverage.some(({ tag }) => tag !== 'covered');
  return {
    targetName: inputs.targetName,
    plan,
    coverage,
    accounts,
    outcome,
    ...(isOtherPlan ? { givenPlanId: inputs.planId } : {}),
    ...(byHand === undefined ? {} : { byHand }),
  };
}
