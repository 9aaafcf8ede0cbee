import type { StreamReader } from '../../api/streams/client.ts';
import { desiredDigest, targetDigest } from '../../approval/approval.ts';
import { deletesBegun, type OpenStream, openWork } from '../../approval/pending-steps.ts';
import { checkPropertiesDaily } from '../../commands/session/check-properties.ts';
import { type Connection, exclusively, openConnection } from '../../commands/session/connection.ts';
import type { Context } from '../../commands/session/context.ts';
import { readOptional } from '../../commands/session/optional-read.ts';
import type { ApplyOptions, PlanOptions } from '../../commands/session/options.ts';
import { type Planned, type PlanResult, readAndPlan } from '../../commands/session/read-and-plan.ts';
import { type FilesBefore, manifestsBefore } from '../../manifest/previous-manifests.ts';
import type { Actors } from '../../model/actor.ts';
import type { LatestRecord } from '../../model/approval.ts';
import { isStream } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import type { DeliveryItem } from '../../model/delivery.ts';
import { freezeInForce, isHeldByFreeze } from '../../model/freeze.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import type { PropertyCheck } from '../../model/property-finding.ts';
import type { Sighting } from '../../model/sighting.ts';
import type { StatusReport } from '../../model/status.ts';
import type { UndoneChange } from '../../model/stop-explanation.ts';
import { isInWindow, type TimeWindow } from '../../model/time-window.ts';
import type { WatchMode } from '../../model/watch-mode.ts';
import { madeRecord } from '../../plan/property-logging/own-applies.ts';
import { explainUndone } from '../../plan/property-logging/undone-change.ts';
import { actorsOf } from './actors.ts';
import { undoesManualChange } from './changed-manually.ts';
import { differingOf, type Sorted, sortOut, waitingNames } from './classify-differences.ts';
import { dueNames, type TakenSteps, takeDue } from './due-steps.ts';
import { manifestsNow } from './previous-manifests.ts';
import { verifyDelivery } from './verify-delivery.ts';
import { type EarlierRecords, watchedStatus } from './watched-status.ts';

/** What a watch found in the account, and what it did about remaining steps. */
export interface WatchReport extends Sorted, TakenSteps {
  readonly tag: 'watched';
  readonly status: StatusReport;
  readonly open: readonly OpenStream[];
  /** Streams in transitions whose start is not known, for the next watch. */
  readonly sightings: readonly Sighting[];
  /** Digest of the account, for records. */
  readonly account: string;
  /** Who started or stopped drifted streams whose status differs. */
  readonly actors: Actors;
  /** Who has undone changes of drifted properties that our applies had made, by name. */
  readonly undone: ReadonlyMap<string, UndoneChange>;
  /**
   * Items whose next step is due and left to a person: properties outside of `propertyWindow`, and all items if the watch
   * only reports.
   */
  readonly postponed: readonly PlanItem[];
  /** Items whose next step is due and held back by a freeze; a later watch takes it. */
  readonly frozen: readonly PlanItem[];
  /** Of the streams that reached their recorded state, and of those whose logs did not arrive before. */
  readonly delivery: readonly DeliveryItem[];
  /** The check of the properties; absent if there was none. */
  readonly properties?: PropertyCheck;
}

/** The options of a watch. */
export interface WatchOptions extends ApplyOptions, Pick<PlanOptions, 'checkProperties'> {
  /** When steps of properties may be taken. Absent: never. */
  readonly propertyWindow?: TimeWindow;
  /** Whether recorded steps that are due are taken. */
  readonly watchMode: WatchMode;
}

/**
 * Reads every managed stream and takes only steps that an apply recorded as remaining. Each is taken only if
 * the manifest, the version and the status match the record. It never creates and never deletes a stream. It follows
 * the activations of properties, and saves or activates a version only within `propertyWindow`. With `watchMode: report`,
 * it takes no step and opens no client that can write.
 * @param unapplied returns the manifest files that have changed since the last apply, with their text at that
 * time; called only if a stream differs
 */
