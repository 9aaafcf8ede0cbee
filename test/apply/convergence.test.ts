import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DesiredState, Manifest } from '../../src/model/manifest.ts';
import type { ConcurrentEdit, Fault, FaultRule } from '../../src/simulator/protocol/faults.ts';
import { runs } from '../soak.ts';
import { Account, type Applied, fault, HOUR, Killed, type RunOptions } from './account.ts';
import { manifest } from './manifests.ts';

const RUNS = runs(25);
/** Milliseconds. A soak on a loaded machine takes long. */
const LIMIT = 3_600_000;

const NAMES = ['a', 'b', 'c', 'd'] as const;
const PROPERTIES: Readonly<Record<string, number>> = { a: 349770, b: 349772, c: 349774, d: 349776 };
const FIELDS = [1000, 1002, 1005, 1006];

/** The desired state of a stream in a manifest. `content` distinguishes two contents. */
interface Desired {
  readonly state: DesiredState;
  readonly content: number;
}

const desired: fc.Arbitrary<Desired> = fc.record({
  state: fc.constantFrom<DesiredState>('active', 'inactive', 'absent'),
  content: fc.integer({ min: 0, max: FIELDS.length - 1 }),
});
const desires = fc.array(desired, { minLength: NAMES.length, maxLength: NAMES.length });

const concurrentEdit: fc.Arbitrary<ConcurrentEdit> = fc.oneof(
  fc.record({
    act: fc.constant('edit' as const),
    stream: fc.constantFrom(...NAMES),
    change: fc.constantFrom({ notificationEmails: ['x@example.com'] }, {}),
  }),
  fc.record({
    act: fc.constantFrom('activate' as const, 'deactivate' as const),
    stream: fc.constantFrom(...NAMES),
  }),
);

const misbehaviour: fc.Arbitrary<FaultRule> = fc.oneof(
  fc.constant<FaultRule>({ do: 'lose-request' }),
  fc.constant<FaultRule>({ do: 'lose-response' }),
  fc.integer({ min: 1, max: 25_000 }).map((after): FaultRule => ({ do: 'finish-late', after })),
  fc
    .tuple(fc.constantFrom(429, 500, 502, 503, 504), fc.boolean())
    .map(([status, done]): FaultRule => ({ do: 'respond', status, carriedOut: done && status !== 429 })),
  fc
    .tuple(fc.constantFrom<'before' | 'after'>('before', 'after'), concurrentEdit)
    .map(([when, act]): FaultRule => ({ do: 'concurrent-edit', when, acts: [act] })),
);

