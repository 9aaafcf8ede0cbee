import type { NeededDetail } from '../../plan/match/match.ts';

/**
 * How many cache entries are read at the same time. Thousands of streams must not open thousands of files at
 * once.
 */
const AT_ONCE = 32;

/** Processes items in groups of this size. The next group starts when all items of the current one are done. */
export async function inGroups<A, B>(
  items: readonly A[],
  work: (item: A) => Promise<B>,
): Promise<readonly B[]> {
  const results: B[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(work))));
  }
  return results;
}

/**
 * Processes the items of each API one after another, and the APIs in parallel. Each API has its own request
 * budget, so an API without budget does not delay the others. The first failure ends all.
 */
export async function inParallelByApi(
  needed: readonly NeededDetail[],
  work: (need: NeededDetail) => Promise<unknown>,
): Promise<void> {
  let failed = false;
  const kinds = new Set(needed.map(({ collection }) => collection.kind));
  const reads = [...kinds].map(async (kind) => {
    for (const need of needed.filter(({ collection }) => collection.kind === kind)) {
      if (failed) return;
      await work(need).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  });
  await Promise.all(reads);
}
