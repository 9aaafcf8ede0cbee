import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadManifests } from '../../src/manifest/load.ts';
import { LARGEST_FILE } from '../../src/manifest/load-findings.ts';
import { temporaryFolder } from '../apply/temporary.ts';

const failing = vi.hoisted(() => ({ code: '' }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const open: typeof real.open = (...given) =>
    failing.code === ''
      ? real.open(...given)
      : Promise.reject(Object.assign(new Error(`${failing.code}: injected`), { code: failing.code }));
  return { ...real, open };
});

let folder = '';
beforeEach(() => {
  folder = path.join(temporaryFolder(), 'streams');
  mkdirSync(folder);
});
afterEach(() => {
  failing.code = '';
});

const findings = async () => (await loadManifests({ directory: folder })).findings;

test('does not block on a pipe in the manifest folder', async () => {
  execFileSync('mkfifo', [path.join(folder, 'a.yaml')]);
  expect(await findings()).toMatchObject([
    { code: 'unreadable', message: expect.stringContaining('is not a regular file') },
  ]);
});

test('refuses a file above the size limit without reading it', async () => {
  writeFileSync(path.join(folder, 'a.yaml'), `#${' '.repeat(LARGEST_FILE)}`);
  expect(await findings()).toMatchObject([
    { code: 'file-too-large', message: expect.stringContaining('1024 KiB') },
  ]);
});

test.each(['EMFILE', 'ENFILE'])('reports what to do if no file descriptor is left: %s', async (code) => {
  writeFileSync(path.join(folder, 'a.yaml'), '');
  failing.code = code;
  expect(await findings()).toMatchObject([
    {
      code: 'unreadable',
      message: expect.stringContaining(`(${code})`),
      hint: 'Raise the limit, for example with `ulimit -n 1024`, and run again.',
    },
  ]);
});
