import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { type GhResult, runGh } from '../../src/files/gh.ts';
import { temporaryFolder } from '../apply/temporary.ts';

/** Runs a program in the place of `gh`. */
async function runAsGh(
  program: string,
  { args = [] as readonly string[], input = '' } = {},
): Promise<GhResult> {
  const folder = temporaryFolder();
  const bin = path.join(folder, 'bin');
  await mkdir(bin);
  if (program !== '')
    await writeFile(path.join(bin, 'gh'), `#!${process.execPath}\n${program}`, { mode: 0o755 });
  return runGh(args, {
    folder,
    input,
    env: { PATH: bin, HOME: folder, GH_TOKEN: 'token', LOG_PLATFORM_TOKEN: 'ENV-CANARY' },
    signal: new AbortController().signal,
  });
}

test('gh gets the arguments as they are, the input, and only the environment that it needs', async () => {
  const args = ['api', '-f', 'name=$(id) "a b"'];
  const result = await runAsGh(
    `console.log(JSON.stringify({
       args: process.argv.slice(2), input: require('node:fs').readFileSync(0, 'utf8'), env: process.env,
       folder: process.cwd() }));`,
    { args, input: 'WRITE-CANARY\n' },
  );
  if (result.tag !== 'ended') throw new Error(result.tag);
  expect(result).toMatchObject({ exitCode: 0, stderr: '' });
  const seen = JSON.parse(result.stdout);
  expect(seen).toMatchObject({ args, input: 'WRITE-CANARY\n' });
  expect(seen.env).toMatchObject({ GH_TOKEN: 'token', GH_PROMPT_DISABLED: '1', HOME: seen.folder });
  expect(seen.env).not.toHaveProperty('LOG_PLATFORM_TOKEN');
});

test.each<[string, string, GhResult]>([
  [
    'it fails',
    `console.error('no');process.exit(4)`,
    { tag: 'ended', exitCode: 4, stdout: '', stderr: 'no\n' },
  ],
  ['a signal ends it', `process.kill(process.pid, 'SIGKILL')`, { tag: 'killed', signal: 'SIGKILL' }],
  ['it is not installed', '', { tag: 'missing' }],
  [
    'it ends before it has read its input',
    `process.exit(1)`,
    { tag: 'ended', exitCode: 1, stdout: '', stderr: '' },
  ],
])('the result says that %s', async (_, program, expected) => {
  expect(await runAsGh(program, { input: 'x'.repeat(1_000_000) })).toEqual(expected);
});
