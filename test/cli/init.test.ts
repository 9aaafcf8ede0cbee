import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from './built.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
let cwd = '';

beforeEach(async () => {
  cwd = await mkdtemp(path.join(tmpdir(), 'datastream-init-'));
});

afterEach(() => rm(cwd, { recursive: true, force: true }));

test('init, then validate and plan as it says, works from the installed package', async () => {
  const made = await run(['init', 'repo', '--action', `acme/datastream-gitops@${COMMIT}`], { cwd });
  expect(made).toMatchObject({ exitCode: 0, stderr: '' });
  const repo = { cwd: path.join(cwd, 'repo') };
  expect(await readFile(path.join(repo.cwd, '.github/workflows/plan.yml'), 'utf8')).toContain(
    `uses: acme/datastream-gitops@${COMMIT} #`,
  );
  expect(await run(['validate'], repo)).toMatchObject({ exitCode: 0 });
  const planned = await run(['plan', '--simulator', '--detailed-exitcode'], repo);
  expect(planned).toMatchObject({ exitCode: 0 });
});

test.each([
  [['--action', 'acme/datastream-gitops@main']],
  [['--action', 'acme/datastream-gitops']],
  [['--action', `acme@${COMMIT}`]],
  [['--action', `acme/datastream-gitops@${COMMIT}\n  run: x`]],
])('init %j is refused with a message: only a tag of a version or a commit is accepted', async (words) => {
  const { exitCode, stderr, stdout } = await run(['init', ...words], { cwd });
  expect(exitCode).toBe(1);
  expect(stdout + stderr).toMatch(/OWNER\/REPO@REF/);
});
