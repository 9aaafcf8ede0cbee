import { beforeEach, expect, test } from 'vitest';
import { HOUR, Repository } from './repository.ts';
import type { Ran } from './run-result.ts';
import { cdn } from './stream-files.ts';

let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
  await repository.stable(cdn('web'));
});

/** Stops the logs, then updates: the update is left to the watch. */
const stopped = cdn('web', { state: 'inactive', fields: [1002] });

async function applied(change = stopped): Promise<void> {
  repository.merge(await repository.pull(change));
  expect((await repository.apply()).code).toBe(0);
}

const writesOf = ({ events }: Ran) => events.filter(({ tag }) => tag === 'write-started');
const drift = () => repository.forge.issues.filter(({ isOpen }) => isOpen).map(({ title }) => title);

/** A watch in which the step of `web` fails: its secret is removed between the check and the write. */
function failing(): Promise<Ran> {
  const env: Record<string, string> = { TOKEN: 'canary-secret' };
  return repository.watch({
    env,
    at: (event) => {
      if (event.tag === 'write-started') delete env['TOKEN'];
    },
  });
}

test('a failed step is reported, fails its deployment, and is not repeated', async () => {
  await applied();
  await repository.pass(2 * HOUR);
  const ran = await failing();
  expect(ran.code).toBe(1);
  expect(ran.summary).toContain('TOKEN');
  expect(repository.states().slice(-2)).toEqual(['failed', 'failed']);
  expect(drift()[0]).toContain('failed');
  expect(writesOf(await repository.watch())).toEqual([]);
  expect(await repository.state('web')).toMatch(/ v1$/);
});

test('a failed step is not repeated while another stream keeps the deployment open', async () => {
  await applied({ ...stopped, ...cdn('new', { property: 349770 }) });
  const place = repository.states().length - 1;
  const moveNew = (endsAt: number) =>
    repository.revise((accountState) => ({
      ...accountState,
      streams: accountState.streams.map((stream) =>
        stream.transition && stream.status === 'ACTIVATING'
          ? { ...stream, transition: { ...stream.transition, endsAt } }
          : stream,
      ),
    }));
  await moveNew(Number.MAX_SAFE_INTEGER);
  await repository.pass(2 * HOUR);
  expect((await failing()).code).toBe(1);
  expect(repository.states()[place]).toBe('open');
  expect(writesOf(await repository.watch())).toEqual([]);
  expect(repository.states()[place]).toBe('open');
  await moveNew(0);
  expect(writesOf(await repository.watch())).toEqual([]);
  expect(repository.states()[place]).toBe('failed');
  expect(await repository.state('web')).toMatch(/ v1$/);
});

test('a step without its secret remains open and is reported; with the secret the next watch takes it', async () => {
  await applied();
  await repository.pass(2 * HOUR);
  const count = repository.states().length;
  const ran = await repository.watch({ env: {} });
  expect(ran.code).toBe(1);
  expect(writesOf(ran)).toEqual([]);
  expect(ran.errors).toEqual([
    'web: its next step is left open, since env TOKEN is missing or empty; add it to the secrets of the watch.',
  ]);
  expect(repository.states()).toHaveLength(count);
  expect(repository.states().at(-1)).toBe('open');
  expect((await repository.watch()).code).toBe(0);
  expect(await repository.state('web')).toMatch(/^(DEACTIVATED|INACTIVE) v2$/);
  expect(repository.states().slice(-2)).toEqual(['complete', 'complete']);
});
