import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadManifests } from '../../src/manifest/load.ts';
import { member, WEB } from './samples.ts';

let root = '';
let directory = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'manifests-'));
  directory = join(root, 'streams');
  await mkdir(join(directory, '.hidden'), { recursive: true });
  await put('web.yaml', WEB);
  await put('same.yaml', WEB);
  await put('bad.yaml', WEB.replace('state: active', 'state: actve').replace('name: web', 'name: bad'));
  await put('empty.yaml', '# later\n');
  await put('.hidden/x.yaml', WEB);
  await put('notes.md', 'x');
  await writeFile(join(root, 'elsewhere.yaml'), WEB);
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

async function put(path: string, content: string): Promise<void> {
  await writeFile(join(directory, path), content);
}

async function check(...files: readonly string[]) {
  const loaded = await loadManifests({ directory, files: files.map((file) => join(directory, file)) });
  return { ...loaded, member: member(loaded.findings).map((line) => line.replaceAll(root, '')) };
}

describe('validating named files', () => {
  test('reports only the findings of these files', async () => {
    const { member, files } = await check('bad.yaml');
    expect(member).toEqual([expect.stringMatching(/^\/streams\/bad\.yaml:\d+:\d+ error/)]);
    expect(files).toBe(1);
    expect((await check('empty.yaml')).member).toEqual([expect.stringContaining('empty-file')]);
  });

  test.each(['web.yaml', 'same.yaml'])(
    'reports a rule across manifests that involves one of them: %s, wherever the finding is',
    async (file) => {
      const { member } = await check(file);
      expect(member).toEqual([expect.stringMatching(/\.yaml:\d+:\d+ error duplicate-name/)]);
    },
  );

  test('counts the manifests of these files', async () => {
    await rm(join(directory, 'same.yaml'));
    const { manifests, findings, files } = await check('web.yaml', 'web.yaml');
    expect(findings).toEqual([]);
    expect([manifests.length, files]).toEqual([1, 1]);
  });

  test.each([
    [
      '../elsewhere.yaml',
      '/elsewhere.yaml:1:1 error outside-folder: "/elsewhere.yaml" is outside the manifest folder "/streams".',
    ],
    ['..', '/:1:1 error outside-folder: "/" is outside the manifest folder "/streams".'],
    ['gone.yaml', '/streams/gone.yaml:1:1 error no-file: "/streams/gone.yaml" does not exist.'],
    ['notes.md', '/streams/notes.md:1:1 error not-a-manifest: "/streams/notes.md" is not a manifest file.'],
    ['', '/streams:1:1 error not-a-manifest: "/streams" is not a manifest file.'],
    ['.hidden/x.yaml', '/streams/.hidden/x.yaml:1:1 error not-read: "/streams/.hidden/x.yaml" is not read'],
  ])('reports why %j is not read', async (file, text) => {
    const { member } = await check(file);
    expect(member).toHaveLength(1);
    expect(member[0]?.replace(/^:/, '/:').replace('""', '"/"')).toContain(text);
  });

  test('reports an unreadable file if it is named or above a named one', async () => {
    await symlink(join(root, 'nowhere'), join(directory, 'dead.yaml'));
    expect((await check('dead.yaml')).member).toEqual([expect.stringContaining('unreadable')]);
    expect((await check('bad.yaml')).member.join()).not.toContain('unreadable');
    await rm(directory, { recursive: true });
    expect((await check('web.yaml')).member.join()).toContain('no-folder');
  });
});

test('a long list of positions is shortened', async () => {
  await rm(join(directory, 'same.yaml'));
  for (let i = 10; i < 26; i += 1) await put(`s${i}.yaml`, WEB.replace('name: web', `name: s${i}`));
  const { member } = await check('web.yaml');
  const line = member.find((one) => one.includes('streams-per-item')) ?? '';
  expect(line.match(/\.yaml:\d+:\d+\)/g)).toHaveLength(5);
  expect(line).toMatch(/ … and 12 more\. /);
});
