import { GitHubError } from '../../github/github.ts';
import type { ApplyRecord, StoppedAccount } from '../../model/approval.ts';
import { manualApplyCommand } from '../../render/comment/manual-apply.ts';
import { outcomeStreams } from '../../render/job-log.ts';
import { type OutcomeView, renderOutcome } from '../../render/outcome/outcome.ts';
import { code, prose, strong } from '../../render/text/markdown-escape.ts';
import type { ApprovedApply } from '../../workflow/apply-approved.ts';
import { isOtherPlan } from '../../workflow/coverage.ts';
import { manualApplyOf } from '../../workflow/manual-apply.ts';
import { type Marker, markerLength } from '../marked/marker.ts';
import { postSticky } from '../marked/sticky-comment.ts';
import type { Merged } from '../records/merged.ts';
import { COMMENT_LIMIT, type Job, runMarker, SUMMARY_LIMIT } from '../runner/job.ts';
import { logSummary } from '../runner/log.ts';
import { bytes, footerOf, summarize } from './footer.ts';

/** An apply with explanations of what it stopped. */
export type Explained = Omit<ApprovedApply, 'accounts'> & { readonly accounts: readonly StoppedAccount[] };

/** Writes the outcome of an apply to the job summary, and its most important facts to the log. */
export async function summarizeOutcome(job: Job, applied: Explained): Promise<void> {
  const view = viewOf(job, applied);
  const whole = job.clean(renderOutcome(view, SUMMARY_LIMIT).text);
  logSummary(job, whole, outcomeStreams(view));
  const { manually } = view;
  if (manually) job.runner.info(job.clean(`To apply the rest as it is: ${manualApplyCommand(manually)}`));
  else if (applied.coverage.length > 0) job.runner.info(`Plan id: ${applied.plan.fingerprint}`);
  await summarize(job, whole);
}

/**
 * Comments the outcome on each merged pull request that this apply was for, once per target. The writes are already
 * recorded at this point, so a failure here does not fail the run.
 */
export async function commentOutcome(job: Job, applied: Explained, merged: readonly Merged[]): Promise<void> {
  const view = { ...viewOf(job, applied), summaryUrl: job.run.url };
  const next = whatToDo(job, applied);
  await comment(
    job,
    concernedBy(applied, merged),
    (budget) => `${renderOutcome(view, budget - next.length).text}${next}`,
  );
}

/** A pull request does not need a comment if it does not concern this target and there is nothing to do. */
function concernedBy(
  { coverage }: Pick<ApprovedApply, 'coverage'>,
  merged: readonly Merged[],
): readonly Merged[] {
  const isCalm = coverage.every(({ tag }) => tag === 'drift');
  return isCalm ? merged.filter(({ approvals }) => approvals.length > 0) : merged;
}

/**
 * Lists the pull requests whose comments the watch updates when streams in transition reach their final state. The list
 * is part of the run's record.
 */
export function commentsOf(
  { inputs }: Job,
  applied: Pick<ApprovedApply, 'coverage' | 'streams'>,
  merged: readonly Merged[],
): Pick<ApplyRecord, 'comments'> {
  const isOpen = applied.streams.some(({ left }) => left.length > 0);
  const comments = concernedBy(applied, merged).map(({ pullRequest }) => pullRequest.number);
  return inputs.comment && isOpen && comments.length > 0 ? { comments } : {};
}

/**
 * What to do after a failure: the details are only in the log, and a re-run continues with what is left. The text is
 * ASCII, so its length equals its bytes.
 */
function whatToDo({ run }: Job, { outcome: { outcome } }: Explained): string {
  if (outcome !== 'failed' && outcome !== 'interrupted') return '';
  return `\n\n**What to do:** fix what the errors above name, then [re-run the job](${run.url}) (*Re-run failed jobs*). It continues with what is left.\n`;
}

/**
 * Comments on each merged pull request that its apply ended without an outcome.
 * @param why a sentence
 */
export async function commentFailure(job: Job, merged: readonly Merged[], why: string): Promise<void> {
  const target = code(job.inputs.targetName);
  const text = `> [!CAUTION]\n> ${strong(prose(why))}\n\n**DataStream apply** to ${target}: [its log](${job.run.url}) says more. Running it again repairs it; what was written stays as it is.`;
  const concerned = merged.filter(({ approvals }) => approvals.length > 0);
  await comment(job, concerned, () => text);
}

async function comment(job: Job, merged: readonly Merged[], draw: (budget: number) => string): Promise<void> {
  if (!job.inputs.comment) return;
  const marker: Marker = { kind: 'outcome', target: job.inputs.targetName, ...runMarker(job) };
  const footer = await footerOf(job);
  const drawn = draw(COMMENT_LIMIT - markerLength(marker) - bytes(footer));
  const text = job.clean(`${drawn.trimEnd()}${footer}`);
  for (const { pullRequest } of merged) {
    if (!(await posted(job, pullRequest.number, marker, text))) return;
  }
}

/**
 * Posts a comment.
 * @returns false if no comment of this run can succeed, because the token may not comment
 */
async function posted(
  { github, runner, inputs }: Job,
  pullRequest: number,
  marker: Marker,
  text: string,
): Promise<boolean> {
  try {
    const result = await postSticky(github, { pullRequest, author: inputs.commentAuthor, marker, text });
    if (result.tag === 'stale') runner.info(`#${pullRequest} was not changed: ${result.because}.`);
    else runner.info(`#${pullRequest}: ${result.url}`);
    return true;
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    runner.notice(`There is no comment on #${pullRequest}: ${error.message} The job summary has the result.`);
    return error.kind !== 'forbidden';
  }
}

/** Returns what a printed command must repeat, and the workflow of this run, which accepts it as input. */
export function commandParts({ inputs, run }: Job): Parameters<typeof manualApplyOf>[1] {
  const { allow, rotate } = inputs;
  return { allow, rotate, ...(run.workflow ? { workflow: run.workflow } : {}) };
}

function viewOf(job: Job, applied: Explained): OutcomeView {
  const { inputs, runner } = job;
  const { planId } = inputs;
  const { plan, coverage, accounts, outcome } = applied;
  const manually = manualApplyOf(applied, commandParts(job), runner.context.hash);
  return {
    targetName: inputs.targetName,
    plan,
    coverage,
    accounts,
    outcome,
    ...(isOtherPlan(planId, coverage) && planId !== undefined ? { givenPlanId: planId } : {}),
    ...(manually === undefined ? {} : { manually }),
  };
}
