import { beforeEach, describe, expect, test } from 'vitest';
import { HOUR, Repository } from './repository.ts';
import { cdn } from './stream-files.ts';

let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
  await repository.stable({ ...cdn('web'), ...cdn('other', { property: 349770 }) });
});

const both = { ...cdn('web', { fields: [1002] }), ...cdn('other', { property: 349770, fields: [1002] }) };

/** Somebody's hand in the portal. */
async function manually(act: 'activate' | 'deactivate', stream: string): Promise<void> {
  await repository.concurrentEdit({ act, stream });
  await repository.pass(2 * HOUR);
}

describe('an approval lives until it was carried out', () => {
  test('also where other streams of its pull request went', async () => {
    const pull = await repository.pull(both);
    await manually('deactivate', 'web');
    repository.merge(pull);
    expect((await repository.apply()).code).toBe(1);
    expect(await repository.state('other')).toBe('ACTIVATING v2');
    expect(repository.lastRecord().complete).toBe(false);
    await manually('activate', 'web');
    expect((await repository.apply()).code).toBe(0);
    expect(await repository.state('web')).toBe('ACTIVATING v2');
    expect(repository.forge.said(pull, 'DataStream apply')).toContain('In transition');
    expect(repository.lastRecord().complete).toBe(true);
  });
});

describe('a difference that nothing merged is about', () => {
  test('fails no run, holds up no other, and costs no later one requests', async () => {
    await manually('deactivate', 'web');
    for (let push = 0; push < 3; push += 1) {
      repository.push({});
      const { code, summary } = await repository.apply();
      expect(code).toBe(0);
      expect(summary).toContain('Not changed: 1 stream (`web`)');
      expect(repository.lastRecord().complete).toBe(true);
    }
    expect(repository.states().slice(-3)).toEqual(['complete', 'complete', 'complete']);
    expect(await repository.state('web')).toMatch(/^(DEACTIVATED|INACTIVE) v1$/);
  });

  test('is applied by the id of a new plan, beside what is stopped or without it', async () => {
    await manually('deactivate', 'web');
    repository.push({});
    const { counts } = await repository.apply();
    const trigger = {
      tag: 'other',
      head: repository.forge.commits.at(-1) ?? '',
    } as const;
    const { planId = '' } = counts ?? {};
    expect((await repository.apply({ trigger, inputs: { planId } })).code).toBe(0);
    expect(await repository.state('web')).toBe('ACTIVATING v1');
  });

  test('is a refused push again wherever its manifest was pushed past all review, also when that run is run again', async () => {
    repository.push(cdn('web', { fields: [1002] }));
    expect((await repository.apply()).code).toBe(3);
    expect((await repository.apply()).code).toBe(3);
    repository.push({});
    expect((await repository.apply()).code).toBe(3);
    expect(await repository.state('web')).toBe('ACTIVATED v1');
  });
});

describe('a deletion, which takes a deactivation first', () => {
  const away = cdn('web', { state: 'absent' });
  const open = () => repository.forge.issues.filter(({ isOpen }) => isOpen);

  /** An unrelated pull request, planned before the stream was stopped. */
  async function early(): Promise<number> {
    return repository.pull(cdn('other', { property: 349770, fields: [1002] }));
  }

  test.each([true, false])(
    'is made by the next apply, whether a watch came first (%s) or not',
    async (watchFirst) => {
      const next = await early();
      repository.merge(await repository.pull(away));
      expect((await repository.apply()).code).toBe(0);
      await repository.pass(2 * HOUR);
      for (let look = 0; watchFirst && look < 2; look += 1) {
        const { summary } = await repository.watch();
        expect(summary).toContain('to be deleted');
        expect(open()).toEqual([]);
      }
      repository.merge(next);
      expect((await repository.apply()).code).toBe(0);
      expect(await repository.state('web')).toBe('gone');
    },
  );

  test.each<[string, () => Promise<void> | void]>([
    ['was only asked to be inactive', () => void repository.push(away)],
    ['somebody started again and stopped', () => manually('activate', 'web')],
    [
      'somebody edited',
      () =>
        repository.concurrentEdit({
          act: 'edit',
          stream: 'web',
          change: { datasetFields: [{ datasetFieldId: 1023 }] },
        }),
    ],
  ])('is not made of a stream that %s', async (what, happens) => {
    const next = await early();
    const wanted = what.includes('inactive') ? cdn('web', { state: 'inactive' }) : away;
    repository.merge(await repository.pull(wanted));
    await repository.apply();
    await repository.pass(2 * HOUR);
    await repository.watch();
    await happens();
    repository.merge(next);
    await repository.apply();
    expect(await repository.state('web')).not.toBe('gone');
  });
});

test('a stream that reverted is reported as that by every watch, until somebody makes a new version', async () => {
  repository.merge(await repository.pull(cdn('web', { fields: [1002] })));
  await repository.apply();
  await repository.revise((accountState) => ({
    ...accountState,
    streams: accountState.streams.map(({ transition: _, ...stream }) => ({
      ...stream,
      status: 'DEACTIVATED',
    })),
  }));
  for (let look = 0; look < 3; look += 1) {
    await repository.watch();
    expect(repository.forge.issues.at(-1)?.title).toContain('1 reverted');
  }
});
