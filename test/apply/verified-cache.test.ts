import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileCache } from '../../src/apply/observe/version-cache.ts';
import type { Fault } from '../../src/simulator/protocol/faults.ts';
import { DEFAULT_SETTINGS } from '../../src/simulator/state/settings.ts';
import { Account, fault, HOUR, Killed } from './account.ts';
import { manifest, manifest1, PASSWORD } from './manifests.ts';
import { temporaryFolder } from './temporary.ts';

const MANY = { ...DEFAULT_SETTINGS.limits, streamsPerProperty: 100 };
const cacheIn = (directory: string) =>
  fileCache({ directory, target: 'simulator', key: 'key', listen: () => {} });
const streams = (count: number, fields: readonly number[]) =>
  Array.from({ length: count }, (_, index) =>
    manifest(`s${index}`, { state: 'inactive' }, { datasetFields: fields }),
  );

/** A plan without its number of requests. */
const meaning = ({ requests: _, ...plan }: object & { readonly requests: object }) => plan;

describe('what apply has verified', () => {
  test('is in the cache: the first plan after an apply of 21 streams costs one request', async () => {
    const account = new Account({ limits: MANY });
    const cache = cacheIn(temporaryFolder());
    for (const fields of [[1000], [1000, 1002]]) {
      await account.apply(streams(21, fields), { cache });
      await account.clock.advance(HOUR);
      const plan = await account.plan(streams(21, fields), { cache });
      expect([plan.summary.unchanged, plan.requests.used]).toEqual([21, 1]);
    }
  });

  test('is as the API returned it, and has no secret that was sent', async () => {
    const account = new Account();
    const folder = temporaryFolder();
    const wanted = [manifest('web')];
    await account.apply(wanted, { cache: cacheIn(folder) });
    const { streamId = 0 } = account.stream('web') ?? {};
    const { collection } = wanted[0] ?? manifest('none');
    const kept = await cacheIn(folder).detail(collection, streamId, 1);
    await account.plan(wanted, { cache: cacheIn(temporaryFolder()) });
    expect(kept?.modifiedBy).toBeDefined();
    expect(JSON.stringify(kept)).not.toContain(JSON.stringify(PASSWORD).slice(1, -1));
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const file of files.filter((one) => one.isFile())) {
      expect((await readFile(path.join(file.parentPath, file.name))).includes(PASSWORD)).toBe(false);
    }
  });

  const before = [manifest('a', { state: 'inactive' }), manifest1('b', { state: 'inactive' })];
  const wanted = [
    manifest('a', { state: 'active' }, { datasetFields: [1000] }),
    manifest1('b', { state: 'active' }, { timeFrame: 60 }),
    manifest('c'),
    manifest1('d'),
  ];

  /** The plan with the cache after an apply is the plan without one, after every interruption. */
  async function expectSamePlans(options: object): Promise<void> {
    const account = new Account();
    const folder = temporaryFolder();
    await account.apply(before, { cache: cacheIn(folder) });
    await account
      .apply(wanted, { cache: cacheIn(folder), ...options })
      .catch((error) => expect(error).toBeInstanceOf(Killed));
    for (const manifests of [wanted, before]) {
      const cached = await account.plan(manifests, { cache: cacheIn(folder) });
      expect(meaning(cached)).toEqual(meaning(await account.plan(manifests)));
    }
  }

  const kills = Array.from({ length: 14 }, (_, index) => index + 1);
  test.each(kills)('does not change the next plan if the process ends at request %i', async (request) => {
    for (const when of ['before', 'after'] as const) await expectSamePlans({ killAt: { request, when } });
  });

  test.each<[string, readonly Fault[]]>([
    [
      'a lost response',
      [fault({ do: 'lose-response' }, { method: 'PUT' }), fault({ do: 'lose-response' }, { method: 'POST' })],
    ],
    ['a write that never arrived', [fault({ do: 'lose-request' }, { method: 'PUT' })]],
    [
      'a member that the server does not keep',
      [fault({ do: 'ignore-member', member: 'datasetFields' }, { method: 'PUT' })],
    ],
    [
      'an edit of another user right after the write',
      [
        fault(
          {
            ...{ do: 'concurrent-edit', when: 'after' },
            acts: [{ act: 'edit', stream: 'a', change: { notificationEmails: ['x@example.com'] } }],
          } as const,
          { method: 'PUT' },
        ),
      ],
    ],
  ])('does not change the next plan after %s', async (_, faults) => {
    await expectSamePlans({ faults });
  });
});
