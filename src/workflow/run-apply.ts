import { isOtherPlan, stoppedNames } from '../approval/coverage.ts';
import { failureExitCode } from '../commands/session/exit-codes.ts';
import { loadManifests } from '../manifest/load.ts';
import { defined } from '../model/defined.ts';
import { propertyLoggingKey } from '../model/property-logging.ts';
import { manualApplyCommand } from '../render/comment/manual-apply.ts';
import { prose } from '../render/text/markdown-escape.ts';
import { listing, some } from '../render/text/words.ts';
import { type ApprovedApply, applyApproved } from './account/apply-approved.ts';
import { recordFor } from './account/apply-records.ts';
import { planIdOf } from './account/authority.ts';
import { manualApplyOf } from './account/manual-apply.ts';
import type { LedgerStatus } from './forge/forge.ts';
import { atReading, cleanContext, type Job } from './forge/job.ts';
import { type ApprovalSearch, findAuthority } from './merges/find-authority.ts';
import { MOST_RECORDS, type Recorded, trusted } from './records/apply-record.ts';
import { refusedText, tally, writeRecord } from './records/write-record.ts';
import { planCounts } from './reports/counts.ts';
import { summarize } from './reports/footer.ts';
import {
  commentFailure,
  commentOutcome,
  commentsOf,
  type Explained,
  summarizeOutcome,
} from './reports/outcome-comment.ts';
import { rejectFindings } from './reports/rejected-manifests.ts';

const MOST_NAMES = 5;

/**
 * Applies what merged change requests have approved, stream by stream, and does not wait. Streams in transition are
 * recorded for the watch. The record is written first, so that a run that is being stopped leaves at least that.
 * @returns 3 if changes are needed but none is allowed; 1 if some were not made; otherwise 0
 * @throws {ApplyRunning} if another apply is running on this machine; the run is recorded as refused
 */
export async function runApply(started: Job): Promise<number> {
  const { reporter, forge, settings, options } = started;
  const chosen = await selectManifests(started);
  if (chosen.tag === 'unknown') return rejectSelection(started, chosen.problems);
  const entries = await forge.records(settings.targetName, MOST_RECORDS);
  const recorded = trusted(entries, settings.commentAuthor);
  const job = atReading(started);
  const found = await findAuthority(job, recorded);
  if (found.tag === 'refused') return refuse(job, found.message, recorded);
  for (const note of found.notes) reporter.notice(job.clean(note));
  const applied = await recordOnFailure(job, recorded, found, () =>
    applyApproved(cleanContext(job), options, found.authority, chosen.names),
  );
  if (applied.tag === 'rejected') {
    await recordNoChange(job, recorded, REJECTED);
    await commentFailure(job, found.merged, REJECTED.summary);
    await rejectFindings(job, applied.loaded);
    return 1;
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
      ...defined({ freezeOverride: applied.outcome.freezeOverride, notSelected: applied.notSelected }),
      ...commentsOf(job, applied, found.merged),
    },
  );
  const isKept = await writeRecord(job, record, endOf(applied), recorded);
  await reportApply(job, applied, found);
  return applied.exitCode || (isKept && (applied.complete || applied.notSelected !== undefined) ? 0 : 1);
}

/** A change request applies nothing, so no record is written. */
async function refuse(job: Job, message: string, recorded: readonly Recorded[]): Promise<number> {
  const { reporter, trigger, clean } = job;
  reporter.error(clean(message), 'Apply refused');
  await summarize(job, `**DataStream apply refused:** ${message}`);
  const isMerged = trigger.tag === 'push' || trigger.tag === 'other';
  if (isMerged) await recordNoChange(job, recorded, REFUSED);
  return 3;
}

/** The manifests that the input `only` selects. Absent names: all. */
type Selection =
  | { readonly tag: 'selected'; readonly names?: ReadonlySet<string> }
  | { readonly tag: 'unknown'; readonly problems: readonly string[] };

/** Finds the selected manifests, before anything is sent. */
async function selectManifests({ settings: { only }, options }: Job): Promise<Selection> {
  if (only.length === 0) return { tag: 'selected' };
  const { streams: directory, configuration } = options;
  const { manifests, properties, findings } = await loadManifests({ directory, only, configuration });
  const problems = findings
    .filter(({ code }) => code === 'unknown-name')
    .map(({ message, hint }) => `${message} ${hint ?? ''}`.trim());
  if (problems.length > 0) return { tag: 'unknown', problems };
  const keys = properties.map(({ name }) => propertyLoggingKey(name));
  return { tag: 'selected', names: new Set([...manifests.map(({ name }) => name), ...keys]) };
}

