import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applied, checkStable, filesOf, parameters, stable, together } from './converged.ts';
import { anySpec, isFirst, streamsIn } from './either-api.ts';
import {
  accountStateOf,
  EVERYWHERE,
  HOUR,
  MINUTE,
  open,
  type Scene,
  scenesOf,
  TRANSITION_TIME,
} from './random-accounts.ts';
import { story, writesOf } from './recorded-requests.ts';
import { type Ran, Rig } from './test-run.ts';

/** Milliseconds, with a margin for a machine under load and for soak runs. */
const LIMIT = 3_600_000;
/**
 * The longest sequence: the end of a transition, deactivate, update or delete, and a run that finds nothing.
 */
const ROUNDS = 5;
/**
 * In DataStream 1 an update affects the streams that share a property, so that each waits for the one before
 * it.
 */
const roundsOf = ({ slots }: Scene) => ROUNDS + slots.length;

/**
 * Every manifest has its contract and group. If some are omitted, the plan's number of requests is known to
 * be wrong: `plan/steps/request-budget.ts` reads only manifests, apply also reads live rows.
 */
function placed(scene: Scene): Scene {
  const slots = scene.slots.map((slot) =>
    slot.desired ? { ...slot, desired: { ...slot.desired, place: true } } : slot,
  );
  return { ...scene, slots };
}

/** Nothing to rotate: every value of a stream can be read back. */
function hasOnlyReturned({ slots }: Scene, name: string | undefined): boolean {
  const content = slots.find((slot) => slot.name === name)?.desired?.content;
  if (!content || !isFirst(content) || content.streamType === 'RAW') return false;
  return !JSON.stringify(anySpec(content, false)).includes('"env"');
}

/** List polls, and repeated look-ups of names after a transition, are part of waiting. */
function isWaiting(seen: Ran['seen'], index: number): boolean {
  const { phase, method, path } = seen[index] ?? {};
  if (phase !== 'waiting' || method !== 'GET' || path === undefined) return false;
  if (path.endsWith('/streams')) return true;
  const before = seen.slice(0, index).filter((one) => one.phase !== 'planning');
  return !/\/streams\/\d+$/.test(path) && before.some((one) => one.path === path);
}

/**
 * A plan knows which streams an update affects if all are stable at the start and no update removes a source,
 * since the effect of that on other streams is not documented.
 */
function movesAreKnown({ plan }: Ran): boolean {
  return (plan?.items ?? []).every(({ kind, status, changes }) => {
    const value = status === undefined || !status.endsWith('ING');
    return (
      kind !== 'DataStream1' ||
      (value && changes.every(({ path, removed = [] }) => path !== '/properties' || removed.length === 0))
    );
  });
}

const rigOf = (scene: Scene) => new Rig((now) => accountStateOf(scene, now));

describe('any account and any repository', { timeout: LIMIT }, () => {
  test.each(EVERYWHERE)(
    '%s: match after a few runs, and then no run writes any more',
    async (kinds, share) => {
      await fc.assert(
        fc.asyncProperty(scenesOf(kinds), fc.boolean(), async (scene, waits) => {
          const rig = rigOf(scene);
          const options = waits ? { wait: 10 * HOUR } : {};
          const first = await applied(rig, filesOf(scene), options);
          if (first.outcome?.outcome === 'refused') {
            for (const { code, names } of first.plan?.refusals ?? []) {
              const slots = scene.slots.filter(({ name }) => names.includes(name));
              expect(code, story(first)).toBe('protected');
              expect(
                slots.every(({ desired }) => desired?.protect && desired.state !== 'active'),
                story(first),
              ).toBe(true);
            }
            expect(writesOf(first)).toEqual([]);
          }
          await rig.clock.advance(TRANSITION_TIME + MINUTE);
          const files = filesOf(scene, false);
          const last = await stable(rig, files, roundsOf(scene), options);
          checkStable(rig, scene, last);
          const streams = streamsIn(rig.accountState.current());
          for (let run = 0; run < 2; run += 1) {
            await rig.clock.advance(HOUR);
            const again = await applied(rig, files, options);
            expect(writesOf(again), story(again)).toEqual([]);
          }
          expect(streamsIn(rig.accountState.current())).toEqual(streams);
        }),
        parameters(60 * share),
      );
    },
  );

  test.each(EVERYWHERE)('%s: cost the requests in the plan, except for waits', async (kinds, share) => {
    await fc.assert(
      fc.asyncProperty(scenesOf(kinds).map(open).map(placed), async (scene) => {
        const rate = { burst: 1_000_000, refill: 1 };
        const rig = rigOf(together({ ...scene, settings: { ...scene.settings, rate } }));
        const ran = await applied(rig, filesOf(scene), { wait: 10 * HOUR });
        const sent = ran.seen.filter(
          (one, index) => one.phase !== 'planning' && !isWaiting(ran.seen, index),
        ).length;
        const failed = ran.outcome?.items.flatMap(({ steps }) => steps.filter(({ error }) => error));
        expect(failed, story(ran)).toEqual([]);
        const planned = ran.plan?.requests.apply;
        if (movesAreKnown(ran)) expect(sent, story(ran)).toBe(planned);
      }),
      parameters(60 * share),
    );
  });

  test.each(EVERYWHERE)(
    '%s: converge in the versions that a rotation requested, and in no other',
    async (kinds, share) => {
      await fc.assert(
        fc.asyncProperty(scenesOf(kinds).map(open), async (scene) => {
          const rig = rigOf(scene);
          const files = filesOf(scene, false);
          const stableRun = await stable(rig, files, roundsOf(scene) + 1);
          const managed =
            stableRun.plan?.items.filter(({ action, streamId }) => action === 'none' && streamId) ?? [];
          const versions = () =>
            streamsIn(rig.accountState.current()).map(({ stream }) => stream.versions.length);
          const before = versions();
          const rotate = managed.map(({ name }) => name);
          const ran = await applied(rig, files, { rotate, wait: 10 * HOUR });
          const needless = ran.plan?.warnings.filter(({ code }) => code === 'nothing-to-rotate') ?? [];
          for (const { name } of needless)
            expect(hasOnlyReturned(scene, name), `${name}\n${story(ran)}`).toBe(true);
          const rotated = managed.filter(({ name }) => !needless.some((one) => one.name === name));
          const ids = new Set(rotated.map(({ streamId }) => streamId));
          const expected = streamsIn(rig.accountState.current()).map(
            ({ stream }, index) => (before[index] ?? 0) + (ids.has(stream.streamId) ? 1 : 0),
          );
          expect(versions(), story(ran)).toEqual(expected);
          const quiet = await applied(rig, files);
          expect(writesOf(quiet), story(quiet)).toEqual([]);
        }),
        parameters(20 * share),
      );
    },
  );
});
