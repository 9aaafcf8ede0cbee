import { ApiError } from '../../api/errors/errors.ts';
import { type Collection, collectionKey } from '../../model/collection.ts';
import type { StreamList, StreamRow } from '../../model/observed.ts';
import { hasReached, phaseOf, type StableStatus } from '../../model/phase.ts';
import { announceWait, goalOf } from './awaited-streams.ts';
import { slept } from './find-outcome.ts';
import { type ItemProgress, type Snapshot, snapshotOf } from './item-progress.ts';
import { apiSentence, sentences } from './messages.ts';
import type { ApplyContext } from './ports.ts';
import { journalArrival, stepDone, stepFailed } from './report-step.ts';
import { laterEdit, unknownStatus } from './verify-write.ts';

const LASTING = new Set(['unauthorized', 'forbidden', 'gone', 'redirect']);

/** Whether a failure is permanent, so that another read does not help. */
export function isForGood({ kind }: ApiError): boolean {
  return LASTING.has(kind);
}

/**
 * The result of one look at a waiting stream. A doubt has to be seen twice, because lists may lag behind
 * writes.
 */
type WaitObservation =
  | { readonly tag: 'arrived'; readonly seen: Snapshot }
  | { readonly tag: 'in-transition'; readonly seen: Snapshot }
  /** The list does not show this run's own update yet. */
  | { readonly tag: 'behind' }
  /** The row cannot be used, so this look proves nothing about the stream. */
  | { readonly tag: 'unclear' }
  | { readonly tag: 'doubt'; readonly doubt: string; readonly revertedTo?: Snapshot }
  | { readonly tag: 'failed'; readonly error: string; readonly seen: Snapshot };

/**
 * Waits until all transitions have ended, for all streams together, with one list call per collection at
 * every look. Each stream's further steps are taken as soon as it is stable. Streams that are still in
 * transition after the limit are left to a later run.
 * @param limit the maximum wait, milliseconds
 */
export async function waitForTransitions(
  run: ApplyContext,
  tracks: readonly ItemProgress[],
  limit: number,
  takeSteps: (run: ApplyContext, itemProgress: ItemProgress) => Promise<void>,
): Promise<void> {
  const began = run.clock.now();
  const end = run.clock.monotonic() + limit;
  const doubts = new Map<ItemProgress, string>();
  const followed = new Map<ItemProgress, StableStatus>();
  for (;;) {
    const waiting = tracks.filter((itemProgress) => itemProgress.isWaiting);
    for (const itemProgress of waiting)
      if (!followed.has(itemProgress)) followed.set(itemProgress, goalOf(itemProgress));
    const left = end - run.clock.monotonic();
    if (waiting.length === 0 || left <= 0) return;
    announceWait(run, followed, began);
    if (!(await slept(run, Math.min(run.options.poll, left)))) return;
    for (const itemProgress of await look(run, waiting, doubts)) await takeSteps(run, itemProgress);
  }
}

/** Lists all collections once and returns the streams that have arrived. */
async function look(
  run: ApplyContext,
  waiting: readonly ItemProgress[],
  doubts: Map<ItemProgress, string>,
): Promise<readonly ItemProgress[]> {
  const arrived: ItemProgress[] = [];
  for (const tracks of byCollection(waiting)) {
    const listed = await readList(run, tracks);
    if (!listed) continue;
    for (const itemProgress of tracks) {
      if (await handleObservation(run, itemProgress, await observe(run, itemProgress, listed), doubts))
        arrived.push(itemProgress);
    }
  }
  return arrived;
}

function byCollection(tracks: readonly ItemProgress[]): Iterable<readonly ItemProgress[]> {
  const groups = new Map<string, ItemProgress[]>();
  for (const itemProgress of tracks) {
    const key = collectionKey(itemProgress.collection);
    const group = groups.get(key);
    if (group) group.push(itemProgress);
    else groups.set(key, [itemProgress]);
  }
  return groups.values();
}

