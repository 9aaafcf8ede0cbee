import { isOtherPlan, isRequested } from '../../approval/coverage.ts';
import type { ApplyRecord } from '../../model/approval.ts';
import { defined } from '../../model/defined.ts';
import type { StopExplanation } from '../../model/stop-explanation.ts';
import { manualApplyCommand } from '../../render/comment/manual-apply.ts';
import { outcomeStreams } from '../../render/job-log.ts';
import { type OutcomeView, renderOutcome } from '../../render/outcome/outcome.ts';
import { code, prose, strong } from '../../render/text/markdown-escape.ts';
import type { ApprovedApply } from '../account/apply-approved.ts';
import { manualApplyOf } from '../account/manual-apply.ts';
import { ForgeError } from '../forge/forge.ts';
import type { Job } from '../forge/job.ts';
import type { Merged } from '../merges/find-authority.ts';
import { type Marker, runMarker } from '../notes/marker.ts';
import { postSticky } from '../notes/sticky-note.ts';
import { type Draw, noteText, summarize } from './footer.ts';
import { logSummary } from './job-log.ts';

/** An apply with explanations of what it stopped. */
export type Explained = Omit<ApprovedApply, 'explanations'> & {
  readonly explanations: readonly StopExplanation[];
};

/** Writes the outcome of an apply to the job summary, and its most important facts to the log. */
export async function summarizeOutcome(job: Job, applied: Explained): Promise<void> {
  const view = viewOf(job, applied);
  const { reporter, clean, forge } = job;
  const whole = clean(renderOutcome(view, forge.limits.summary).text);
  logSummary(job, whole, outcomeStreams(view));
  const { manual } = view;
  if (manual) reporter.info(clean(`To apply the rest as it is: ${manualApplyCommand(manual, forge.words)}`));
  else if (applied.coverage.length > 0) reporter.info(`Plan id: ${applied.plan.fingerprint}`);
  await summarize(job, whole);
}

/**
 * Comments the outcome on each merged change request that this apply was for, once per target. The writes are already
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

/** A change request does not need a comment if it does not concern this target and there is nothing to do. */
function concernedBy(
  { coverage }: Pick<ApprovedApply, 'coverage'>,
  merged: readonly Merged[],
): readonly Merged[] {
  const isCalm = !coverage.some(isRequested);
  return isCalm ? merged.filter(({ approvals }) => approvals.length > 0) : merged;
}

/**
 * Lists the change requests whose comments the watch updates when streams in transition reach their final state. The list
 * is part of the run's record.
 */
export function commentsOf(
  { settings }: Job,
  applied: Pick<ApprovedApply, 'coverage' | 'streams'>,
  merged: readonly Merged[],
): Pick<ApplyRecord, 'comments'> {
  const isOpen = applied.streams.some(({ left }) => left.length > 0);
  const comments = concernedBy(applied, merged).map(({ change }) => change.number);
  return settings.comment && isOpen && comments.length > 0 ? { comments } : {};
}

/** What to do after a failure: the details are only in the log, and a repeated job continues with what is left. */
function whatToDo({ run, forge }: Job, { outcome: { outcome } }: Explained): string {
  if (outcome !== 'failed' && outcome !== 'interrupted') return '';
  return `\n\n**What to do:** fix the errors above, then ${forge.words.repeatJob(run.url)}. It continues with what is left.\n`;
}

/**
 * Comments on each merged change request that its apply ended without an outcome.
 * @param why a sentence
 */
export async function commentFailure(job: Job, merged: readonly Merged[], why: string): Promise<void> {
  const target = code(job.settings.targetName);
  const text = `> [!CAUTION]\n> ${strong(prose(why))}\n\n**DataStream apply** to ${target}: [its log](${job.run.url}) says more. Running it again repairs it; what was written stays as it is.`;
  const concerned = merged.filter(({ approvals }) => approvals.length > 0);
  await comment(job, concerned, () => text);
}

async function comment(job: Job, merged: readonly Merged[], draw: Draw): Promise<void> {
  if (!job.settings.comment) return;
  const marker: Marker = { kind: 'outcome', target: job.settings.targetName, ...runMarker(job) };
  const text = await noteText(job, marker, draw);
  for (const { change } of merged) {
    if (!(await posted(job, change.number, marker, text))) return;
  }
}

/**
 * Posts a comment.
 * @returns false if no comment of this run can succeed, because the token may not comment
 */
async function posted(
  { forge, reporter, settings }: Job,
  change: number,
  marker: Marker,
  text: string,
): Promise<boolean> {
  const reference = forge.words.reference(change);
  try {
    const result = await postSticky(forge, { change, author: settings.commentAuthor, marker, text });
    if (result.tag === 'stale') reporter.info(`${reference} was not changed: ${result.because}.`);
    else reporter.info(`${reference}: ${result.url}`);
    return true;
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    reporter.notice(`There is no comment on ${reference}: ${error.message} The job summary has the result.`);
    return error.kind !== 'forbidden';
  }
}

function viewOf(job: Job, applied: Explained): OutcomeView {
  const { settings, options, context, forge } = job;
  const { planId } = settings;
  const { plan, coverage, explanations, satisfied, outcome } = applied;
  const manual = manualApplyOf(applied, { ...options, only: settings.only }, context.hash);
  return {
    targetName: settings.targetName,
    words: forge.words,
    watchMode: settings.watchMode,
    plan,
    coverage,
    explanations,
    satisfied,
    outcome,
    ...(isOtherPlan(planId, coverage) && planId !== undefined ? { givenPlanId: planId } : {}),
    ...defined({ manual, reference: settings.reference }),
  };
}
