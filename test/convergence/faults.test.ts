import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { Fault, FaultRule } from '../../src/simulator/protocol/faults.ts';
import { applied, checkStable, filesOf, parameters, stable } from './converged.ts';
import { nameOf, placeOf, streamIn, streamsIn } from './either-api.ts';
import {
  accountStateOf,
  EVERYWHERE,
  HOUR,
  MINUTE,
  open,
  scenesOf,
  TRANSITION_TIME,
} from './random-accounts.ts';
import { story, writesOf } from './recorded-requests.ts';
import { type Intrusion, Rig, type RunOptions } from './test-run.ts';

const LIMIT = 3_600_000;
/**
 * As without faults, with four streams that wait for each other, and one more with a transition by another
 * user.
 */
const ROUNDS = 10;

const HTML = '<html><body>Something went wrong</body></html>';

const misbehaviour: fc.Arbitrary<FaultRule> = fc.oneof(
  fc.constant<FaultRule>({ do: 'lose-request' }),
  fc.constant<FaultRule>({ do: 'lose-response' }),
  fc.integer({ min: 1, max: 25_000 }).map((after): FaultRule => ({ do: 'finish-late', after })),
  fc
    .record({
      status: fc.constantFrom(429, 500, 502, 503, 504, 200, 201, 302),
      html: fc.boolean(),
      done: fc.boolean(),
    })
    .map(
      ({ status, html, done }): FaultRule => ({
        do: 'respond',
        status,
        ...(html ? { body: HTML } : {}),
        carriedOut: done && status !== 429,
      }),
    ),
  fc.constantFrom('ACTIVATED', 'DEACTIVATED').map((to): FaultRule => ({ do: 'revert', to })),
  fc.constantFrom(3_000, 45_000).map((milliseconds): FaultRule => ({ do: 'delay', milliseconds })),
);

const fault: fc.Arbitrary<Fault> = fc
  .record({
    how: misbehaviour,
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PUT', 'POST'),
    nth: fc.integer({ min: 1, max: 4 }),
    times: fc.constantFrom(1, 1, 1, 2, 6),
  })
  .map(({ how, ...where }) => ({ ...where, how }));

const act: fc.Arbitrary<Intrusion['act']> = fc.oneof(
  fc.constantFrom<Intrusion['act']>(
    { act: 'edit' },
    { act: 'edit', change: { notificationEmails: ['x@example.com'] } },
    { act: 'edit', change: { latencyProfile: 'ODD' } },
    { act: 'edit', change: { samplingPercentage: 33 }, activate: true },
    { act: 'activate' },
    { act: 'deactivate' },
    { act: 'delete' },
    { act: 'complete' },
  ),
  fc
    .nat({ max: 999_999 })
    .map((number) => ({ act: 'edit' as const, change: { streamName: `renamed-${number}` } })),
);

const intrusion: fc.Arbitrary<Intrusion> = fc.record({
  before: fc.integer({ min: 1, max: 20 }),
  stream: fc.nat({ max: 5 }),
  act,
  change1: fc.constantFrom<JsonObject>({ timeFrame: 15 }, { latencyProfile: 'ODD' }, { connectors: [] }),
});

const trouble: fc.Arbitrary<RunOptions> = fc.record(
  {
    faults: fc.array(fault, { maxLength: 4 }),
    intrusions: fc.array(intrusion, { maxLength: 3 }),
    wait: fc.constantFrom(TRANSITION_TIME / 2, 3 * HOUR),
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
  test.each(EVERYWHERE)(
    '%s: and concurrent edits never cause unrequested changes, and runs converge once they stop',
    async (kinds, share) => {
      await fc.assert(
        fc.asyncProperty(
          scenesOf(kinds).map(open),
          fc.array(trouble, { minLength: 1, maxLength: 3 }),
          fc.constantFrom(1, 20),
          async (scene, troubles, minutes) => {
            const rig = new Rig((now) => accountStateOf(scene, now));
            const files = filesOf(scene);
            for (const options of troubles) {
              await applied(rig, files, options);
              await rig.clock.advance(minutes * MINUTE);
            }
            await rig.clock.advance(TRANSITION_TIME + MINUTE);
            const last = await stable(rig, files, ROUNDS);
            checkStable(rig, scene, last);
            const again = await applied(rig, files);
            expect(writesOf(again), story(again)).toEqual([]);
          },
        ),
        parameters(60 * share),
      );
    },
  );

  test.each(EVERYWHERE)(
    '%s: cost no stream more than one version, and delete only streams that should be absent',
    async (kinds, share) => {
      await fc.assert(
        fc.asyncProperty(
          scenesOf(kinds).map(open),
          fc.array(quiet, { minLength: 1, maxLength: 3 }),
          async (scene, troubles) => {
            const rig = new Rig((now) => accountStateOf(scene, now));
            const files = filesOf(scene);
            const before = rig.accountState.current();
            for (const options of troubles) {
              await applied(rig, files, options);
              await rig.clock.advance(2 * MINUTE);
            }
            await rig.clock.advance(TRANSITION_TIME + MINUTE);
            const last = await stable(rig, files, ROUNDS);
            checkStable(rig, scene, last);
            const after = rig.accountState.current();
            for (const lived of streamsIn(before)) {
              const name = nameOf(lived);
              const now = streamIn(after, placeOf(lived.collection), lived.stream.streamId)?.stream;
              const slot = scene.slots.find((one) => one.name === name);
              if (!now) expect(slot?.desired?.state, `${name} is gone`).toBe('absent');
              else expect(now.versions.length - lived.stream.versions.length, name).toBeLessThanOrEqual(1);
            }
            const known = new Set(streamsIn(before).map(({ stream }) => stream.streamId));
            const added = streamsIn(after).filter(({ stream }) => !known.has(stream.streamId));
            expect(added.length).toBeLessThanOrEqual(scene.slots.filter(({ live }) => !live).length);
            for (const { stream } of added) expect(stream.versions).toHaveLength(1);
          },
        ),
        parameters(50 * share),
      );
    },
  );
});
