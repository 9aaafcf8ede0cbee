import { beforeEach, describe, expect, test } from 'vitest';
import { HOUR, Repository } from './repository.ts';
import { cdn } from './stream-files.ts';

let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
});

/** A change by another user in the portal, and time until the stream is stable. */
async function manually(act: 'activate' | 'deactivate', stream: string): Promise<void> {
  await repository.concurrentEdit({ act, stream });
  await repository.pass(2 * HOUR);
}

/** An apply whose record is lost, and time for its transitions. */
async function unrecorded(): Promise<void> {
  repository.forge.forbidden.add('addRecord');
  await repository.apply();
  repository.forge.forbidden.delete('addRecord');
  await repository.pass(2 * HOUR);
}

describe('a manual change back is not undone, even if no record shows our change', () => {
  test('of a stream that was created and then deactivated manually', async () => {
    await repository.stable(cdn('web'));
    repository.merge(await repository.pull(cdn('new', { property: 349774 })));
    await unrecorded();
    await manually('deactivate', 'new');
    const { summary } = await repository.apply();
    expect(await repository.state('new')).toMatch(/^(DEACTIVATED|INACTIVE) v1$/);
    expect(summary).toContain('started or stopped since, and not by our own steps');
    expect(summary).toMatch(/\*\*Since then:\*\* DEACTIVATED, version 1, by <code>another-user/);
  });

  test('of a stream that was activated and then deactivated manually', async () => {
    await repository.stable(cdn('web', { state: 'inactive' }));
    repository.merge(await repository.pull(cdn('web')));
    await unrecorded();
    expect(await repository.state('web')).toBe('ACTIVATED v1');
    await manually('deactivate', 'web');
    expect((await repository.apply()).code).toBe(3);
    expect(await repository.state('web')).toMatch(/^(DEACTIVATED|INACTIVE) v1$/);
  });

  test('of a stream that was deactivated and then activated manually, since its logs are needed', async () => {
    await repository.stable(cdn('web'));
    repository.merge(await repository.pull(cdn('web', { state: 'inactive' })));
    await unrecorded();
    await manually('activate', 'web');
    expect((await repository.apply()).code).toBe(3);
    expect(await repository.state('web')).toBe('ACTIVATED v1');
  });

  test('but a lost record alone does not block a stream', async () => {
    await repository.stable(cdn('web'));
    repository.merge(await repository.pull(cdn('web', { state: 'inactive', fields: [1002] })));
    await unrecorded();
    expect((await repository.apply()).code).toBe(0);
    expect(await repository.state('web')).toMatch(/^(DEACTIVATED|INACTIVE) v2$/);
  });
});

test('a plan of an inactive stream does not activate it after we activated it and another user deactivated it', async () => {
  await repository.stable(cdn('web', { state: 'inactive' }));
  const stacked = await repository.pull(cdn('web', { fields: [1002] }));
  repository.merge(await repository.pull(cdn('web')));
  await repository.apply();
  await repository.pass(2 * HOUR);
  await repository.watch();
  await manually('deactivate', 'web');
  repository.merge(stacked);
  await repository.apply();
  expect(await repository.state('web')).toMatch(/^(DEACTIVATED|INACTIVE) v1$/);
});

describe('pending steps are dropped if another user changed the stream and changed it back', () => {
  const slow = cdn('slow', { state: 'inactive', fields: [1002] });

  test.each(['watch', 'apply'] as const)('by a %s: a deactivation before a deletion', async (run) => {
    await repository.stable({
      ...cdn('slow', { state: 'active' }),
      ...cdn('other', { property: 349770 }),
    });
    const edit = await repository.pull(cdn('slow', { state: 'absent' }));
    const early = await repository.pull(cdn('other', { property: 349770, fields: [1002] }));
    repository.merge(edit);
    await repository.apply();
    await repository.pass(2 * HOUR);
    await manually('activate', 'slow');
    await manually('deactivate', 'slow');
    if (run === 'apply') {
      repository.merge(early);
      await repository.apply();
    } else {
      await repository.watch();
      expect(repository.forge.issues.at(-1)?.title).toContain('1 stream differs');
    }
    expect(await repository.state('slow')).toMatch(/^(DEACTIVATED|INACTIVE) v1$/);
  });

  test('but continue if nobody did', async () => {
    await repository.stable(cdn('slow'));
    repository.merge(await repository.pull(slow));
    await repository.apply();
    await repository.pass(2 * HOUR);
    await repository.watch();
    expect(await repository.state('slow')).toMatch(/^(DEACTIVATED|INACTIVE) v2$/);
  });
});