export async function watch(
  context: Context,
  options: WatchOptions,
  kept: EarlierRecords,
  unapplied: () => Promise<FilesBefore> = async () => ({ files: [] }),
): Promise<WatchReport | (PlanResult<Connection> & { readonly tag: 'rejected' })> {
  const gathered = await readAndPlan(context, options, openConnection);
  if (gathered.tag === 'rejected') return gathered;
  const { status, sightings } = await watchedStatus(context, gathered, kept);
  const { plan, connection } = gathered;
  const recorded = openWork(plan, kept.open, context.hash).map((one) => arrivedFirst(one, status));
  const open = await withoutTakenBack(connection.reader, recorded);
  const differing = differingOf(plan, open);
  const before = differing.length === 0 ? { files: [] } : await unapplied();
  const deletes = await deletesOf(context, gathered, kept);
  const waits = waitingNames(
    context,
    gathered,
    manifestsBefore(manifestsNow(gathered), before, options.streams),
  );
  const sorted = sortOut(differing, { waits, deletes });
  const actors = await actorsOf(context, connection, sorted.drift);
  const nothing = { streams: [], failed: [], withoutSecrets: [] } as const;
  const account = targetDigest(plan.target, context.hash);
  const undelivered = kept.undelivered?.(account);
  const delivery = undelivered ? await verifyDelivery(context, gathered, open, undelivered) : [];
  const properties = options.checkProperties ? await checkPropertiesDaily(context, gathered) : undefined;
  // Writes come last: a run that is stopped while it reads has written nothing that is not recorded.
  const { propertyWindow = [] } = options;
  const frozen = frozenItems(open, options, context.clock.now());
  // The command that takes a postponed step would be refused during a freeze.
  const postponed = postponedItems(open, options, context.clock.now()).filter(
    (item) => !frozen.includes(item),
  );
  const left = new Set([...postponed, ...frozen].map(({ name }) => name));
  const due = new Set([...dueNames(open)].filter((name) => !left.has(name)));
  const taken =
    due.size > 0
      ? await exclusively(context, (openAgain) =>
          takeDue(context, { ...options, propertyWindow }, kept.open, due, openAgain),
        )
      : undefined;
  return {
    tag: 'watched',
    account,
    status,
    open,
    sightings,
    ...sorted,
    actors,
    undone: undoneChanges(context, gathered, sorted.drift, kept),
    ...nothing,
    postponed,
    frozen,
    ...taken,
    delivery,
    ...defined({ properties }),
  };
}

function undoneChanges(
  { hash }: Context,
  { plan, observed }: Planned<Connection>,
  drift: readonly PlanItem[],
  { latest }: EarlierRecords,
): WatchReport['undone'] {
  const changes = drift.flatMap((item) => {
    const record = madeRecord(item, desiredDigest(plan.target, item, hash), latest);
    const undone = record && explainUndone(record, item, observed);
    return undone ? [[item.name, undone] as const] : [];
  });
  return new Map(changes);
}

/**
 * A step is no longer due if someone has changed the stream's state and restored it since the step was
 * recorded.
 */
async function withoutTakenBack(
  reader: StreamReader,
  open: readonly OpenStream<LatestRecord>[],
): Promise<readonly OpenStream<LatestRecord>[]> {
  const judged: OpenStream<LatestRecord>[] = [];
  for (const one of open) {
    if (one.tag !== 'due') {
      judged.push(one);
      continue;
    }
    const isTakenBack = await readOptional(() => undoesManualChange(reader, one.item, one.record.at));
    judged.push(isTakenBack === false ? one : { ...one, tag: isTakenBack ? 'overtaken' : 'in-transition' });
  }
  return judged;
}

async function deletesOf(
  context: Context,
  { plan, connection }: Planned<Connection>,
  { latest }: EarlierRecords,
): Promise<ReadonlySet<string>> {
  const ours = latest.filter(({ hasFailed }) => !hasFailed);
  const names = new Set<string>();
  for (const { item, record } of deletesBegun(plan, ours, context.hash)) {
    if (!(await readOptional(() => undoesManualChange(connection.reader, item, record.at))))
      names.add(item.name);
  }
  return names;
}

/**
 * If the stream arrived and someone changed it afterwards, the transition has not reverted. The recorded
 * transition is done.
 */
function arrivedFirst(one: OpenStream<LatestRecord>, { items }: StatusReport): OpenStream<LatestRecord> {
  if (one.tag !== 'reverted' || one.record.left.length > 1) return one;
  const now = items.find(({ name }) => name === one.item.name);
  return now?.condition === 'stable' ? { ...one, tag: 'closed' } : one;
}

/**
 * The due steps that are left to a person: all of them if the watch only reports, else those of properties. Other people
 * and pipelines change the same site configuration, so nothing changes it unattended at a time that nobody has chosen.
 */
function postponedItems(
  open: readonly OpenStream[],
  { propertyWindow = [], watchMode }: WatchOptions,
  now: number,
): readonly PlanItem[] {
  const due = open.flatMap((one) => (one.tag === 'due' ? [one.item] : []));
  if (watchMode === 'report') return due;
  return isInWindow(propertyWindow, now) ? [] : due.filter((item) => !isStream(item));
}

function frozenItems(
  open: readonly OpenStream[],
  { configuration }: WatchOptions,
  now: number,
): readonly PlanItem[] {
  if (!freezeInForce(configuration?.freezes ?? [], now)) return [];
  return open.flatMap(({ tag, item }) => {
    const next = item?.steps.find(({ do: step }) => step !== 'await');
    return tag === 'due' && next && isHeldByFreeze(next) ? [item] : [];
  });
}
