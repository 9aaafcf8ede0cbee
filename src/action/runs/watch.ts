import { type DeploymentLook, GitHubError } from '../../github/github.ts';
import { type DriftView, needsAction, renderDrift, type Unfinished } from '../../render/drift/drift.ts';
import { driftStreams } from '../../render/job-log.ts';
import { listing } from '../../render/text/words.ts';
import { recordFor } from '../../workflow/apply-approved.ts';
import { type WatchReport, watch } from '../../workflow/watch.ts';
import { type Marker, markerLength } from '../marked/marker.ts';
import { isBehindBranch } from '../merges/stale-commit.ts';
import { type Unapplied, unappliedOf } from '../merges/unapplied.ts';
import { environmentOf, MOST_RECORDS, NEWEST, type Recorded, trusted } from '../records/deployment-record.ts';
import {
  followedApplies,
  latestRecords,
  movedOn,
  openRecords,
  type RecordState,
} from '../records/reconcile.ts';
import { standingsOf } from '../records/record-states.ts';
import { keepSightings, latestSightings } from '../records/sightings.ts';
import { leftBy, unfinishedApply } from '../records/unfinished-apply.ts';
import { type RunEnd, tally, writeRecord } from '../records/write-record.ts';
import { updateDriftIssue } from '../reports/drift-issue.ts';
import { bytes, footerOf, manifestLinksOf, summarize } from '../reports/footer.ts';
import { type Seen, updateOutcomes } from '../reports/outcome-update.ts';
import { applyOptions } from '../runner/command-options.ts';
import { COMMENT_LIMIT, type Job, SUMMARY_LIMIT } from '../runner/job.ts';
import { logSummary } from '../runner/log.ts';
import { setOutputs } from '../runner/outputs.ts';
import { rejectFindings } from './invalid-manifests.ts';

/** An apply that is waiting for longer than this is reported, because it may have been forgotten. Milliseconds. */
const LATE = 24 * 3_600_000;

/** The findings of a watch, and since when merged changes have been waiting for their apply. */
interface WatchResult extends WatchReport {
  readonly since?: string;
  /** An apply that left part of the differences. */
  readonly unfinished?: Unfinished;
}

/**
 * Reads the account, takes the steps that an apply recorded as remaining, and reports all other differences in one
 * issue. A run of an older commit does nothing, because its manifests are not those of main.
 * @returns 1 if a step failed or lacks a secret, the manifests have errors, or GitHub did not keep the results;
 * otherwise 0
 */
export async function watchRun(job: Job): Promise<number> {
  const { runner } = job;
  if (await isBehindBranch(job)) {
    runner.notice(`${job.run.branch} has moved on since this run was started. The next run looks.`);
    return 0;
  }
  const recorded = await recordedOf(job);
  const kept = {
    open: openRecords(recorded),
    latest: latestRecords(recorded),
    sightings: (account: string) => latestSightings(recorded, account),
  };
  let ahead: Unapplied | undefined;
  const unapplied = async () => {
    ahead = await unappliedOf(job, recorded);
    return ahead.before;
  };
  const watched = await watch(runner.context, applyOptions(job.inputs), kept, unapplied);
  if (watched.tag === 'rejected') return rejectFindings(job, watched.loaded);
  const found: WatchResult = leftBy(
    { ...watched, ...(ahead?.since === undefined ? {} : { since: ahead.since }) },
    unfinishedApply(recorded, job.event.head),
    ahead?.isUnknown !== true,
  );
  const areStepsKept = await recordSteps(job, found);
  const areSightingsKept = await reportFailure(job, () => keepSightings(job, found, recorded));
  const isKept = areStepsKept && areSightingsKept;
  await summarizeWatch(job, found);
  const isDelivered = await reportFailure(job, () => conclude(job, found, recorded));
  warnMissingSecrets(job, found);
  const isWhole = found.failed.length + found.withoutSecrets.length === 0;
  return isKept && isDelivered && isWhole ? 0 : 1;
}

/**
 * Records and reports the findings. If an apply ran meanwhile, they are out of date. The records are read again to
 * detect that, and to include this run's own records.
 */
async function conclude(job: Job, found: WatchResult, before: readonly Recorded[]): Promise<void> {
  const known = new Set(before.map(({ deployment }) => deployment.id));
  const newest = await recordedOf(job, NEWEST);
  const isNew = ({ deployment }: Recorded) => !known.has(deployment.id);
  const { head } = job.event;
  // An apply of this commit that did nothing has not changed anything either.
  if (newest.some((one) => isNew(one) && one.record.by === undefined && isSecretSegment(one, head))) {
    job.runner.notice(
      'An apply was at work meanwhile, so that nothing is reported. The next run looks again.',
    );
    return;
  }
  const hasRecords = found.streams.length + found.failed.length > 0;
  const now = hasRecords ? await recordedOf(job) : before;
  // Comments are updated first: a deployment that stays open is checked again, and so are its comments.
  const standings = standingsOf(found);
  const isDelivered = await reportFailure(job, () =>
    updateOutcomes(job, followedApplies(now, standings), seenBy(found)),
  );
  const isStable = isDelivered && (await reportFailure(job, () => reconcileRecords(job, standings, now)));
  const isReported = await reportFailure(job, () => report(job, found));
  if (!(isStable && isReported)) throw new GitHubError('failed', 'Some results could not be reported.');
}

async function recordedOf(
  { github, inputs }: Job,
  look: DeploymentLook = MOST_RECORDS,
): Promise<readonly Recorded[]> {
  const deployments = await github.deployments(environmentOf(inputs.targetName), look);
  return trusted(deployments, inputs.commentAuthor);
}

