import { isStream } from '../model/collection.ts';
import { defined } from '../model/defined.ts';
import { listing } from '../render/text/words.ts';
import { recordFor } from './account/apply-records.ts';
import { type WatchReport, watch } from './account/watch.ts';
import type { EarlierRecords } from './account/watched-status.ts';
import { ForgeError, type LedgerLook, type LedgerStatus } from './forge/forge.ts';
import type { Job } from './forge/job.ts';
import { isBehindBranch } from './merges/stale-commit.ts';
import { type Unapplied, unappliedOf } from './merges/unapplied.ts';
import { MOST_RECORDS, NEWEST, type Recorded, trusted } from './records/apply-record.ts';
import {
  followedApplies,
  latestRecords,
  movedOn,
  openRecords,
  type RecordState,
} from './records/reconcile.ts';
import { standingsOf } from './records/record-states.ts';
import { keepSightings, latestSightings } from './records/sightings.ts';
import { leftBy, unfinishedApply } from './records/unfinished-apply.ts';
import { tally, writeRecord } from './records/write-record.ts';
import { reportDelivery, undeliveredBefore } from './reports/delivery-report.ts';
import { type Seen, updateOutcomes } from './reports/outcome-update.ts';
import { rejectFindings } from './reports/rejected-manifests.ts';
import { reportDrift, summarizeWatch, type WatchResult } from './reports/watch-report.ts';

/**
 * Reads the account, takes the steps that an apply recorded as remaining, and reports all other differences in one
 * issue. If it only reports, it leaves these steps to an apply. A run of an older commit does nothing, because its
 * manifests are not those of main.
 * @returns 1 if a step failed or lacks a secret, the manifests have errors, or the forge did not keep the results;
 * otherwise 0
 */
export async function runWatch(job: Job): Promise<number> {
  const { reporter } = job;
  if (await isBehindBranch(job)) {
    reporter.notice(
      `${job.run.branch} has new commits since this run was started. The next run checks them.`,
    );
    return 0;
  }
  const recorded = await recordedOf(job);
  const undelivered = await undeliveredBefore(job);
  const kept = {
    open: openRecords(recorded),
    latest: latestRecords(recorded),
    sightings: (account: string) => latestSightings(recorded, account),
    ...(job.settings.verifyDelivery ? { undelivered: undelivered ?? (() => []) } : {}),
  };
  let ahead: Unapplied | undefined;
  const unapplied = async () => {
    ahead = await unappliedOf(job, recorded);
    return ahead.before;
  };
  const { propertyWindow, watchMode } = job.settings;
  const options = { ...job.options, propertyWindow, watchMode };
  const watched = await watch(job.context, options, kept, unapplied);
  if (watched.tag === 'rejected') {
    await rejectFindings(job, watched.loaded);
    return 1;
  }
  const found: WatchResult = leftBy(
    { ...watched, ...(ahead?.since === undefined ? {} : { since: ahead.since }) },
    unfinishedApply(recorded, job.trigger.head),
    ahead?.isUnknown !== true,
  );
  const areStepsKept = await recordSteps(job, found);
  const areSightingsKept = await reportFailure(job, () => keepSightings(job, found, recorded));
  const isKept = areStepsKept && areSightingsKept;
  await summarizeWatch(job, found);
  const isDelivered = await reportFailure(job, () => conclude(job, found, recorded, undelivered));
  warnMissingSecrets(job, found);
  const isWhole = found.failed.length + found.withoutSecrets.length === 0;
  return isKept && isDelivered && isWhole ? 0 : 1;
}

/**
 * Records and reports the findings. If an apply ran meanwhile, they are out of date. The records are read again to
 * detect that, and to include this run's own records.
 */
