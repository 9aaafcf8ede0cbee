import type { ItemProgress } from '../items/item-progress.ts';

/**
 * Takes the steps of an item once the items that it needs are done, and then those of the items that need it. An item
 * that needs one that is not part of the run is left pending: that one is in transition.
 */
export async function takeStepsAfterNeeds(
  itemProgress: ItemProgress,
  tracks: readonly ItemProgress[],
  takeSteps: (itemProgress: ItemProgress) => Promise<void>,
): Promise<void> {
  const needed = needsOf(itemProgress, tracks);
  const names = itemProgress.item.needs ?? [];
  if (names.length > 0 && ['going', 'needing'].includes(itemProgress.state)) {
    const areDone = needed.length === names.length && needed.every(({ isComplete }) => isComplete);
    if (!areDone) return itemProgress.waitForNeeds();
    itemProgress.start(needed);
  }
  await takeSteps(itemProgress);
  if (!itemProgress.isComplete) return;
  const waiting = tracks.filter(
    (one) => one.state === 'needing' && needsOf(one, tracks).includes(itemProgress),
  );
  for (const one of waiting) await takeStepsAfterNeeds(one, tracks, takeSteps);
}

/** The items that an item needs. */
function needsOf({ item }: ItemProgress, tracks: readonly ItemProgress[]): readonly ItemProgress[] {
  return tracks.filter(({ name }) => item.needs?.includes(name));
}

/** Ends the items that wait for one that has failed, those that wait for them, and so on. */
export function skipAfterFailures(tracks: readonly ItemProgress[]): void {
  const skipped = tracks.filter((itemProgress) => {
    const failed =
      itemProgress.state === 'needing' &&
      needsOf(itemProgress, tracks).find(({ progress }) => progress === 'failed');
    if (!failed) return false;
    itemProgress.skip(
      `It needs ${JSON.stringify(failed.name)}, which is not as its manifest specifies; fix that and run again.`,
    );
    return true;
  });
  if (skipped.length > 0) skipAfterFailures(tracks);
}