function warnMissingSecrets({ runner, clean }: Job, { withoutSecrets }: WatchReport): void {
  for (const { name, references } of withoutSecrets) {
    const [it, are] = references.length === 1 ? ['it', 'is'] : ['them', 'are'];
    const named = references.some((reference) => reference.startsWith('env '));
    const where = named
      ? `add ${it} to DATASTREAM_SECRETS of the environment datastream-watch`
      : 'add the file';
    const text = `${name}: its next step is left open, since ${listing(references)} ${are} missing or empty; ${where}.`;
    runner.error(clean(text), undefined, 'Without secrets');
  }
}

/**
 * Records the steps that were taken in a deployment of their own, so that later approvals can trace how a version was
 * created. Failed steps are recorded as well: a deployment that is closed as a failure and has remaining steps means
 * that those steps will not be taken.
 */
async function recordSteps(job: Job, { streams, failed, account }: WatchReport): Promise<boolean> {
  const open = streams.filter(({ left }) => left.length > 0).length;
  const isFailureKept = await recordStreams(
    job,
    { streams: failed, account },
    {
      state: 'failure',
      description: tally({ failed: failed.length }),
    },
  );
  const areStepsKept = await recordStreams(
    job,
    { streams, account },
    {
      state: open > 0 ? 'in_progress' : 'success',
      description: tally({ 'in transition': open, done: streams.length - open }),
    },
  );
  return isFailureKept && areStepsKept;
}

async function recordStreams(
  job: Job,
  { streams, account }: Pick<WatchReport, 'streams' | 'account'>,
  end: RunEnd,
): Promise<boolean> {
  if (streams.length === 0) return true;
  const { number: run, attempt } = job.run;
  const record = recordFor(
    { streams, account, complete: end.state !== 'failure' },
    { run, attempt, by: 'watch' },
  );
  return writeRecord(job, record, end, []);
}

function isSecretSegment({ record, deployment }: Recorded, head: string): boolean {
  return record.streams.length > 0 || deployment.sha !== head;
}

/** Updates the deployments, which include this run's own records. */
async function reconcileRecords(
  job: Job,
  standings: ReadonlyMap<string, RecordState>,
  recorded: readonly Recorded[],
): Promise<void> {
  for (const { id, end } of movedOn(recorded, standings)) {
    await job.github.setDeploymentState(id, { ...end, logUrl: job.run.url });
  }
}

/** Returns the streams as this run read them, updated by its own steps. */
function seenBy({ status, streams, failed }: WatchResult): Seen {
  const all = [...status.items, ...streams, ...failed];
  return { target: status.target, streams: new Map(all.map((one) => [one.name, one])) };
}

async function summarizeWatch(job: Job, found: WatchResult): Promise<void> {
  const view = viewOf(job, found);
  const whole = job.clean(renderDrift({ ...view, ...(await manifestLinksOf(job)) }, SUMMARY_LIMIT).text);
  logSummary(job, whole, driftStreams(view));
  await summarize(job, whole);
  const pending = found.status.items.filter(
    ({ condition }) => condition === 'in-transition' || condition === 'overdue',
  );
  const changed = found.drift.length;
  setOutputs(job.runner, { 'has-changes': changed > 0, 'changed-count': changed, pending: pending.length });
}

function viewOf({ inputs, runner }: Job, found: WatchResult): DriftView {
  const { status, drift, actors, outcome, waiting, toDelete, since, unfinished } = found;
  const now = runner.context.clock.now();
  return {
    targetName: inputs.targetName,
    status,
    drift,
    actors,
    lacking: found.withoutSecrets,
    waiting: {
      items: [...waiting, ...toDelete],
      // If the merge date is unknown, it is unknown whether the apply is late. It is reported, but opens no issue.
      isLate: waiting.length > 0 && now - Date.parse(since ?? '') > LATE,
      ...(since === undefined ? {} : { since }),
    },
    ...(outcome === undefined ? {} : { outcome }),
    ...(unfinished ? { unfinished } : {}),
    place: 'summary',
    now,
  };
}

/**
 * Updates the issue. The digest omits commit, run and time, so that the issue is updated only if something else
 * changed.
 */
async function report(job: Job, found: WatchResult): Promise<void> {
  const view: DriftView = { ...viewOf(job, found), place: 'issue' };
  const timeless = renderDrift({ ...view, now: 0 }, COMMENT_LIMIT);
  const marker: Marker = {
    kind: 'drift',
    target: job.inputs.targetName,
    run: job.run.number,
    attempt: job.run.attempt,
    content: job.runner.context.hash(`${timeless.title}\n${timeless.text}`),
    account: found.account,
    folder: job.inputs.streams,
  };
  const footer = await footerOf(job);
  const room = COMMENT_LIMIT - markerLength(marker) - bytes(footer);
  const drawn = renderDrift({ ...view, ...(await manifestLinksOf(job)), summaryUrl: job.run.url }, room);
  const { title, text } = {
    title: job.clean(drawn.title),
    text: job.clean(`${drawn.text.trimEnd()}${footer}`),
  };
  try {
    await updateDriftIssue(job, { isNeeded: needsAction(view), title, text, marker });
  } catch (error) {
    if (!(error instanceof GitHubError && error.kind === 'switched-off')) throw error;
    job.runner.notice(
      'Issues are switched off in this repository, so drift is reported in the job summary only.',
    );
  }
}

/** Reports what GitHub rejects. The writes to streams stay valid. */
async function reportFailure({ runner, clean }: Job, act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    runner.error(clean(error.message));
    return false;
  }
}
