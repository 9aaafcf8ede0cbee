import type { ItemProgress } from '../items/item-progress.ts';

/** Takes the steps of an item once the items that it needs are done, and then those of the items that need it. */
export async function inOrder(
  itemProgress: ItemProgress,
  tracks: readonly ItemProgress[],
  takeSteps: (itemProgress: ItemProgress) => Promise<void>,
): Promise<void> {
  const needed = neededBy(itemProgress, tracks);
  if (needed.length > 0 && ['going', 'needing'].includes(itemProgress.state)) {
    if (!needed.every(({ isComplete }) => isComplete)) return itemProgress.need();
    itemProgress.start(needed);
  }
  await takeSteps(itemProgress);
  if (!itemProgress.isComplete) return;
  const waiting = tracks.filter(
    (one) => one.state === 'needing' && neededBy(one, tracks).includes(itemProgress),
  );
  for (const one of waiting) await inOrder(one, tracks, takeSteps);
}

function neededBy({ item }: ItemProgress, tracks: readonly ItemProgress[]): readonly ItemProgress[] {
  return tracks.filter(({ name }) => item.needs?.includes(name));
}

/** Ends an item that waits for one that has failed. */
export function skipIfNeedFailed(itemProgress: ItemProgress, tracks: readonly ItemProgress[]): void {
  if (itemProgress.state !== 'needing') return;
  const failed = neededBy(itemProgress, tracks).find(({ progress }) => progress === 'failed');
  if (!failed) return;
  itemProgress.skip(
    `It needs ${JSON.stringify(failed.name)}, which is not as its manifest specifies; fix that and run again.`,
  );
}
