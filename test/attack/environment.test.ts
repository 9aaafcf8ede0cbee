import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../apply/temporary.ts';
import { cdnText } from '../builders/manifest-texts.ts';
import { run as runProcess } from '../cli/built.ts';
import { run } from '../cli/in-process.ts';
import { workspace } from '../commands/workspace.ts';

/** The command line in an environment prepared by someone else. */

beforeEach(async () => {
  await workspace();
  await writeManifest('.');
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function writeManifest(folder: string): Promise<void> {
  await mkdir(path.join(folder, 'streams'));
  await writeFile(path.join(folder, 'streams/web.yaml'), MANIFEST);
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
  for (const [name, value] of Object.entries(CREDENTIALS)) vi.stubEnv(name, value);
  const finished = await run('plan', '--endpoint', endpoint);
  expect(finished.exitCode).toBe(1);
  expect(finished.stderr).toMatch(/^Error: The endpoint /);
  expect(finished.stdout + finished.stderr).not.toContain('canary');
});

test.each(['null', '{}', '[', '{"formatVersion":1,"streams":5}'])(
  'a simulator file with %s gets a message that says what to do',
  async (text) => {
    await writeFile('simulator.json', text);
    const finished = await run('plan', '--simulator', 'simulator.json');
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
  await run('apply', '--simulator');
  await run('plan', '--simulator');
  const entries = (await readdir('.datastream/cache', { recursive: true, withFileTypes: true })).filter(
    (entry) => entry.isFile(),
  );
  expect(entries.length).toBeGreaterThan(0);
  for (const entry of entries) {
    const file = path.join(entry.parentPath, entry.name);
    await writeFile(file, damaged(await readFile(file, 'utf8')));
  }
  const finished = await run('plan', '--simulator', '--detailed-exitcode');
  expect(finished).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('No changes') });
});

test('a journal that cannot be written is reported, and apply continues', async () => {
  await mkdir('.datastream/journal.jsonl', { recursive: true });
  const finished = await run('apply', '--simulator');
  expect(finished.exitCode).toBe(0);
  expect(finished.stderr).toContain('journal');
});

test('two concurrent processes that apply to one simulator file create one stream', async () => {
  const [one, two] = [process.cwd(), temporaryFolder()];
  await writeManifest(two);
  const accountState = path.join(one, 'simulator.json');
  await Promise.all([one, two].map((cwd) => runProcess(['apply', '--simulator', accountState], { cwd })));
  const finished = await run('plan', '--simulator', accountState, '--no-cache', '--format', 'json');
  const plan = JSON.parse(finished.stdout) as { items: { action: string }[]; orphans: { name: string }[] };
  expect(plan.items.map(({ action }) => action)).toEqual(['none']);
  expect(plan.orphans.filter(({ name }) => name === 'web')).toEqual([]);
}, 90_000);
