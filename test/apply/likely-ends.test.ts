import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Account, HOUR } from './account.ts';
import { manifest } from './manifests.ts';

const MINUTE = 60_000;

/** Activates a stream that takes some time, and waits for it. Returns the number of lists, and when the wait ended. */
async function waited(took: number) {
  const account = new Account({ transitionTime: took });
  const began = account.clock.monotonic();
  const { outcome, requests } = await account.apply([manifest('web')], {
    wait: 6 * HOUR,
    looksAtLikelyEnds: true,
  });
  expect(outcome.outcome).toBe('converged');
  // The list before the create, and the create.
  return { lists: requests.length - 2, took: account.clock.monotonic() - began };
}

test('a wait sends at most 15 requests an hour, and ends within 60 seconds of a likely end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: MINUTE, max: 4 * HOUR }), async (duration) => {
      const { lists, took } = await waited(duration);
      expect(lists).toBeLessThanOrEqual(15 * Math.ceil(took / HOUR));
      // 75 minutes is the middle of the 60 to 90 that the vendor documents.
      const isLikely = Math.abs(duration - 75 * MINUTE) <= 5 * MINUTE;
      expect(took - duration).toBeLessThanOrEqual(isLikely ? MINUTE : 15 * MINUTE);
    }),
    {
      numRuns: 60,
      examples: [[60 * MINUTE], [70 * MINUTE], [75 * MINUTE], [80 * MINUTE - 1], [90 * MINUTE]],
    },
  );
});

test('a later transition is expected to take as long as those that the run has seen end', async () => {
  const account = new Account({ transitionTime: 40 * MINUTE });
  await account.apply([manifest('web')]);
  await account.clock.advance(30 * MINUTE);
  const began = account.clock.monotonic();
  const edited = manifest('web', {}, { datasetFields: [1000] });
  await account.apply([edited], { wait: 6 * HOUR, looksAtLikelyEnds: true });
  expect(account.state('web')).toBe('ACTIVATED v2');
  // The first ends after 10 minutes and is seen after 15. The second starts then, and its end is seen within a minute.
  expect(account.clock.monotonic() - began).toBeLessThanOrEqual((15 + 40 + 1) * MINUTE);
});
