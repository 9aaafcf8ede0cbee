import { expect, onTestFinished, test } from 'vitest';
import { targetDigest } from '../../src/approval/approval.ts';
import { originsFinder } from '../../src/cli/version-origins.ts';
import { workspace } from '../commands/workspace.ts';
import { startGithub } from '../github/server/server.ts';

const STREAM = {
  kind: 'DataStream2',
  logType: 'cdn',
  streamId: 7050,
  target: 'https://akab-example.luna.akamaiapis.net',
} as const;

test.each([
  ['no token', {}, 'set GITHUB_TOKEN or GH_TOKEN'],
  ['no repository', { GH_TOKEN: 'a-token' }, 'the remote `origin` of this folder is not on github.com'],
])('with %s, one line says how to get commits and runs', async (_, env, message) => {
  const { context } = await workspace({ env });
  expect(await originsFinder(context)(STREAM, [1])).toEqual({
    tag: 'not-read',
    why: expect.stringMatching(/^Commits, runs and pull requests are not shown: /),
  });
  expect(await originsFinder(context)(STREAM, [1])).toMatchObject({ why: expect.stringContaining(message) });
});

test('a remote on another host gets no request, since the checkout names it', async () => {
  const { context, write } = await workspace({ env: { GH_TOKEN: 'a-token' } });
  await write('.git/HEAD', 'ref: refs/heads/main\n');
  await write('.git/config', '[remote "origin"]\n\turl = https://evil.example.com/owner/repo.git\n');
  expect(await originsFinder(context)(STREAM, [1])).toMatchObject({
    tag: 'not-read',
    why: expect.stringContaining('not on github.com'),
  });
});

test('the simulator of this machine is in no record', async () => {
  const { context } = await workspace();
  expect(await originsFinder(context)({ ...STREAM, target: 'simulator' }, [1])).toEqual({
    tag: 'read',
    origins: new Map(),
  });
});

test('with a token and a repository, the records on GitHub are read', async () => {
  const github = await startGithub();
  onTestFinished(() => github.close());
  const { owner, repo, token, repository } = github.state;
  const { context, run } = await workspace({
    env: { GITHUB_TOKEN: token, GITHUB_REPOSITORY: `${owner}/${repo}`, GITHUB_API_URL: github.url },
  });
  const sha = repository.branches.get('main') ?? '';
  const stream = {
    ...{ name: 'web', kind: 'DataStream2', logType: 'cdn', streamId: 7050, left: [] },
    ...{ desired: `sha256:${'a'.repeat(64)}`, base: 1, version: 2 },
  };
  const record = {
    ...{ formatVersion: 1, kind: 'datastream-apply', run: 45, attempt: 1, complete: true },
    ...{ target: targetDigest(STREAM.target, context.hash), streams: [stream] },
  };
  github.state.addDeployment({ sha, environment: 'datastream: production', payload: record });
  const found = originsFinder(context)(STREAM, [3, 2]);
  await run(async () => {
    await found;
    return { output: '', exitCode: 0 };
  });
  expect(await found).toEqual({
    tag: 'read',
    origins: new Map([[2, { commit: sha, run: 45, author: 'github-actions[bot]', changes: [] }]]),
  });
});
