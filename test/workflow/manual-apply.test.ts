import { beforeEach, describe, expect, test } from 'vitest';
import type { AccountInputs } from '../../src/action/runner/inputs.ts';
import { HOUR, Repository } from './repository.ts';
import type { Ran } from './run-result.ts';
import { cdn, type Files } from './stream-files.ts';

let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
  await repository.stable({ ...stream('a'), ...stream('b'), ...stream('d') });
});

const PROPERTIES: Readonly<Record<string, number>> = { a: 349772, b: 349770, d: 349774 };
const stream = (name: string, parts: Parameters<typeof cdn>[1] = {}): Files =>
  cdn(name, { ...parts, property: PROPERTIES[name] ?? 0 });

/** Runs the command that a run printed. */
function asPrinted({ summary }: Ran): Promise<Ran> {
  const [, planId = ''] = /plan-id=(sha256:[0-9a-f]{64})/.exec(summary) ?? [];
  const allowed = /allow=([\w=,]+)/.exec(summary)?.[1]?.split(',') ?? [];
  const allow = Object.fromEntries(
    allowed.map((one) => one.split('=')).map(([kind, n]) => [kind, Number(n)]),
  );
  const inputs: Partial<AccountInputs> = { planId, allow };
  const head = repository.forge.commits.at(-1) ?? '';
  return repository.apply({ trigger: { tag: 'other', head }, inputs });
}

async function stopped(name: string): Promise<void> {
  await repository.concurrentEdit({ act: 'deactivate', stream: name });
  await repository.pass(2 * HOUR);
}

describe('a printed command', () => {
  test('of a rotation is printed by a run without a plan id, and sends the secrets again', async () => {
    const head = repository.forge.commits.at(-1) ?? '';
    const trigger = { tag: 'other', head } as const;
    const asked = await repository.apply({ trigger, inputs: { rotate: ['a'] } });
    expect(asked.code).toBe(3);
    const [, planId = ''] = /--input plan-id=(\S+) --input rotate=a$/m.exec(asked.summary) ?? [];
    expect((await repository.apply({ trigger, inputs: { rotate: ['a'], planId } })).code).toBe(0);
    expect(await repository.state('a')).toBe('ACTIVATING v2');
    expect(await repository.state('b')).toBe('ACTIVATED v1');
  });

  test('is printed with the forge’s own words', async () => {
    repository.push(stream('a', { fields: [1002] }));
    const { summary, errors } = await repository.apply();
    expect(summary).toContain('forge start apply --input plan-id=');
    expect(summary).toContain('*Jobs → Apply → Start*');
    expect(errors.join()).toContain('forge start apply --input plan-id=');
  });

  test('activates nothing that a user deactivated after it was printed', async () => {
    repository.push(stream('a', { fields: [1002] }));
    const refused = await repository.apply();
    await stopped('a');
    expect((await asPrinted(refused)).code).toBe(3);
    expect(await repository.state('a')).toMatch(/^(DEACTIVATED|INACTIVE) v1$/);
  });

  test('of a plan id without a match is not reported as nothing to apply if there is only drift', async () => {
    await stopped('d');
    const head = repository.forge.commits.at(-1) ?? '';
    const trigger = { tag: 'other', head } as const;
    const ran = await repository.apply({ trigger, inputs: { planId: `sha256:${'0'.repeat(64)}` } });
    expect(ran.code).toBe(3);
    expect(ran.summary).toContain('the given plan id matches none of the current changes');
    expect(ran.summary).not.toContain('Nothing to apply');
  });

  test('that has become stale prints one that ignores drift, too', async () => {
    await stopped('d');
    repository.push(stream('a', { fields: [1002] }));
    const first = await repository.apply();
    repository.push(stream('b', { fields: [1002] }));
    const stale = await asPrinted(first);
    expect(stale.code).toBe(3);
    expect(stale.summary).not.toMatch(/`d`\n +- \*\*Approved:\*\* manually/);
    expect((await asPrinted(stale)).code).toBe(0);
    expect(await repository.state('a')).toBe('ACTIVATING v2');
    expect(await repository.state('b')).toBe('ACTIVATING v2');
    expect(await repository.state('d')).toMatch(/^(DEACTIVATED|INACTIVE) v1$/);
  });

  test('of another plan is refused even if there is only drift, and applies nothing of its commit', async () => {
    await stopped('d');
    const head = repository.forge.commits.at(-1) ?? '';
    const trigger = { tag: 'other', head } as const;
    const inputs = { planId: `sha256:${'0'.repeat(64)}` };
    const { code, errors } = await repository.apply({ trigger, inputs });
    expect(code).toBe(3);
    expect(errors.join()).toContain('there is another plan now. Review a new plan');
    expect(repository.lastRecord()).toMatchObject({ refused: true, complete: false });
    expect(await repository.state('d')).toMatch(/^(DEACTIVATED|INACTIVE) v1$/);
  });

  test('remains valid while started changes are in transition', async () => {
    repository.merge(await repository.pull(stream('d', { state: 'inactive', fields: [1002] })));
    await repository.apply();
    const inputs = { allow: { live: 1 } };
    repository.merge(
      await repository.pull({ ...stream('a', { fields: [1002] }), ...stream('b', { fields: [1002] }) }),
    );
    const refused = await repository.apply({ inputs });
    expect(refused.code).toBe(3);
    await repository.pass(2 * HOUR);
    expect((await asPrinted(refused)).code).toBe(0);
    expect(await repository.state('a')).toBe('ACTIVATING v2');
  });

  test('reports what it wrote if another stream remains stopped', async () => {
    const pull = await repository.pull({
      ...stream('a', { fields: [1002] }),
      ...stream('b', { fields: [1002] }),
      ...stream('d', { fields: [1002] }),
    });
    repository.merge(pull);
    await stopped('d');
    const refused = await repository.apply({ inputs: { allow: { live: 1 } } });
    const done = await asPrinted(refused);
    expect(done.code).toBe(1);
    expect(await repository.state('a')).toBe('ACTIVATING v2');
    expect(await repository.state('d')).toMatch(/^(DEACTIVATED|INACTIVE) v1$/);
    expect(done.errors.join()).not.toContain('Nothing was written');
    expect(done.summary).not.toContain('manually, with the plan id');
  });
});

test('a stream in an unknown status without a merged change fails no apply', async () => {
  await repository.revise((accountState) => ({
    ...accountState,
    streams: accountState.streams.map((one, place) =>
      place === 2 ? { ...one, status: 'MAINTENANCE' } : one,
    ),
  }));
  repository.merge(await repository.pull(stream('a', { fields: [1002] })));
  expect((await repository.apply()).code).toBe(0);
});

test('a started deletion is still recognized if its apply stopped another stream', async () => {
  repository.merge(await repository.pull(stream('a', { state: 'absent' })));
  const edit = await repository.pull(stream('b', { fields: [1002] }));
  repository.merge(edit);
  await repository.concurrentEdit({
    act: 'edit',
    stream: 'b',
    change: { datasetFields: [{ datasetFieldId: 1023 }] },
  });
  await repository.pass(2 * HOUR);
  expect((await repository.apply()).code).toBe(1);
  await repository.pass(2 * HOUR);
  for (let look = 0; look < 3; look += 1) {
    await repository.watch();
    expect(repository.forge.issues.at(-1)?.title).toContain('1 stream differs');
  }
});
