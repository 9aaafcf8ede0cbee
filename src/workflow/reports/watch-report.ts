import { isStream } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import { freezeStatus } from '../../model/freeze.ts';
import { phaseOf } from '../../model/phase.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { type DriftView, needsAction, renderDrift, type Unfinished } from '../../render/drift/drift.ts';
import { driftStreams } from '../../render/job-log.ts';
import type { WatchReport } from '../account/watch.ts';
import { ForgeError } from '../forge/forge.ts';
import type { Job } from '../forge/job.ts';
import type { Marker } from '../notes/marker.ts';
import { manifestLinksOf, noteText, summarize } from './footer.ts';
import { logSummary } from './job-log.ts';
import { updateIssue } from './target-issue.ts';

/** An apply that is waiting for longer than this is reported, because it may have been forgotten. Milliseconds. */
const LATE = 24 * 3_600_000;

/** The findings of a watch, and since when merged changes have been waiting for their apply. */
export interface WatchResult extends WatchReport {
  readonly since?: string;
  /** An apply that left part of the differences. */
  readonly unfinished?: Unfinished;
}

/** Writes the summary and the counts of a watch. */
export async function summarizeWatch(job: Job, found: WatchResult): Promise<void> {
  const view = viewOf(job, found);
  const whole = job.clean(
    renderDrift({ ...view, ...(await manifestLinksOf(job)) }, job.forge.limits.summary).text,
  );
  logSummary(job, whole, driftStreams(view));
  await summarize(job, whole);
  const pending = found.status.items.filter(
    ({ condition }) => condition === 'in-transition' || condition === 'overdue',
  );
  const changed = found.drift.length;
  job.reporter.counts({ changed, pending: pending.length });
}

/**
 * Updates the issue. The digest omits commit, run and time, so that the issue is updated only if something else
 * changed.
 */
export async function reportDrift(job: Job, found: WatchResult): Promise<void> {
  const view: DriftView = { ...viewOf(job, found), place: 'issue' };
  const timeless = renderDrift({ ...view, now: 0 }, job.forge.limits.note);
  const marker: Marker = {
    kind: 'drift',
    target: job.settings.targetName,
    run: job.run.number,
    attempt: job.run.attempt,
    content: job.context.hash(`${timeless.title}\n${timeless.text}`),
    account: found.account,
    folder: job.options.streams,
  };
  const links = await manifestLinksOf(job);
  const summaryUrl = job.run.url;
  const text = await noteText(
    job,
    marker,
    (room) => renderDrift({ ...view, ...links, summaryUrl }, room).text,
  );
  const title = job.clean(timeless.title);
  try {
    await updateIssue(job, { isNeeded: needsAction(view), title, text, marker });
  } catch (error) {
    if (!(error instanceof ForgeError && error.kind === 'switched-off')) throw error;
    job.reporter.notice(
      'Issues are switched off in this repository, so drift is reported in the job summary only.',
    );
  }
}

/** Whether an activation of a property is in progress. Streams in transition are part of the status. */
function isPending(item: PlanItem): boolean {
  return !isStream(item) && phaseOf(item, item.status ?? '').tag === 'in-transition';
}

function heldBy(
  { configuration }: Job['options'],
  { frozen }: WatchResult,
  now: number,
): Pick<DriftView, 'held'> {
  const freeze = freezeStatus(configuration?.freezes ?? [], now);
  return freeze?.inForce && frozen.length > 0 ? { held: { items: frozen, freeze } } : {};
}

function viewOf({ settings, context, forge, options }: Job, found: WatchResult): DriftView {
  const { status, drift, actors, outcome, waiting, toDelete, since, unfinished } = found;
  const now = context.clock.now();
  return {
    targetName: settings.targetName,
    words: forge.words,
    status,
    drift,
    actors,
    lacking: found.withoutSecrets,
    ...defined({ environment: options.configuration?.watchEnvironment?.value }),
    activating: found.open.flatMap((one) =>
      one.tag === 'in-transition' && isPending(one.item) ? [one.item] : [],
    ),
    postponed: found.postponed,
    onlyReports: settings.watchMode === 'report',
    undone: found.undone,
    ...heldBy(options, found, now),
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
