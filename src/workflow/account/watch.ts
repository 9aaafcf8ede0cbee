import type { StreamReader } from '../../api/streams/client.ts';
import { desiredDigest, targetDigest } from '../../approval/approval.ts';
import { deletesBegun, type OpenStream, openWork } from '../../approval/pending-steps.ts';
import { carryOut, readyFrom, secretsFor, type UnattendedOptions } from '../../commands/session/carry-out.ts';
import { checkPropertiesDaily } from '../../commands/session/check-properties.ts';
import {
  type Connection,
  exclusively,
  type OpenToWrite,
  openConnection,
} from '../../commands/session/connection.ts';
import type { Context } from '../../commands/session/context.ts';
import { readOptional } from '../../commands/session/optional-read.ts';
import type { ApplyOptions, PlanOptions } from '../../commands/session/options.ts';
import { type Planned, type PlanResult, readAndPlan } from '../../commands/session/read-and-plan.ts';
import { type ActivationWindow, isInWindow } from '../../model/activation-window.ts';
import type { Actors } from '../../model/actor.ts';
import type { LatestRecord, StreamRecord, UndoneChange } from '../../model/approval.ts';
import { isStream } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import type { DeliveryItem } from '../../model/delivery.ts';
import type { ApplyOutcome, ItemOutcome } from '../../model/outcome.ts';
import type { Plan, PlanItem } from '../../model/plan.ts';
import type { PropertyCheck } from '../../model/property-finding.ts';
import { identityOf, idMember, idOf } from '../../model/resource-key.ts';
import { type Limits, limitsFrom } from '../../model/safety-limits.ts';
import type { Sighting } from '../../model/sighting.ts';
import type { StatusReport } from '../../model/status.ts';
import { madeRecord } from '../../plan/property-logging/own-applies.ts';
import { explainUndone } from '../../plan/property-logging/undone-change.ts';
import { restrictPlan } from '../../plan/subset.ts';
import { actorsOf } from './actors.ts';
import { recordedBase, recordsOf } from './apply-approved.ts';
import { undoesManualChange } from './changed-manually.ts';
import { differingOf, type Sorted, sortOut, waitingNames } from './classify-differences.ts';
import { lackingSecrets, type WithoutSecrets } from './missing-secrets.ts';
import { type FileBefore, manifestsBefore, manifestsNow } from './previous-manifests.ts';
import { verifyDelivery } from './verify-delivery.ts';
import { type EarlierRecords, watchedStatus } from './watched-status.ts';

/** What a watch found in the account, and what it did about remaining steps. */
export interface WatchReport extends Sorted {
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
  /** The result of the steps that were due; absent if there were none. */
  readonly outcome?: ApplyOutcome;
  /** The records after these steps, for streams without a failed step. */
  readonly streams: readonly StreamRecord[];
  /** Streams with a failed step, with the steps that will not be taken any more. */
  readonly failed: readonly StreamRecord[];
  /** Streams whose step is still due, because it would send secrets that are not available. */
  readonly withoutSecrets: readonly WithoutSecrets[];
  /** Properties whose next step is due and left to a person, because `propertyWindow` does not allow it now. */
  readonly postponed: readonly PlanItem[];
  /** Of the streams that reached their recorded state, and of those whose logs did not arrive before. */
  readonly delivery: readonly DeliveryItem[];
  /** The check of the properties; absent if there was none. */
  readonly properties?: PropertyCheck;
}

/** The options of a watch. */
export interface WatchOptions extends ApplyOptions, Pick<PlanOptions, 'checkProperties'> {
  /** When steps of properties may be taken. Absent: never. */
  readonly propertyWindow?: ActivationWindow;
}

/**
 * Reads every managed stream and takes only steps that an apply recorded as remaining. Each is taken only if
 * the manifest, the version and the status match the record. It never creates and never deletes a stream. It follows
 * the activations of properties, and saves or activates a version only within `propertyWindow`.
 * @param unapplied returns the manifest files that have changed since the last apply, with their text at that
 * time; called only if a stream differs
 */
