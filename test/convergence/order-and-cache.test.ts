import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileCache } from '../../src/apply/observe/version-cache.ts';
import type { ManifestFile } from '../../src/manifest/read-manifests.ts';
import { apart, applied, filesOf, parameters } from './converged.ts';
import { nameOf, reversed, streamIn, streamsIn } from './either-api.ts';
import {
  accountStateOf,
  EVERYWHERE,
  HOUR,
  MINUTE,
  open,
  type Scene,
  type Slot,
  scenesOf,
  TRANSITION_TIME,
} from './random-accounts.ts';
import { story, writesOf } from './recorded-requests.ts';
import { type Ran, Rig } from './test-run.ts';

const LIMIT = 3_600_000;

/**
 * Another order of everything without a significant order: items of sets, streams of the account, documents,
 * files.
 */
interface Shuffle {
  readonly files: readonly number[];
  readonly oneFile: boolean;
  readonly reversed: boolean;
}

const shuffle: fc.Arbitrary<Shuffle> = fc.record({
  files: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
  oneFile: fc.boolean(),
  reversed: fc.boolean(),
});

function shuffledFiles(scene: Scene, { files: order, oneFile, reversed }: Shuffle): readonly ManifestFile[] {
  const slots = reversed ? scene.slots.map(withSetsReversed) : scene.slots;
  const files = filesOf({ ...scene, slots });
  const sorted = order.flatMap((index) => files[index] ?? []);
  if (!oneFile) return sorted.map(({ text }, index) => ({ file: `streams/${index}.yaml`, text }));
  return [{ file: 'streams/all.yaml', text: sorted.map(({ text }) => text).join('---\n') }];
}

function withSetsReversed(slot: Slot): Slot {
  if (!slot.desired) return slot;
  const desired = { ...slot.desired, content: reversed(slot.desired.content) };
  return { ...slot, desired };
}

/** Writes by the names of their streams, since ids of new ones depend on the order of creation. */
const returned = (ran: Ran) =>
  writesOf(ran)
    .map(({ seen, verb, place, streamId, activate, name }) => {
      const lived = streamIn(seen.before, place, streamId);
      return `${verb} ${place} ${lived ? nameOf(lived) : name} ${activate}`;
    })
    .sort();

describe('the order of files, documents, list rows and sets', { timeout: LIMIT }, () => {
  test.each(EVERYWHERE)('%s: changes neither fingerprint nor writes', async (kinds, share) => {
    await fc.assert(
      fc.asyncProperty(scenesOf(kinds).map(apart), shuffle, async (scene, order) => {
        const rig = new Rig((now) => accountStateOf(scene, now));
        const other = new Rig((now) => {
          const accountState = accountStateOf(scene, now);
          if (!order.reversed) return accountState;
          const datastream1 = {
            ...accountState.datastream1,
            streams: accountState.datastream1.streams.toReversed(),
          };
          return { ...accountState, streams: accountState.streams.toReversed(), datastream1 };
        });
        const one = await applied(rig, filesOf(scene));
        const two = await applied(other, shuffledFiles(scene, order));
        expect(two.plan?.fingerprint, `${story(one)}\n${story(two)}`).toBe(one.plan?.fingerprint);
        expect(two.plan?.summary).toEqual(one.plan?.summary);
        expect(two.plan?.requests).toEqual(one.plan?.requests);
        expect(returned(two), `${story(one)}\n${story(two)}`).toEqual(returned(one));
      }),
      parameters(30 * share),
    );
  });
});

/** A change of the cache before a run. */
const harm = fc.constantFrom('nothing', 'gone', 'garbage', 'cut', 'swapped', 'empty');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'convergence-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function harmed(directory: string, how: string): Promise<void> {
  if (how === 'nothing') return;
  if (how === 'gone') return rm(directory, { recursive: true, force: true });
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  for (const [index, file] of files.entries()) {
    const text = texts[index] ?? '';
    const other = texts[(index + 1) % texts.length] ?? '';
    const bad = { garbage: '{"format":1,"value":[null]}', cut: text.slice(0, 60), swapped: other, empty: '' };
    await writeFile(file, bad[how as keyof typeof bad]);
  }
}

describe('the version cache', { timeout: LIMIT }, () => {
  test.each(EVERYWHERE)(
    '%s: changes only the number of requests, even if it is damaged or lost between runs',
    async (kinds, share) => {
      let number = 0;
      await fc.assert(
        fc.asyncProperty(
          scenesOf(kinds).map(open),
          fc.array(fc.tuple(harm, fc.boolean()), { minLength: 4, maxLength: 4 }),
          async (scene, harms) => {
            number += 1;
            const directory = path.join(folder, kinds, String(number));
            const infinite = {
              ...scene,
              settings: { ...scene.settings, rate: { burst: 1_000_000, refill: 1 } },
            };
            const [bare, cached] = [0, 1].map(() => new Rig((now) => accountStateOf(infinite, now)));
            if (!bare || !cached) throw new Error('two accounts');
            const cache = (target: string) => fileCache({ directory, target, key: 'key', listen: () => {} });
            const files = filesOf(scene);
            for (const [how, edited] of harms) {
              await harmed(directory, how);
              const without = await applied(bare, files, { wait: 5 * MINUTE });
              const withCache = await applied(cached, files, { wait: 5 * MINUTE, cache });
              const both = `${story(without)}\n${story(withCache)}`;
              const { requests: used, ...plan } = without.plan ?? { requests: { used: 0, apply: 0 } };
              const { requests: saved, ...same } = withCache.plan ?? { requests: { used: 0, apply: 0 } };
              expect(same, both).toEqual(plan);
              expect(saved.apply, both).toBe(used.apply);
              expect(saved.used, both).toBeLessThanOrEqual(used.used);
              expect(returned(withCache)).toEqual(returned(without));
              expect(streamsIn(cached.accountState.current()), both).toEqual(
                streamsIn(bare.accountState.current()),
              );
              for (const rig of [bare, cached]) await between(rig, edited);
            }
          },
        ),
        parameters(20 * share),
      );
    },
  );
});

/** Advances the clock. Optionally another user edits the first stream. */
async function between(rig: Rig, edited: boolean): Promise<void> {
  await rig.clock.advance(edited ? 2 * HOUR : TRANSITION_TIME + MINUTE);
  const [first] = streamsIn(rig.accountState.current());
  if (!edited || !first) return;
  const { collection, stream } = first;
  const change =
    collection.kind === 'DataStream1' ? { connectors: [] } : { notificationEmails: ['x@example.com'] };
  rig.concurrentEdit({ act: 'edit', stream: stream.streamId, ...collection, change });
}
