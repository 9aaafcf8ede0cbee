import { defined } from '../model/defined.ts';
import type { FindingsReport } from '../render/findings/document.ts';
import { planStreams } from '../render/job-log.ts';
import { renderPlanComment } from '../render/plan-comment/plan-comment.ts';
import { code } from '../render/text/markdown-escape.ts';
import { listing, some } from '../render/text/words.ts';
import { type ChangePlan, countUnread, planChange } from './account/plan-change.ts';
import { atReading, type Job } from './forge/job.ts';
import { type Before, filesBefore } from './merges/previous-files.ts';
import { planCounts } from './reports/counts.ts';
import { manifestLinksOf, summarize } from './reports/footer.ts';
import { logSummary } from './reports/job-log.ts';
import { postPlanComment } from './reports/plan-comment.ts';
import { findingsText, rejectFindings } from './reports/rejected-manifests.ts';

const MOST_NAMES = 5;

/**
 * Plans with a read-only client, and reports the plan in the change request's comment, the job summary and the counts.
 * If the version cache has few of the streams, the comment first shows only what the change modifies, because reading all
 * streams takes up to an hour.
 * @returns the exit code of `datastream plan`; 1 also if apply could not use the approvals of the comment
 */
export async function runPlan(started: Job): Promise<number> {
  const before = await filesBefore(started);
  await reportChangesFirst(atReading(started), before);
  const job = atReading(started);
  const found = await planOrReport(job, before);
  return found.tag === 'rejected' ? reject(job, found.loaded) : reportPlan(job, { ...found, ...before });
}

/**
 * Comments the plan of what the change modifies, while the version cache is cold. Its approvals are for what it shows, and
 * no more. The plan of everything replaces it. The job's summary, outputs and exit code come from that one only.
 */
async function reportChangesFirst(job: Job, { files, since }: Before): Promise<void> {
  const { context, settings, trigger } = job;
  if (!files || !since || trigger.tag !== 'change' || !settings.comment) return;
  const { out: _, checkProperties: _check, ...options } = job.options;
  const unread = await reportingFailure(job, () => countUnread(context, options));
  if (unread === 0) return;
  const found = await reportingFailure(job, () => planChange(context, options, files, since));
  if (found.tag === 'rejected') return;
  const links = await manifestLinksOf(job);
  const shown = { ...view(job, found, job.run.url), ...links, unread };
  await postPlanComment(job, (budget) => renderPlanComment(shown, budget).text, found.approvals);
}

/**
 * Reports a target that the change adds, instead of a plan of it. It approves nothing.
 * @returns 0, because the change may be merged
 */
export async function reportNewTarget(job: Job): Promise<number> {
  const { settings, forge } = job;
  const text =
    `**DataStream: there is no plan** for ${code(settings.targetName)}, because this ${forge.words.change} adds the target. ` +
    'The account of a target comes from the branch that is merged into. After merging, the first apply writes nothing ' +
    'without approval: it shows the plan, and prints the command that applies it.';
  job.reporter.notice(text.replaceAll(/[*`]/g, ''));
  await summarize(job, text);
  job.reporter.counts({ changed: 0, live: 0, pending: 0 });
  await postPlanComment(job, () => text);
  return 0;
}

/** A plan, and why it is unknown what it would overwrite. */
type PlanCommentInput = ChangePlan & Pick<Before, 'whyUnknown'>;

function planOrReport(job: Job, { files }: Before): ReturnType<typeof planChange> {
  return reportingFailure(job, () => planChange(job.context, job.options, files));
}

async function reportingFailure<T>(job: Job, plan: () => Promise<T>): Promise<T> {
  try {
    return await plan();
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
  await postPlanComment(job, () => text).catch(() => undefined);
}

async function reportPlan(job: Job, found: PlanCommentInput): Promise<number> {
  const { reporter, run, options, forge } = job;
  const links = await manifestLinksOf(job);
  const draw = (budget: number, summaryUrl?: string) =>
    renderPlanComment({ ...view(job, found, summaryUrl), ...links }, budget).text;
  const whole = job.clean(draw(forge.limits.summary));
  logSummary(job, whole, planStreams(found.plan));
  await summarize(job, whole);
  const planFile = options.out === undefined ? {} : { planFile: options.out };
  reporter.counts({ ...planCounts(found.plan, found.approvals.length), ...planFile });
  const isKept = await postPlanComment(job, (budget) => draw(budget, run.url), found.approvals);
  annotateFailure(job, found);
  return isKept ? found.exitCode : found.exitCode || 1;
}

function view(
  { context, settings, trigger, forge, configurationChanges }: Job,
  found: PlanCommentInput,
  summaryUrl: string | undefined,
) {
  const { plan, changed, drift, actors, whyUnknown } = found;
  return {
    targetName: settings.targetName,
    words: forge.words,
    watchMode: settings.watchMode,
    plan,
    ...(changed ? { changed } : {}),
    ...(configurationChanges ? { configurationChanges } : {}),
    ...defined({ whyUnknown, reference: settings.reference, summaryUrl }),
    drift,
    actors,
    planId: plan.fingerprint,
    mode: trigger.tag === 'merge-queue' ? 'merge-queue' : 'change',
    now: context.clock.now(),
  } as const;
}

/** Annotates a failed step with its reason, in one annotation. */
function annotateFailure({ reporter, clean }: Job, { plan, exitCode }: ChangePlan): void {
  if (exitCode === 3) {
    reporter.error(clean(plan.refusals.map(({ message }) => message).join(' ')), 'Plan refused');
  }
  const blocked = plan.items.filter(({ action }) => action === 'blocked').map(({ name }) => name);
  if (blocked.length > 0) {
    reporter.error(clean(`Blocked: ${listing(some(blocked, MOST_NAMES))}. The job summary says why.`));
  }
}

/** Reports manifests with errors. The account was not read, and nothing can be approved. */
async function reject(job: Job, report: FindingsReport): Promise<number> {
  await rejectFindings(job, report);
  job.reporter.counts({ changed: 0, live: 0, pending: 0 });
  await postPlanComment(job, (budget) => findingsText(report, 3 * budget, job));
  return 1;
}