/** Nothing was requested that could be recorded. */
async function rejectSelection(job: Job, problems: readonly string[]): Promise<number> {
  for (const problem of problems) job.reporter.error(job.clean(problem), 'Input only');
  await summarize(job, `**DataStream apply refused:** ${problems.map(prose).join(' ')}`);
  return 1;
}

const REFUSED = { refused: true, summary: 'Refused: nothing was written. The log says why.' } as const;
const REJECTED = { refused: true, summary: 'Manifests have errors: nothing was written.' } as const;
const APPLY_RUNNING = {
  refused: true,
  summary: 'Refused: another apply is running on this machine. Run this one again when it has ended.',
} as const;
/** The next run determines whether the error was before the first write. */
const BROKEN = { summary: 'Ended with an error. The log says which; running again repairs it.' } as const;

/** Writes the record of a run that made no known change. */
async function recordNoChange(
  job: Job,
  recorded: readonly Recorded[],
  { refused, summary }: { readonly refused?: true; readonly summary: string },
): Promise<void> {
  const { number: run, attempt } = job.run;
  const record = recordFor(
    { streams: [], complete: false },
    { run, attempt, ...(refused ? { refused } : {}) },
  );
  await writeRecord(job, record, { state: 'failed', summary }, recorded);
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
    await commentFailure(job, merged, end.summary);
    throw error;
  }
}

/**
 * The record stays open as long as a stream has a remaining step, even if another stream failed: the watch reads
 * only open ones.
 */
function endOf({ streams, coverage, outcome, exitCode, complete, notSelected }: ApprovedApply): LedgerStatus {
  const open = streams.filter(({ left }) => left.length > 0).length;
  const failed = outcome.items.filter(
    ({ reason, steps }) => reason !== undefined || steps.some(({ result }) => result === 'failed'),
  ).length;
  const stopped = stoppedNames(coverage).length;
  const summary =
    refusedText(outcome) ??
    tally({
      ...{ 'in transition': open, done: streams.length - open, failed, stopped },
      'not selected': notSelected ?? 0,
    });
  if (open > 0) return { state: 'open', summary };
  const isDone = exitCode === 0 && (complete || notSelected !== undefined);
  return { state: isDone ? 'complete' : 'failed', summary };
}

async function reportApply(
  job: Job,
  recordedApply: ApprovedApply,
  found: Extract<ApprovalSearch, { readonly tag: 'found' }>,
): Promise<void> {
  const applied = { ...recordedApply, explanations: await recordedApply.explanations() };
  await summarizeOutcome(job, applied);
  const pending = applied.streams.filter(({ left }) => left.length > 0).length;
  job.reporter.counts({ ...planCounts(applied.plan, applied.coverage.length), pending });
  annotateFailure(job, applied, found.whyNothing);
  await commentOutcome(job, applied, found.merged);
}

/** Annotates a failed step with its reasons, in as few annotations as possible. */
function annotateFailure(job: Job, applied: Explained, whyNothing?: string): void {
  const { reporter, clean, settings, forge, options, context } = job;
  const { coverage, outcome } = applied;
  const manual = manualApplyOf(applied, { ...options, only: settings.only }, context.hash);
  const way = manual ? ` To apply all of it anyway: ${manualApplyCommand(manual, forge.words)}` : '';
  const stopped = stoppedNames(coverage);
  const names = listing(
    some(
      stopped.map((name) => JSON.stringify(name)),
      MOST_NAMES,
    ),
  );
  if (isOtherPlan(settings.planId, coverage)) {
    reporter.error(
      clean(
        `Nothing was written: the plan id is ${settings.planId}, and there is another plan now.${way || ' Review a new plan, and enter its id.'}`,
      ),
      'Another plan',
    );
  } else if (stopped.length > 0) {
    reporter.error(
      clean(
        `${whyNothing === undefined ? '' : `${whyNothing} `}Stopped, since no reviewed plan covers them as they are now: ${names}. The job summary says what was approved and what changed since.${way}`,
      ),
      'Stopped',
    );
  }
  const failures = outcome.items.flatMap(({ name, reason, steps }) => {
    const errors = [reason, ...steps.map(({ error }) => error)].filter((text) => text !== undefined);
    return errors.length === 0 ? [] : [`${name}: ${errors.join(' ')}`];
  });
  for (const failure of failures.slice(0, MOST_NAMES)) reporter.error(clean(failure), 'Failed');
  for (const { message } of outcome.refusals.slice(0, MOST_NAMES)) reporter.error(clean(message), 'Refused');
  if (outcome.refusals.length > 0 && stopped.length === 0 && manual)
    reporter.error(clean(way.trim()), 'Refused');
}