/** The streams of the items' collection; `undefined` if this list call failed. */
async function readList(run: ApplyContext, tracks: readonly ItemProgress[]): Promise<StreamList | undefined> {
  const [first] = tracks;
  const collection: Collection | undefined = first?.collection;
  if (!collection || run.signal.aborted) return undefined;
  try {
    return await run.shared.list(collection, true);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (isForGood(error)) {
      for (const itemProgress of tracks) stepFailed(run, itemProgress, apiSentence(error, itemProgress.item));
    }
    return undefined;
  }
}

async function observe(
  run: ApplyContext,
  itemProgress: ItemProgress,
  { rows, unusable }: StreamList,
): Promise<WaitObservation> {
  const row = rows.find((each) => each.streamId === itemProgress.id);
  const until = itemProgress.awaited;
  const mayBeUnusable = unusable.some(({ streamId = itemProgress.id }) => streamId === itemProgress.id);
  if (!row && mayBeUnusable) return { tag: 'unclear' };
  if (!row)
    return {
      tag: 'doubt',
      doubt: `Stream ${itemProgress.knownId} no longer exists: another user deleted it.`,
    };
  if (row.version < itemProgress.version) return { tag: 'behind' };
  if (row.version > itemProgress.version) {
    return {
      tag: 'failed',
      seen: snapshotOf(row),
      error: (await laterEdit(run, itemProgress, snapshotOf(row))).error,
    };
  }
  return observeStatus(row, until);
}

function observeStatus(row: StreamRow, until: StableStatus): WaitObservation {
  const seen = snapshotOf(row);
  const phase = phaseOf(row.collection, row.status);
  switch (phase.tag) {
    case 'in-transition':
      return { tag: 'in-transition', seen };
    case 'unknown':
      return { tag: 'failed', seen, error: unknownStatus(phase.status) };
    case 'stable':
      return hasReached(row.collection, row.status, until)
        ? { tag: 'arrived', seen }
        : { tag: 'doubt', doubt: describeReversion(row, until), revertedTo: seen };
    default:
      return phase satisfies never;
  }
}

function describeReversion(row: StreamRow, until: StableStatus): string {
  return sentences(
    `The stream ended as ${row.status} instead of ${until}: the transition failed, or another user changed it`,
    'Check its activation history and the e-mails from Akamai; run again to retry',
  );
}

/** @returns true if the stream has arrived */
async function handleObservation(
  run: ApplyContext,
  itemProgress: ItemProgress,
  sight: WaitObservation,
  doubts: Map<ItemProgress, string>,
): Promise<boolean> {
  switch (sight.tag) {
    case 'arrived':
      await arrive(run, itemProgress, sight.seen);
      return true;
    case 'in-transition':
      doubts.delete(itemProgress);
      itemProgress.see(sight.seen);
      return false;
    case 'behind':
    case 'unclear':
      return false;
    case 'failed':
      stepFailed(run, itemProgress, sight.error, sight.seen);
      return false;
    case 'doubt':
      if (doubts.get(itemProgress) === sight.doubt) await giveUp(run, itemProgress, sight);
      else doubts.set(itemProgress, sight.doubt);
      return false;
    default:
      return sight satisfies never;
  }
}

/** Completes the step that awaited the transition, or releases the step that the transition held. */
async function arrive(run: ApplyContext, itemProgress: ItemProgress, seen: Snapshot): Promise<void> {
  if (itemProgress.isHeld) return itemProgress.release(seen);
  await journalArrival(run, itemProgress, itemProgress.awaited, seen, 'done');
  stepDone(run, itemProgress, seen);
}

async function giveUp(
  run: ApplyContext,
  itemProgress: ItemProgress,
  sight: WaitObservation & { tag: 'doubt' },
): Promise<void> {
  const { doubt, revertedTo } = sight;
  if (revertedTo && !itemProgress.isHeld)
    await journalArrival(run, itemProgress, itemProgress.awaited, revertedTo, 'reverted');
  stepFailed(run, itemProgress, doubt, revertedTo);
}