async function conclude(
  job: Job,
  found: WatchResult,
  before: readonly Recorded[],
  undelivered: EarlierRecords['undelivered'],
): Promise<void> {
  const known = new Set(before.map(({ entry }) => entry.id));
  const newest = await recordedOf(job, NEWEST);
  const isNew = ({ entry }: Recorded) => !known.has(entry.id);
  const { head } = job.trigger;
  // An apply of this commit that did nothing has not changed anything either.
  if (newest.some((one) => isNew(one) && one.record.by === undefined && isRelevant(one, head))) {
    job.reporter.notice(
      'An apply was running at the same time, so nothing is reported. The next run checks again.',
    );
    return;
  }
  const hasRecords = found.streams.length + found.failed.length > 0;
  const now = hasRecords ? await recordedOf(job) : before;
  const seen = seenBy(found);
  // Comments are updated first: a record that stays open is checked again, and so are its comments.
  const standings = standingsOf(found, seen.delivery);
  const isDelivered = await reportFailure(job, () =>
    updateOutcomes(job, followedApplies(now, standings), seen),
  );
  const isStable = isDelivered && (await reportFailure(job, () => reconcileRecords(job, standings, now)));
  const isReported = await reportFailure(job, () => reportDrift(job, found));
  const isDeliveryReported = await reportFailure(job, () => reportDelivery(job, found, undelivered));
  if (!(isStable && isReported && isDeliveryReported))
    throw new ForgeError('failed', 'Some results could not be reported.');
}

async function recordedOf(
  { forge, settings }: Job,
  look: LedgerLook = MOST_RECORDS,
): Promise<readonly Recorded[]> {
  const entries = await forge.records(settings.targetName, look);
  return trusted(entries, settings.commentAuthor);
}

function warnMissingSecrets({ reporter, clean, forge, options }: Job, { withoutSecrets }: WatchReport): void {
  for (const { name, references } of withoutSecrets) {
    const [it, are] = references.length === 1 ? ['it', 'is'] : ['them', 'are'];
    const named = references.some((reference) => reference.startsWith('env '));
    const store = forge.words.secretStore(options.configuration?.watchEnvironment?.value);
    const where = named ? `add ${it} to ${store.replaceAll('`', '')}` : 'add the file';
    const text = `${name}: its next step is left open, since ${listing(references)} ${are} missing or empty; ${where}.`;
    reporter.error(clean(text), 'Without secrets');
  }
}

/**
 * Records the steps that were taken in a record of their own, so that later approvals can trace how a version was
 * created. Failed steps are recorded as well: a record that is closed as a failure and has remaining steps means
 * that those steps will not be taken.
 */
async function recordSteps(job: Job, { streams, failed, account }: WatchReport): Promise<boolean> {
  const open = streams.filter(({ left }) => left.length > 0).length;
  const isFailureKept = await recordStreams(
    job,
    { streams: failed, account },
    {
      state: 'failed',
      summary: tally({ failed: failed.length }),
    },
  );
  const areStepsKept = await recordStreams(
    job,
    { streams, account },
    {
      state: open > 0 ? 'open' : 'complete',
      summary: tally({ 'in transition': open, done: streams.length - open }),
    },
  );
  return isFailureKept && areStepsKept;
}

async function recordStreams(
  job: Job,
  { streams, account }: Pick<WatchReport, 'streams' | 'account'>,
  end: LedgerStatus,
): Promise<boolean> {
  if (streams.length === 0) return true;
  const { number: run, attempt } = job.run;
  const record = recordFor(
    { streams, account, complete: end.state !== 'failed' },
    { run, attempt, by: 'watch' },
  );
  return writeRecord(job, record, end, []);
}

function isRelevant({ record, entry }: Recorded, head: string): boolean {
  return record.streams.length > 0 || entry.commit !== head;
}

/** Updates the records, which include this run's own records. */
async function reconcileRecords(
  job: Job,
  standings: ReadonlyMap<string, RecordState>,
  recorded: readonly Recorded[],
): Promise<void> {
  for (const { id, end } of movedOn(recorded, standings)) {
    await job.forge.setRecordState(id, { ...end, url: job.run.url });
  }
}

/** Returns the streams as this run read them, updated by its own steps. */
function seenBy({ status, open, streams, failed, delivery }: WatchResult): Seen {
  // The status report is about streams only.
  const properties = open.flatMap(({ item }) =>
    item && !isStream(item)
      ? [{ name: item.name, ...defined({ version: item.baseVersion, status: item.status }) }]
      : [],
  );
  const all = [...status.items, ...properties, ...streams, ...failed];
  return {
    target: status.target,
    streams: new Map(all.map((one) => [one.name, one])),
    delivery: new Map(delivery.map((one) => [one.name, one])),
  };
}

/** Reports what the forge rejects. The writes to streams stay valid. */
async function reportFailure({ reporter, clean }: Job, act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    reporter.error(clean(error.message));
    return false;
  }
}
