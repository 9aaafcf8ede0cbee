import { beforeEach, describe, expect, test } from 'vitest';
import { HOUR, Repository } from './repository.ts';
import { cdn } from './stream-files.ts';

let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
  await repository.stable(cdn('slow'));
});

/** Takes three steps: deactivate, wait, and save a new version. */
const slow = cdn('slow', { state: 'inactive', fields: [1002] });
const open = () => repository.forge.issues.filter(({ isOpen }) => isOpen);

/** A watch that was scheduled at an earlier commit, with main's content then. */
async function watchOf(sha: string, main: typeof repository.main) {
  const now = repository.main;
  repository.main = main;
  const ran = await repository.watch({ trigger: { tag: 'other', head: sha } });
  repository.main = now;
  return ran;
}

describe('a watch of an older commit', () => {
  test('closes no open deployment, and reports nothing', async () => {
    const [sha, main] = [repository.forge.commits.at(-1) ?? '', repository.main];
    repository.merge(await repository.pull(slow));
    await repository.apply();
    const ran = await watchOf(sha, main);
    expect(ran.code).toBe(0);
    expect(ran.notices.join()).toContain('main has new commits');
    expect(repository.states().at(-1)).toBe('open');
    expect(open()).toEqual([]);
    await repository.pass(2 * HOUR);
    await repository.watch();
    expect(await repository.state('slow')).toMatch(/^(DEACTIVATED|INACTIVE) v2$/);
  });

  test('takes no step that main has reverted', async () => {
    repository.merge(await repository.pull(slow));
    await repository.apply();
    const [sha, main] = [repository.forge.commits.at(-1) ?? '', repository.main];
    repository.merge(await repository.pull(cdn('slow', { state: 'inactive' })));
    await repository.pass(2 * HOUR);
    await watchOf(sha, main);
    expect(await repository.state('slow')).toMatch(/^(DEACTIVATED|INACTIVE) v1$/);
  });

  test('of a rewritten history also does nothing', async () => {
    const ran = await watchOf('gone', repository.main);
    expect(ran).toMatchObject({ code: 0, events: [] });
  });
});

test('a watch concurrent with an apply reports nothing and closes nothing', async () => {
  repository.merge(await repository.pull(slow));
  await repository.apply();
  await repository.pass(2 * HOUR);
  let isFirst = true;
  const { records } = repository.forge;
  Object.assign(repository.forge, {
    records: async (...asked: Parameters<typeof records>) => {
      const found = await records(...asked);
      if (!isFirst) return found;
      isFirst = false;
      // Simulates that the newest apply created its record right after this.
      return found.slice(1);
    },
  });
  const { notices } = await repository.watch();
  expect(notices.join()).toContain('An apply was running at the same time');
  expect(repository.states().at(-1)).toBe('open');
  expect(open()).toEqual([]);
});
