import { beforeEach, describe, expect, test } from 'vitest';
import { HOUR, Repository } from './repository.ts';
import { cdn } from './stream-files.ts';

let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
  await repository.stable({ ...cdn('web'), ...cdn('other', { property: 349770 }) });
});

const both = { ...cdn('web', { fields: [1002] }), ...cdn('other', { property: 349770, fields: [1002] }) };

/** A change by another user in the portal. */
async function manually(act: 'activate' | 'deactivate', stream: string): Promise<void> {
  await repository.concurrentEdit({ act, stream });
  await repository.pass(2 * HOUR);
}

describe('an approval remains valid until it was applied', () => {
  test('even if other streams of its pull request were applied', async () => {
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

describe('a difference that no merge explains', () => {
  test('fails no run, blocks no other stream, and costs later runs no requests', async () => {
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

  test('is applied with the id of a new plan, with or without stopped streams', async () => {
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

  test('is refused again as an unreviewed push if its manifest was pushed without review, also in a re-run', async () => {
    repository.push(cdn('web', { fields: [1002] }));
    expect((await repository.apply()).code).toBe(3);
    expect((await repository.apply()).code).toBe(3);
    repository.push({});
    expect((await repository.apply()).code).toBe(3);
    expect(await repository.state('web')).toBe('ACTIVATED v1');
  });
});

describe('a deletion after a deactivation', () => {
  const away = cdn('web', { state: 'absent' });
  const open = () => repository.forge.issues.filter(({ isOpen }) => isOpen);

  /** An unrelated pull request, planned before the stream was deactivated. */
  async function early(): Promise<number> {
    return repository.pull(cdn('other', { property: 349770, fields: [1002] }));
  }

  test.each([true, false])(
    'is done by the next apply, whether a watch ran first (%s) or not',
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
    ['should only be inactive', () => void repository.push(away)],
    ['was activated and deactivated by another user', () => manually('activate', 'web')],
    [
      'was edited by another user',
      () =>
        repository.concurrentEdit({
          act: 'edit',
          stream: 'web',
          change: { datasetFields: [{ datasetFieldId: 1023 }] },
        }),
    ],
  ])('is not done for a stream that %s', async (what, happens) => {
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

test('a reverted stream is reported by every watch, until someone creates a new version', async () => {
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