export async function watch(
  context: Context,
  options: WatchOptions,
  kept: EarlierRecords,
  unapplied: () => Promise<readonly FileBefore[]> = async () => [],
): Promise<WatchReport | (PlanResult<Connection> & { readonly tag: 'rejected' })> {
  const gathered = await readAndPlan(context, options, openConnection);
  if (gathered.tag === 'rejected') return gathered;
  const { status, sightings } = await watchedStatus(context, gathered, kept);
  const { plan, connection } = gathered;
  const recorded = openWork(plan, kept.open, context.hash).map((one) => arrivedFirst(one, status));
  const open = await withoutTakenBack(connection.reader, recorded);
  const differing = differingOf(plan, open);
  const before = differing.length === 0 ? [] : await unapplied();
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
  const postponed = postponedItems(open, propertyWindow, context.clock.now());
  const left = new Set(postponed.map(({ name }) => name));
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

/** The apply that recorded the steps has counted them against the limits that were allowed then. */
const UNLIMITED: Limits = { ...limitsFrom(() => Infinity), delete: 0 };

/**
 * The due steps of properties that are left to a person. Other people and pipelines change the same site configuration,
 * so nothing changes it unattended at a time that nobody has chosen.
 */
function postponedItems(
  open: readonly OpenStream[],
  window: ActivationWindow,
  now: number,
): readonly PlanItem[] {
  if (isInWindow(window, now)) return [];
  return open.flatMap((one) => (one.tag === 'due' && !isStream(one.item) ? [one.item] : []));
}

/**
 * Reads again before it writes, with the client that can write. A step that was due before still has to be
 * due.
 *
 * @param before the names of what was due
 */
async function takeDue(
  context: Context,
  options: UnattendedOptions,
  records: readonly LatestRecord[],
  before: ReadonlySet<string>,
  openAgain: OpenToWrite,
): Promise<Partial<WatchReport> | undefined> {
  const gathered = await readAndPlan(context, options, openAgain);
  if (gathered.tag === 'rejected') return undefined;
  const { plan } = gathered;
  const still = dueNames(openWork(plan, records, context.hash));
  const due = new Set([...before].filter((name) => still.has(name)));
  const secrets = secretsFor(context, options);
  const withoutSecrets = await lackingSecrets(restrictPlan(plan, due, UNLIMITED, context.hash), secrets);
  const lacking = new Set(withoutSecrets.map(({ name }) => name));
  const able = new Set([...due].filter((name) => !lacking.has(name)));
  if (able.size === 0 && lacking.size > 0) return { withoutSecrets };
  const chosen = restrictPlan(plan, able, UNLIMITED, context.hash, true);
  const outcome = await carryOut(context, options, readyFrom({ ...gathered, plan: chosen }));
  return { outcome, withoutSecrets, ...leftBehind(chosen, outcome, context.hash) };
}

/**
 * The records after the steps. A failed stream is returned separately, even if nothing was done to it,
 * because no later watch may try it again.
 */
function leftBehind(
  plan: Plan,
  outcome: ApplyOutcome,
  hash: Context['hash'],
): Pick<WatchReport, 'streams' | 'failed'> {
  const failed = outcome.items.filter(hasFailed);
  const names = new Set(failed.map(({ name }) => name));
  return {
    streams: recordsOf(plan, outcome, hash).filter(({ name }) => !names.has(name)),
    failed: failed.flatMap((result) => {
      const item = plan.items.find(({ name }) => name === result.name);
      return item ? [failedRecord(plan, item, result, hash)] : [];
    }),
  };
}

function failedRecord(plan: Plan, item: PlanItem, result: ItemOutcome, hash: Context['hash']): StreamRecord {
  const { version = item.baseVersion, status = item.status } = result;
  const untaken = item.steps.filter((_, place) => result.steps[place]?.result !== 'done');
  return {
    ...identityOf(item),
    ...idMember(item, idOf(result) ?? idOf(item)),
    desired: desiredDigest(plan.target, item, hash),
    ...recordedBase(item),
    ...(version === undefined ? {} : { version }),
    ...(status === undefined ? {} : { status }),
    left: untaken.length > 0 ? untaken : item.steps,
  };
}

/** Whether a stream was not processed as far as possible: a step failed, or the item was blocked. */
function hasFailed({ reason, steps }: ItemOutcome): boolean {
  return reason !== undefined || steps.some(({ result }) => result === 'failed');
}

function dueNames(open: readonly OpenStream[]): ReadonlySet<string> {
  return new Set(open.flatMap((one) => (one.tag === 'due' ? [one.item.name] : [])));
}
