import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fault, Misbehaviour, StrangerAct } from '../../src/simulator/faults.ts';
import { latest } from '../../src/simulator/world.ts';
import { applied, checkSettled, filesOf, parameters, settled } from './converged.ts';
import { story, writesOf } from './invariants.ts';
import { type Intrusion, Rig, type RunOptions } from './rig.ts';
import { HOUR, MINUTE, MOVEMENT, open, scenes, worldOf } from './scene.ts';

const LIMIT = 3_600_000;
/** As without faults, and one more where a stranger left a movement. */
const ROUNDS = 6;

const HTML = '<html><body>Something went wrong</body></html>';

const misbehaviour: fc.Arbitrary<Misbehaviour> = fc.oneof(
  fc.constant<Misbehaviour>({ do: 'lose-request' }),
  fc.constant<Misbehaviour>({ do: 'lose-answer' }),
  fc.integer({ min: 1, max: 25_000 }).map((after): Misbehaviour => ({ do: 'finish-late', after })),
  fc
    .record({
      status: fc.constantFrom(429, 500, 502, 503, 504, 200, 201, 302),
      html: fc.boolean(),
      done: fc.boolean(),
    })
    .map(
      ({ status, html, done }): Misbehaviour => ({
        do: 'answer',
        status,
        ...(html ? { body: HTML } : {}),
        carriedOut: done && status !== 429,
      }),
    ),
  fc.constantFrom(3_000, 45_000).map((milliseconds): Misbehaviour => ({ do: 'delay', milliseconds })),
);

const fault: fc.Arbitrary<Fault> = fc
  .record({
    how: misbehaviour,
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PUT', 'POST'),
    nth: fc.integer({ min: 1, max: 4 }),
    times: fc.constantFrom(1, 1, 1, 2, 6),
  })
  .map(({ how, ...where }) => ({ ...where, how }));

const act: fc.Arbitrary<Omit<StrangerAct, 'stream'>> = fc.oneof(
  fc.constantFrom<Omit<StrangerAct, 'stream'>>(
    { act: 'edit' },
    { act: 'edit', change: { notificationEmails: ['x@example.com'] } },
    { act: 'edit', change: { latencyProfile: 'ODD' } },
    { act: 'edit', change: { samplingPercentage: 33 }, activate: true },
    { act: 'activate' },
    { act: 'deactivate' },
    { act: 'delete' },
    { act: 'settle' },
  ),
  fc
    .nat({ max: 999_999 })
    .map((number) => ({ act: 'edit' as const, change: { streamName: `stranger-${number}` } })),
);

const intrusion: fc.Arbitrary<Intrusion> = fc.record({
  before: fc.integer({ min: 1, max: 20 }),
  stream: fc.nat({ max: 5 }),
  act,
});

const trouble: fc.Arbitrary<RunOptions> = fc.record(
  {
    faults: fc.array(fault, { maxLength: 4 }),
    intrusions: fc.array(intrusion, { maxLength: 3 }),
    wait: fc.constantFrom(MOVEMENT / 2, 3 * HOUR),
    kill: fc.record({
      request: fc.integer({ min: 1, max: 15 }),
      when: fc.constantFrom('before' as const, 'after' as const),
    }),
    stop: fc.integer({ min: 1, max: 15 }),
  },
  { requiredKeys: ['faults', 'intrusions'] },
);

const quiet = trouble.map(({ intrusions: _, ...rest }) => rest);

describe('faults, kills and interruptions between any two requests', { timeout: LIMIT }, () => {
  test('and strangers never make a run do what nobody asked for, and once they stop all is well', async () => {
    await fc.assert(
      fc.asyncProperty(
        scenes.map(open),
        fc.array(trouble, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(1, 20),
        async (scene, troubles, minutes) => {
          const rig = new Rig((now) => worldOf(scene, now));
          const files = filesOf(scene);
          for (const options of troubles) {
            await applied(rig, files, options);
            await rig.clock.advance(minutes * MINUTE);
          }
          await rig.clock.advance(MOVEMENT + MINUTE);
          const last = await settled(rig, files, ROUNDS);
          checkSettled(rig, scene, last);
          const again = await applied(rig, files);
          expect(writesOf(again), story(again)).toEqual([]);
        },
      ),
      parameters(60),
    );
  });

  test('alone cost no stream more than one version, and nothing is deleted but what is to be absent', async () => {
    await fc.assert(
      fc.asyncProperty(
        scenes.map(open),
        fc.array(quiet, { minLength: 1, maxLength: 3 }),
        async (scene, troubles) => {
          const rig = new Rig((now) => worldOf(scene, now));
          const files = filesOf(scene);
          const before = rig.world.current();
          for (const options of troubles) {
            await applied(rig, files, options);
            await rig.clock.advance(2 * MINUTE);
          }
          await rig.clock.advance(MOVEMENT + MINUTE);
          const last = await settled(rig, files, ROUNDS);
          checkSettled(rig, scene, last);
          const after = rig.world.current();
          for (const stream of before.streams) {
            const now = after.streams.find(({ streamId }) => streamId === stream.streamId);
            const name = String(latest(stream).content['streamName']);
            const slot = scene.slots.find((one) => one.name === name);
            if (!now) expect(slot?.wish?.state, `${name} is gone`).toBe('absent');
            else expect(now.versions.length - stream.versions.length, name).toBeLessThanOrEqual(1);
          }
          const added = after.streams.length - before.streams.length;
          expect(added).toBeLessThanOrEqual(scene.slots.filter(({ live }) => !live).length);
          for (const stream of after.streams.slice(before.streams.length))
            expect(stream.versions).toHaveLength(1);
        },
      ),
      parameters(50),
    );
  });
});
