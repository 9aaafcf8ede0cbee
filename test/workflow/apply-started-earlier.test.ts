import { beforeEach, describe, expect, test } from 'vitest';
import { HOUR, Repository } from './repository.ts';
import { cdn } from './stream-files.ts';

let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
  await repository.stable({ ...cdn('slow'), ...cdn('other', { property: 349770 }) });
});

/** Takes three steps: deactivate, wait, and save a new version. */
const slow = cdn('slow', { state: 'inactive', fields: [1002] });
const other = cdn('other', { property: 349770, fields: [1002] });

describe('a stream that an earlier apply has started to change', () => {
  test('continues in the next apply, whose pull request was planned earlier and does not show it', async () => {
    const early = await repository.pull(other);
    repository.merge(await repository.pull(slow));
    expect((await repository.apply()).code).toBe(0);
    repository.merge(early);
    const { code, summary } = await repository.apply();
    expect(code).toBe(0);
    expect(summary).toContain('`slow`: an earlier apply');
    expect(await repository.state('other')).toBe('ACTIVATING v2');
    await repository.pass(2 * HOUR);
    await repository.watch();
    expect(await repository.state('slow')).toMatch(/^(DEACTIVATED|INACTIVE) v2$/);
  });

  test('takes its next step there, once it is stable as recorded', async () => {
    const early = await repository.pull(other);
    repository.merge(await repository.pull(slow));
    await repository.apply();
    await repository.pass(2 * HOUR);
    repository.merge(early);
    expect((await repository.apply()).code).toBe(0);
    expect(await repository.state('slow')).toMatch(/^(DEACTIVATED|INACTIVE) v2$/);
  });

  test.each([
    ['another manifest', () => void repository.push(cdn('slow', { state: 'inactive', fields: [1023] }))],
    [
      'another user’s version',
      async () => {
        await repository.pass(2 * HOUR);
        const change = { datasetFields: [{ datasetFieldId: 1023 }] };
        await repository.concurrentEdit({ act: 'edit', stream: 'slow', change });
      },
    ],
    ['a missing record', () => void repository.forge.ledger.splice(1)],
  ])('does not continue because of %s', async (_, happens) => {
    const early = await repository.pull(other);
    repository.merge(await repository.pull(slow));
    await repository.apply();
    await happens();
    const before = await repository.state('slow');
    // The apply of the previous pull request is the base, as if that had been complete.
    const last = repository.forge.commits.at(-1) ?? '';
    Object.assign(repository.forge.ledger.at(-1) ?? {}, { commit: last });
    await repository.pass(2 * HOUR);
    repository.merge(early);
    const { summary } = await repository.apply();
    expect(summary).toMatch(/(Stopped: nothing was written to|Not changed:) 1 stream \(.slow/);
    expect(await repository.state('slow')).toMatch(
      new RegExp(`^(DEACTIVATED|INACTIVE|ACTIVATED) ${before.slice(-2)}$`),
    );
  });
});

describe('the plan id of stopped streams', () => {
  /** `slow` remains in transition, `other` was pushed without review. */
  async function stopped(): Promise<string> {
    repository.merge(await repository.pull(slow));
    repository.push(other);
    const { code, summary } = await repository.apply();
    expect(code).toBe(1);
    expect(await repository.state('slow')).toBe('DEACTIVATING v1');
    return /sha256:[0-9a-f]{64}/.exec(summary)?.[0] ?? '';
  }
  const manually = (planId: string) => {
    const head = repository.forge.commits.at(-1) ?? '';
    const trigger = { tag: 'other', head } as const;
    return repository.apply({ trigger, inputs: { planId } });
  };

  test('applies them immediately, while the others are still in transition', async () => {
    const planId = await stopped();
    expect((await manually(planId)).code).toBe(0);
    expect(await repository.state('other')).toBe('ACTIVATING v2');
    expect(await repository.state('slow')).toBe('DEACTIVATING v1');
    await repository.pass(2 * HOUR);
    await repository.watch();
    expect(await repository.state('slow')).toMatch(/^(DEACTIVATED|INACTIVE) v2$/);
  });

  test('applies nothing if another stream would be stopped too', async () => {
    const planId = await stopped();
    repository.push({ ...other, ...cdn('third', { property: 349774 }) });
    const { code, errors, summary } = await manually(planId);
    expect(code).toBe(3);
    expect(errors.join()).toContain(`the plan id is ${planId}, and there is another plan now.`);
    expect(summary).toContain('the given plan id is not that of the current plan');
    expect(summary).not.toContain('no merged change request');
    expect(await repository.state('other')).toBe('ACTIVATED v1');
  });
});
