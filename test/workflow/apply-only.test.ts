import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { latest } from '../../src/simulator/state/account-state.ts';
import { runs } from '../soak.ts';
import { HOUR, Repository } from './repository.ts';
import type { Ran, RunParts } from './run-result.ts';
import { cdn, type Files } from './stream-files.ts';

const PROPERTIES = { a: 349772, b: 349770, d: 349774 } as const;
type Name = keyof typeof PROPERTIES;
const NAMES = ['a', 'b', 'd'] as const;

const stream = (name: Name, parts: Parameters<typeof cdn>[1] = {}): Files =>
  cdn(name, { ...parts, property: PROPERTIES[name] });

/** Changes of a manifest whose stream is active. */
const CHANGES = {
  none: {},
  update: { fields: [1002] },
  stop: { state: 'inactive' },
  'stop, then update': { state: 'inactive', fields: [1002] },
  delete: { state: 'absent' },
} as const satisfies Record<string, Parameters<typeof cdn>[1]>;
type Change = keyof typeof CHANGES;

/** A repository with three active streams, and a merged change of them. */
async function merged(changes: Readonly<Record<Name, Change>>): Promise<Repository> {
  const repository = await Repository.open();
  await repository.stable({ ...stream('a'), ...stream('b'), ...stream('d') });
  const files = NAMES.map((name) => stream(name, CHANGES[changes[name]]));
  repository.merge(await repository.pull(Object.assign({}, ...files)));
  return repository;
}

/** Applies with limits that no change of these tests exceeds. */
function apply(repository: Repository, inputs: NonNullable<RunParts['inputs']> = {}): Promise<Ran> {
  return repository.apply({ inputs: { allow: { delete: 9, deactivate: 9 }, ...inputs } });
}

/** The content, the status and the number of versions of each stream. */
async function account(repository: Repository): Promise<readonly unknown[]> {
  let found: readonly unknown[] = [];
  await repository.state('a');
  await repository.revise((state) => {
    found = state.streams.map((one) => [one.status, one.versions.length, latest(one).content]);
    return state;
  });
  return found;
}

/** Lets transitions end, and the watch and the next applies take what is left. */
async function finish(repository: Repository): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await repository.pass(2 * HOUR);
    await repository.watch();
    await apply(repository);
  }
}

const update = { a: 'update', b: 'update', d: 'none' } as const;

describe('an apply of a selection', () => {
  test('writes only to it, and the rest stays approved', async () => {
    const repository = await merged(update);
    const { code, summary } = await apply(repository, { only: ['a'] });
    expect(code).toBe(0);
    expect([await repository.state('a'), await repository.state('b')]).toEqual([
      'ACTIVATING v2',
      'ACTIVATED v1',
    ]);
    expect(summary).toContain('Not selected: 1 stream (`b`); the next apply of all streams continues.');
    expect(repository.lastRecord()).toMatchObject({
      complete: false,
      notSelected: 1,
      streams: [{ name: 'a' }],
    });
    expect((await apply(repository)).code).toBe(0);
    expect(await repository.state('b')).toBe('ACTIVATING v2');
    expect(repository.lastRecord().complete).toBe(true);
  });

  test('takes patterns, and reports names that no manifest has before it reads the account', async () => {
    const repository = await merged(update);
    const before = repository.states().length;
    const { code, errors } = await apply(repository, { only: ['a', 'bb'] });
    expect(code).toBe(1);
    expect(errors).toEqual([expect.stringContaining('is called "bb"')]);
    expect(repository.states()).toHaveLength(before);
    await apply(repository, { only: ['?'] });
    expect(await repository.state('b')).toBe('ACTIVATING v2');
    expect(repository.lastRecord()).toMatchObject({ complete: true });
    expect(repository.lastRecord()).not.toHaveProperty('notSelected');
  });

  test('leaves nothing that looks failed or like drift, and is followed by the watch', async () => {
    const repository = await merged(update);
    await apply(repository, { only: ['a'] });
    await repository.pass(2 * HOUR);
    const { code, summary } = await repository.watch();
    expect(code).toBe(0);
    expect(summary).toMatch(/#### Merged, not applied yet\n\n- `b`/);
    expect(repository.states().at(-1)).toBe('complete');
    expect(repository.forge.issues.filter(({ isOpen }) => isOpen)).toEqual([]);
    // After a day, it may have been forgotten.
    await repository.pass(25 * HOUR);
    await repository.watch();
    expect(repository.forge.issues.at(-1)).toMatchObject({ isOpen: true });
  });

  test('that nothing approves prints a command with the selection, which applies it', async () => {
    const repository = await Repository.open();
    await repository.stable({ ...stream('a'), ...stream('b') });
    repository.push({ ...stream('a', CHANGES.update), ...stream('b', CHANGES.update) });
    const refused = await apply(repository, { only: ['a'] });
    expect(refused.code).toBe(3);
    const [, planId = ''] = /plan-id=(\S+) --input only=a$/m.exec(refused.summary) ?? [];
    expect((await apply(repository, { planId, only: ['a'] })).code).toBe(0);
    expect([await repository.state('a'), await repository.state('b')]).toEqual([
      'ACTIVATING v2',
      'ACTIVATED v1',
    ]);
    // The rest is as little approved as before.
    expect((await apply(repository)).code).toBe(3);
  });

  test('without any change in it applies nothing, and is no failure', async () => {
    const repository = await merged(update);
    const { code, summary } = await apply(repository, { only: ['d'] });
    expect(code).toBe(0);
    expect(summary).toContain('Not selected: 2 streams');
    expect([await repository.state('a'), await repository.state('b')]).toEqual([
      'ACTIVATED v1',
      'ACTIVATED v1',
    ]);
  });
});

const CHANGE = fc.constantFrom(...(Object.keys(CHANGES) as Change[]));

test('a selection and then the rest have the result of one apply of everything', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ a: CHANGE, b: CHANGE, d: CHANGE }),
      fc.subarray([...NAMES], { minLength: 1 }),
      fc.boolean(),
      async (changes, only, isLater) => {
        const parts = await merged(changes);
        expect((await apply(parts, { only })).code).toBe(0);
        if (isLater) {
          await parts.pass(2 * HOUR);
          await parts.watch();
        }
        expect((await apply(parts)).code).toBe(0);
        await finish(parts);
        const result = await account(parts);
        const whole = await merged(changes);
        expect((await apply(whole)).code).toBe(0);
        await finish(whole);
        expect(result).toEqual(await account(whole));
        for (const { forge } of [parts, whole]) {
          expect(forge.issues.filter(({ isOpen }) => isOpen)).toEqual([]);
          expect(forge.ledger.filter(({ state }) => state === 'failed')).toEqual([]);
        }
      },
    ),
    { numRuns: runs(25) },
  );
});
