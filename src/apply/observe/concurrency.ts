import type { NeededDetail } from '../../plan/match/match.ts';

/** Cache entries read at the same time, so that thousands of streams open few files at once. */
const AT_ONCE = 32;

/** Works on so many items at the same time, and on the next ones when all of those are done. */
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
 * One after another within an API, and the APIs beside each other: each has a request budget of its own, so that one
 * that is spent holds up no other. The first failure ends all.
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
