import { join } from 'node:path';
import process from 'node:process';
import type { FindingsReport } from '../../render/findings/document.ts';
import { renderFindings } from '../../render/findings/findings.ts';
import { planStreams } from '../../render/job-log.ts';
import { renderReview } from '../../render/review/review.ts';
import { listing, some } from '../../render/text/words.ts';
import { type Review, review } from '../../workflow/review.ts';
import { type Before, filesBefore } from '../merges/previous-files.ts';
import { manifestLinksOf, summarize } from '../reports/footer.ts';
import { postPlan } from '../reports/plan-comment.ts';
import { annotate } from '../runner/annotations.ts';
import { planOptions } from '../runner/command-options.ts';
import { atReading, COMMENT_LIMIT, type Job, SUMMARY_LIMIT } from '../runner/job.ts';
import { logSummary } from '../runner/log.ts';
import { planOutputs, setOutputs } from '../runner/outputs.ts';

const MOST_NAMES = 5;

/**
 * Plans with a read-only client, and reports the plan in the pull request's comment, the job summary and the step's
 * outputs.
 * @returns the exit code of `datastream plan`; 1 also if apply could not use the approvals of the comment
 */
export async function planRun(started: Job): Promise<number> {
  const file = planFile(started);
  const before = await filesBefore(started);
  const job = atReading(started);
  const found = await reviewed(job, file, before);
  return found.tag === 'rejected'
    ? reject(job, found.loaded)
    : reportPlan(job, { ...found, ...before }, file);
}

/** A plan, and why it is unknown what it would overwrite. */
type ReviewResult = Review & Pick<Before, 'whyUnknown'>;

async function reviewed(job: Job, file: string, { files }: Before): ReturnType<typeof review> {
  const { runner, inputs } = job;
  try {
    return await review(runner.context, planOptions(inputs, file), files);
  } catch (error) {
    await reportNoPlan(job);
    throw error;
  }
}

/**
 * Updates the comment, which otherwise still shows the plan of an earlier commit. The reason is only in the log,
 * because it may contain the account's name.
 */
async function reportNoPlan(job: Job): Promise<void> {
  const text = `**DataStream: there is no plan** for this commit, since planning failed. [The log says why](${job.run.url}).`;
  await postPlan(job, () => text).catch(() => undefined);
}

async function reportPlan(job: Job, found: ReviewResult, file: string): Promise<number> {
  const { runner, run } = job;
  const links = await manifestLinksOf(job);
  const draw = (budget: number, summaryUrl?: string) =>
    renderReview({ ...view(job, found, summaryUrl), ...links }, budget).text;
  const whole = job.clean(draw(SUMMARY_LIMIT));
  logSummary(job, whole, planStreams(found.plan));
  await summarize(job, whole);
  setOutputs(runner, { ...planOutputs(found.plan, found.approvals.length), 'plan-path': file });
  const isKept = await postPlan(job, (budget) => draw(budget, run.url), found.approvals);
  annotateFailure(job, found);
  return isKept ? found.exitCode : found.exitCode || 1;
}

function view({ runner, inputs, event }: Job, found: ReviewResult, summaryUrl: string | undefined) {
  const { plan, changed, drift, actors, whyUnknown } = found;
  return {
    targetName: inputs.targetName,
    plan,
    ...(changed ? { changed } : {}),
    ...(whyUnknown === undefined ? {} : { whyUnknown }),
    drift,
    actors,
    planId: plan.fingerprint,
    mode: event.tag === 'merge-group' ? 'merge-group' : 'pull-request',
    now: runner.context.clock.now(),
    ...(summaryUrl === undefined ? {} : { summaryUrl }),
  } as const;
}

/** Annotates a failed step with its reason, in one annotation. */
function annotateFailure({ runner, clean }: Job, { plan, exitCode }: Review): void {
  if (exitCode === 3) {
    runner.error(clean(plan.refusals.map(({ message }) => message).join(' ')), undefined, 'Plan refused');
  }
  const blocked = plan.items.filter(({ action }) => action === 'blocked').map(({ name }) => name);
  if (blocked.length > 0) {
    runner.error(clean(`Blocked: ${listing(some(blocked, MOST_NAMES))}. The job summary says why.`));
  }
}

/** Reports manifests with errors. The account was not read, and nothing can be approved. */
async function reject(job: Job, report: FindingsReport): Promise<number> {
  annotate(job.runner, report.findings);
  const draw = (most: number) =>
    renderFindings(report, { format: 'markdown', color: false, width: 100, maxLength: most }, 'plan');
  // The length of findings is in UTF-16 units of at most three bytes each.
  await summarize(job, draw(Math.floor(SUMMARY_LIMIT / 3)));
  setOutputs(job.runner, { 'has-changes': false, 'changed-count': 0, 'live-count': 0, pending: 0 });
  await postPlan(job, (budget) => draw(Math.min(budget, COMMENT_LIMIT)));
  return 1;
}

/** A private path outside of the checkout, so that no later step commits or publishes the file by accident. */
function planFile({ runner, inputs }: Job): string {
  const plain = inputs.targetName.replace(/[^A-Za-z0-9.-]/g, '-');
  const tag = runner.context.hash(inputs.targetName).slice(0, 8);
  return join(process.env['RUNNER_TEMP'] || '.datastream', `datastream-plan-${plain}-${tag}.json`);
}
