import { ApiError } from '../../api/errors/errors.ts';
import { collectionKey } from '../../model/collection.ts';
import type { StableStatus } from '../../model/phase.ts';
import type { ItemProgress } from '../items/item-progress.ts';
import { apiSentence, isForGood } from '../items/messages.ts';
import type { ApplyContext } from '../items/ports.ts';
import type { WaitLimits } from '../items/resource-verbs.ts';
import type { Snapshot } from '../items/snapshot.ts';
import type { WaitObservation } from '../items/write-result.ts';
import { announceWait, goalOf } from './awaited-resources.ts';
import { slept } from './find-outcome.ts';
import { LookSchedule } from './look-schedule.ts';
import { journalArrival, stepDone, stepFailed } from './report-step.ts';
import { verbsOf } from './verbs.ts';

/**
 * Waits until all transitions have ended, for all resources together, with one list call per collection at
 * every look. Without a fixed interval, a collection is looked at when a transition is likely to end
 * (`nextLook`). Each resource's further steps are taken as soon as it is stable. Resources that are still in
 * transition after the limit are left to a later run.
 * @param limits the maximum wait, and the interval between two looks
 */
export async function waitForTransitions(
  run: ApplyContext,
  tracks: readonly ItemProgress[],
  { limit, poll }: WaitLimits,
  advance: (itemProgress: ItemProgress) => Promise<void>,
): Promise<void> {
  const began = run.clock.now();
  const end = run.clock.monotonic() + limit;
  const doubts = new Map<ItemProgress, string>();
  const schedule = new LookSchedule(run.clock, poll);
  const followed = new Map<ItemProgress, StableStatus>();
  for (;;) {
    const waiting = tracks.filter((itemProgress) => itemProgress.state === 'waiting');
    for (const itemProgress of waiting)
      if (!followed.has(itemProgress)) followed.set(itemProgress, goalOf(itemProgress));
    const left = end - run.clock.monotonic();
    if (waiting.length === 0 || left <= 0) return;
    announceWait(run, followed, began);
    const groups = [...byCollection(waiting)];
    if (!(await slept(run, Math.min(schedule.pause(groups), left)))) return;
    // At the end of the wait, every collection is looked at.
    const isLast = run.clock.monotonic() >= end;
    const due = schedule.start(groups, isLast);
    const arrived = await look(run, due, doubts);
    schedule.learn(arrived);
    for (const itemProgress of arrived) await advance(itemProgress);
  }
}

/** Lists collections once and returns the resources that have arrived. */
async function look(
  run: ApplyContext,
  groups: readonly (readonly ItemProgress[])[],
  doubts: Map<ItemProgress, string>,
): Promise<readonly ItemProgress[]> {
  const arrived: ItemProgress[] = [];
  for (const tracks of groups) {
    const observe = await readCollection(run, tracks);
    if (!observe) continue;
    for (const itemProgress of tracks) {
      if (await handleObservation(run, itemProgress, await observe(itemProgress), doubts))
        arrived.push(itemProgress);
    }
  }
  return arrived;
}

function byCollection(tracks: readonly ItemProgress[]): Iterable<readonly ItemProgress[]> {
  const groups = new Map<string, ItemProgress[]>();
  for (const itemProgress of tracks) {
    const key = collectionKey(itemProgress.item);
    const group = groups.get(key);
    if (group) group.push(itemProgress);
    else groups.set(key, [itemProgress]);
  }
  return groups.values();
}

/** Reads the items' collection once; `undefined` if that failed. */
async function readCollection(
  run: ApplyContext,
  tracks: readonly ItemProgress[],
): Promise<((itemProgress: ItemProgress) => Promise<WaitObservation>) | undefined> {
  const [first] = tracks;
  if (!first || run.signal.aborted) return undefined;
  try {
    return await verbsOf(first.item).observe(run, tracks);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (isForGood(error)) {
      for (const itemProgress of tracks) stepFailed(run, itemProgress, apiSentence(error, itemProgress.item));
    }
    return undefined;
  }
}

/** @returns true if the resource has arrived */
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
      itemProgress.live.see(sight.seen);
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
