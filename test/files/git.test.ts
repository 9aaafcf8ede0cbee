import process from 'node:process';
import { expect, test } from 'vitest';
import { runGit } from '../../src/files/git.ts';
import { temporaryFolder } from '../apply/temporary.ts';

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const { signal } = new AbortController();

test('git gets no credentials of this process', async () => {
  const secrets = { AKAMAI_CLIENT_SECRET: 'canary', LOG_PLATFORM_TOKEN: 'canary' };
  const env = { PATH: process.env['PATH'], HOME: temporaryFolder(), ...secrets };
  const args = ['-c', 'alias.environment=!env', 'environment'];
  const result = await runGit(args, { folder: temporaryFolder(), env, signal });
  const printed = result.tag === 'ended' ? decode(result.stdout) : '';
  expect(printed).toContain('GIT_TERMINAL_PROMPT=0');
  expect(printed).not.toContain('canary');
});

test('git that fails, and git that is not installed', async () => {
  const folder = temporaryFolder();
  const failed = await runGit(['cat-file', '--batch'], {
    folder,
    env: process.env,
    signal,
    input: 'x'.repeat(1e6),
  });
  expect(failed).toMatchObject({
    tag: 'ended',
    exitCode: 128,
    stderr: expect.stringContaining('not a git repository'),
  });
  expect(await runGit(['status'], { folder, env: { PATH: folder }, signal })).toEqual({ tag: 'missing' });
});
