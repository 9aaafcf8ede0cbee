import type { ItemProgress } from '../items/item-progress.ts';
import { verbsOf } from './verbs.ts';

type Tracks = readonly ItemProgress[];

/**
 * Takes the steps of an item once the items that it needs are done and none of its type is in its way, and then those of
 * the items that have waited for it. An item that needs one that is not part of the run is left pending: that one is in
 * transition.
 */
export async function takeStepsInOrder(
  itemProgress: ItemProgress,
  tracks: Tracks,
  takeSteps: (itemProgress: ItemProgress) => Promise<void>,
): Promise<void> {
  if (['going', 'needing'].includes(itemProgress.state)) {
    const failed = failedBefore(itemProgress, tracks);
    if (failed) return skipAfter(itemProgress, failed);
    const needed = needsOf(itemProgress, tracks);
    const names = itemProgress.item.needs ?? [];
    const areDone = needed.length === names.length && needed.every(({ isComplete }) => isComplete);
    if (!areDone || isBusy(itemProgress, tracks)) return itemProgress.waitForNeeds();
    itemProgress.start(needed);
  }
  await takeSteps(itemProgress);
  const waiting = tracks.filter(
    (one) =>
      one.state === 'needing' &&
      (needsOf(one, tracks).includes(itemProgress) || isSequentialWith(one, itemProgress)),
  );
  for (const one of waiting) await takeStepsInOrder(one, tracks, takeSteps);
}

/** The items that an item needs. */
function needsOf({ item }: ItemProgress, tracks: Tracks): Tracks {
  return tracks.filter(({ name }) => item.needs?.includes(name));
}

function isSequentialWith(one: ItemProgress, other: ItemProgress): boolean {
  return one !== other && one.item.kind === other.item.kind && verbsOf(one.item).isSequential === true;
}

/** Returns true while another item of a sequential type waits for a short transition, if the item writes something. */
function isBusy(itemProgress: ItemProgress, tracks: Tracks): boolean {
  if (!itemProgress.hasWritesLeft) return false;
  return tracks.some(
    (other) =>
      isSequentialWith(itemProgress, other) &&
      other.state === 'waiting' &&
      verbsOf(other.item).briefWait?.(other.awaited) !== undefined,
  );
}

/** Returns the item of a sequential type whose failure stops the writes of an item. */
function failedBefore(itemProgress: ItemProgress, tracks: Tracks): ItemProgress | undefined {
  if (!itemProgress.hasWritesLeft) return undefined;
  return tracks.find((other) => isSequentialWith(itemProgress, other) && other.hasFailed);
}

/** Ends the items that wait for one that has failed, those that wait for them, and so on. */
export function skipAfterFailures(tracks: Tracks): void {
  const skipped = tracks.filter((itemProgress) => {
    if (itemProgress.state !== 'needing') return false;
    const failed = needsOf(itemProgress, tracks).find(({ progress }) => progress === 'failed');
    const before = failedBefore(itemProgress, tracks);
    if (failed) {
      itemProgress.skip(
        `It needs ${JSON.stringify(failed.name)}, which is not as its manifest specifies; fix that and run again.`,
      );
    } else if (before) skipAfter(itemProgress, before);
    return failed !== undefined || before !== undefined;
  });
  if (skipped.length > 0) skipAfterFailures(tracks);
}

function skipAfter(itemProgress: ItemProgress, failed: ItemProgress): void {
  itemProgress.skip(
    `The change of ${JSON.stringify(failed.name)} failed, so no further changes of this kind were made; fix that and run again.`,
  );
}
