import { expect, test } from 'vitest';
import { HOUR, Repository } from './repository.ts';
import { cdn } from './stream-files.ts';

test('a step with missing secrets remains open and is reported, and is taken as soon as they are set', async () => {
  const repository = await Repository.open();
  await repository.stable(cdn('slow'));
  repository.merge(await repository.pull(cdn('slow', { state: 'inactive', fields: [1002] })));
  await repository.apply();
  await repository.pass(2 * HOUR);
  const issue = () => repository.forge.issues.at(-1);
  const { code, errors, summary } = await repository.watch({ env: {} });
  expect(code).toBe(1);
  expect(errors.join()).toContain('env TOKEN is missing or empty; add it to the secrets of the watch');
  expect(summary).not.toContain('Nothing to report');
  expect(issue()).toMatchObject({ isOpen: true, title: expect.stringContaining('1 step lacks secrets') });
  expect(issue()?.body).toContain('`slow`: `env TOKEN`');
  expect(repository.states().at(-1)).toBe('open');
  expect((await repository.watch()).code).toBe(0);
  expect(await repository.state('slow')).toMatch(/^(DEACTIVATED|INACTIVE) v2$/);
  await repository.watch();
  expect(issue()?.isOpen).toBe(false);
});