const faults: fc.Arbitrary<readonly Fault[]> = fc.array(
  fc
    .tuple(misbehaviour, fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'), fc.integer({ min: 1, max: 4 }))
    .map(([how, method, nth]) => fault(how, { method, nth })),
  { maxLength: 4 },
);

const trouble: fc.Arbitrary<RunOptions> = fc.record(
  {
    faults,
    wait: fc.constantFrom(0, 20 * 60_000, 3 * HOUR),
    abortAt: fc.integer({ min: 1, max: 12 }),
    killAt: fc.record({ request: fc.integer({ min: 1, max: 12 }), when: fc.constantFrom('before', 'after') }),
  },
  { requiredKeys: ['faults'] },
);

function manifestOf({ state, content }: Desired, index: number): Manifest {
  const name = NAMES[index] ?? 'a';
  const field = FIELDS[content] ?? 1000;
  return manifest(name, { state }, { properties: [PROPERTIES[name] ?? 0], datasetFields: [999, field] });
}

/** The names of all streams by id. */
function namesOf(account: Account): ReadonlyMap<number, string> {
  const streams = account.accountState.current().streams;
  return new Map(
    streams.map((stream) => [stream.streamId, String(stream.versions.at(-1)?.content['streamName'])]),
  );
}

/** A run with any fault. No result if the run was killed. */
async function troubledRun(
  account: Account,
  wanted: readonly Manifest[],
  options: RunOptions,
): Promise<Applied | undefined> {
  try {
    return await account.apply(wanted, options);
  } catch (error) {
    if (error instanceof Killed) return undefined;
    throw error;
  }
}

describe('random accounts, manifests, faults, concurrent edits, kills and interruptions', () => {
  test(
    'never cause a duplicate stream or an unrequested deletion, and the account converges once they stop',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          desires,
          desires,
          fc.array(trouble, { minLength: 1, maxLength: 3 }),
          async (first, second, troubles) => {
            const account = new Account({ transitionTime: 15 * 60_000, rate: { burst: 1000, refill: 1 } });
            await account.converge(first.map(manifestOf).filter(({ state }) => state !== 'absent'));
            await account.clock.advance(20 * 60_000);
            const wanted = second.map(manifestOf);
            let before = namesOf(account);
            for (const options of troubles) {
              await troubledRun(account, wanted, options);
              const now = namesOf(account);
              expect(new Set(now.values()).size).toBe(now.size);
              for (const [streamId, name] of before) {
                const asked = wanted.find((each) => each.name === name)?.state === 'absent';
                if (!asked) expect(now.has(streamId)).toBe(true);
              }
              before = now;
              await account.clock.advance(10 * 60_000);
            }
            await account.clock.advance(HOUR);
            await account.converge(wanted);
            const { items } = await account.plan(wanted);
            expect(items.map((item) => `${item.name} ${item.action}`)).toEqual(
              NAMES.map((name) => `${name} none`),
            );
            for (const { name, state } of wanted) {
              if (state === 'absent') expect(account.state(name)).toBe('gone');
              if (state === 'active') expect(account.state(name)).toMatch(/^ACTIVATED /);
              if (state === 'inactive') expect(account.state(name)).toMatch(/^(DEACTIVATED|INACTIVE) /);
            }
          },
        ),
        { numRuns: RUNS },
      );
    },
    LIMIT,
  );

  test(
    'never cause a needless version: without concurrent edits each stream is updated at most once',
    async () => {
      const quiet = trouble.map((options) => ({
        ...options,
        faults: (options.faults ?? []).filter(({ how }) => how.do !== 'concurrent-edit'),
      }));
      await fc.assert(
        fc.asyncProperty(
          desires,
          desires,
          fc.array(quiet, { minLength: 1, maxLength: 3 }),
          async (first, second, troubles) => {
            const account = new Account({ transitionTime: 15 * 60_000, rate: { burst: 1000, refill: 1 } });
            await account.converge(first.map(manifestOf).filter(({ state }) => state !== 'absent'));
            await account.clock.advance(20 * 60_000);
            const wanted = second.map(manifestOf);
            const before = new Map(NAMES.map((name) => [name, account.stream(name)?.versions.length ?? 0]));
            for (const options of troubles) {
              await troubledRun(account, wanted, options);
              await account.clock.advance(10 * 60_000);
            }
            await account.converge(wanted);
            for (const [index, name] of NAMES.entries()) {
              const [was, is] = [first[index], second[index]];
              if (is?.state === 'absent') continue;
              const differs = was?.state === 'absent' || was?.content !== is?.content;
              expect(`${name} v${account.stream(name)?.versions.length}`).toBe(
                `${name} v${(before.get(name) ?? 0) + (differs ? 1 : 0)}`,
              );
            }
          },
        ),
        { numRuns: RUNS },
      );
    },
    LIMIT,
  );

  test(
    'never overwrite an edit made between plan and write',
    async () => {
      await fc.assert(
        fc.asyncProperty(desires, desires, fc.constantFrom(...NAMES), async (first, second, name) => {
          const account = new Account({ transitionTime: 15 * 60_000, rate: { burst: 1000, refill: 1 } });
          await account.converge(first.map(manifestOf).filter(({ state }) => state !== 'absent'));
          await account.clock.advance(20 * 60_000);
          const stream = account.stream(name);
          const act = {
            act: 'edit',
            stream: name,
            change: { notificationEmails: ['x@example.com'] },
          } as const;
          await account.apply(second.map(manifestOf), {
            between: () => account.concurrentEdit(act),
            wait: HOUR,
          });
          if (stream) expect(account.stream(name)?.versions.length).toBe(stream.versions.length + 1);
        }),
        { numRuns: RUNS },
      );
    },
    LIMIT,
  );
});
