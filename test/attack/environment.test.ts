import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { cdnText } from '../builders/manifest-texts.ts';
import { run } from '../cli/built.ts';

/** The built command in an environment prepared by someone else. */

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'datastream-environment-'));
  folders.push(made);
  await mkdir(path.join(made, 'streams'));
  await writeFile(path.join(made, 'streams/web.yaml'), MANIFEST);
  return made;
}

const MANIFEST = cdnText('web', { state: 'inactive', variables: [] });

const CREDENTIALS = {
  AKAMAI_CLIENT_TOKEN: 'canary-client-token',
  AKAMAI_CLIENT_SECRET: 'canary-client-secret',
  AKAMAI_ACCESS_TOKEN: 'canary-access-token',
};

test.each([
  'http://169.254.169.254',
  'http://localhost.evil.example.com',
  'http://127.0.0.1.evil.example.com',
  'http://0.0.0.0:1',
  'https://user:canary-password@127.0.0.1',
  'http://127.0.0.1:1/path',
  'http://127.0.0.1\\@evil.example.com:1',
  'ftp://127.0.0.1',
])('--endpoint %s is refused before anything is sent', async (endpoint) => {
  const cwd = await folder();
  const finished = await run(['plan', '--endpoint', endpoint], { cwd, env: CREDENTIALS });
  expect(finished.exitCode).toBe(1);
  expect(finished.stderr).toMatch(/^Error: The endpoint /);
  expect(finished.stdout + finished.stderr).not.toContain('canary');
});

test.each(['null', '{}', '[', '{"formatVersion":1,"streams":5}'])(
  'a simulator file with %s gets a message that says what to do',
  async (text) => {
    const cwd = await folder();
    await writeFile(path.join(cwd, 'simulator.json'), text);
    const finished = await run(['plan', '--simulator', 'simulator.json'], { cwd });
    expect(finished.exitCode).toBe(1);
    expect(finished.stderr).toContain('Delete it to start over');
  },
);

test.each([
  ['not JSON', () => 'garbage'],
  ['another document', () => '{"value":null}'],
  ['not text', () => '\u0000'.repeat(64)],
  ['a truncated entry', (entry: string) => entry.slice(0, entry.length / 2)],
] as const)('a cache entry that is %s changes nothing', async (_what, damaged) => {
  const cwd = await folder();
  await run(['apply', '--simulator'], { cwd });
  await run(['plan', '--simulator'], { cwd });
  const cache = path.join(cwd, '.datastream/cache');
  const entries = (await readdir(cache, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  expect(entries.length).toBeGreaterThan(0);
  for (const entry of entries) {
    const file = path.join(entry.parentPath, entry.name);
    await writeFile(file, damaged(await readFile(file, 'utf8')));
  }
  const finished = await run(['plan', '--simulator', '--detailed-exitcode'], { cwd });
  expect(finished).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('No changes') });
});

test('a journal that cannot be written is reported, and apply continues', async () => {
  const cwd = await folder();
  await mkdir(path.join(cwd, '.datastream/journal.jsonl'), { recursive: true });
  const finished = await run(['apply', '--simulator'], { cwd });
  expect(finished.exitCode).toBe(0);
  expect(finished.stderr).toContain('journal');
});

test('two concurrent applies on one simulator file create one stream', async () => {
  const [one, two] = [await folder(), await folder()];
  const accountState = path.join(one, 'simulator.json');
  await Promise.all([one, two].map((cwd) => run(['apply', '--simulator', accountState], { cwd })));
  const finished = await run(['plan', '--simulator', accountState, '--no-cache', '--format', 'json'], {
    cwd: one,
  });
  const plan = JSON.parse(finished.stdout) as { items: { action: string }[]; orphans: { name: string }[] };
  expect(plan.items.map(({ action }) => action)).toEqual(['none']);
  expect(plan.orphans.filter(({ name }) => name === 'web')).toEqual([]);
}, 90_000);
