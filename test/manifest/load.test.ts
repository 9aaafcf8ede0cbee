import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadManifests } from '../../src/manifest/load.ts';
import { LARGEST_FILE } from '../../src/manifest/load-findings.ts';
import { SITE } from './bad-property-manifests.ts';
import { DNS, member, WEB } from './samples.ts';

let root = '';
let directory = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'manifests-'));
  directory = join(root, 'streams');
  await mkdir(directory);
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

async function put(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(join(directory, path, '..'), { recursive: true });
  await writeFile(join(directory, path), content);
}

const load = async (folder = directory) => loadManifests({ directory: folder });
const found = async (folder = directory) =>
  member((await load(folder)).findings).map((line) => line.replaceAll(root, '<root>'));

describe('loading a folder', () => {
  test('reads every .yaml and .yml file below it in sorted order, and nothing else', async () => {
    await put('b/dns.yml', DNS);
    await put('a.yaml', WEB);
    await put('.hidden.yaml', 'x');
    await put('.git/x.yaml', 'x');
    await put('README.md', '# x');
    const { manifests, findings, files } = await load();
    expect(findings).toEqual([]);
    expect(files).toBe(2);
    expect(manifests.map(({ source }) => source.file)).toEqual([
      join(directory, 'a.yaml'),
      join(directory, 'b/dns.yml'),
    ]);
  });

  test('reports paths relative to the folder as it was given', async () => {
    await put('sub/web.yaml', WEB);
    const folder = `./${relative(process.cwd(), directory)}/`;
    const { manifests } = await load(folder);
    expect(manifests[0]?.source.file).toBe(`${relative(process.cwd(), directory)}/sub/web.yaml`);
  });

  test('reports an error if there is no manifest', async () => {
    await put('empty.yaml', '# nothing yet\n');
    expect(await found()).toEqual([
      '<root>/streams:1:1 error no-manifest: There is no manifest in "<root>/streams". Manifests are files that end in .yaml or .yml; name another folder with --streams.',
    ]);
  });

  test('reports a folder that does not exist, and a file in place of a folder', async () => {
    await put('web.yaml', WEB);
    expect(await found(join(root, 'nowhere'))).toEqual([
      '<root>/nowhere:1:1 error no-folder: The folder "<root>/nowhere" does not exist. Name the folder of your manifests with --streams.',
    ]);
    expect(await found(join(directory, 'web.yaml'))).toEqual([
      '<root>/streams/web.yaml:1:1 error no-folder: "<root>/streams/web.yaml" is not a folder. Name the folder that it lies in with --streams.',
    ]);
  });

  test('reports a file that is too large or not UTF-8', async () => {
    await put('large.yaml', `#${'x'.repeat(LARGEST_FILE)}`);
    await put('latin.yaml', new Uint8Array([0x61, 0x3a, 0x20, 0xe4]));
    await put('utf16.yaml', Buffer.from(`\ufeff${WEB}`, 'utf16le'));
    expect(await found()).toEqual([
      '<root>/streams/large.yaml:1:1 error file-too-large: The file is larger than 1024 KiB. Split it into several files.',
      '<root>/streams/latin.yaml:1:1 error not-utf8: The file is not encoded in UTF-8. Save it as UTF-8.',
      '<root>/streams/utf16.yaml:1:1 error not-utf8: The file is not encoded in UTF-8. Save it as UTF-8.',
    ]);
  });

  test('reports the findings of valid files next to an unreadable one', async () => {
    await put('a.yaml', '[');
    await put('b.yaml', WEB.replace('state: active', 'state: actve'));
    const { manifests, findings } = await load();
    expect(manifests).toEqual([]);
    expect(findings.map(({ code }) => code)).toEqual(['yaml-syntax', 'invalid-value']);
  });

  test('follows links to files inside the folder, but no links to folders', async () => {
    await put('real.yaml', WEB);
    await writeFile(join(root, 'outside.yaml'), DNS);
    await symlink(join(root, 'outside.yaml'), join(directory, 'out.yaml'));
    await symlink(directory, join(directory, 'loop'));
    await symlink(join(root, 'gone.yaml'), join(directory, 'gone.yaml'));
    const { manifests, findings } = await load();
    expect(manifests.map(({ name }) => name)).toEqual(['web']);
    expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'error unreadable',
      'warning linked-folder',
      'error linked-outside',
    ]);
  });

  test('follows no links out of the folder of properties', async () => {
    await put('web.yaml', WEB);
    await put('elsewhere/site.yaml', SITE);
    await put('properties/real.yaml', SITE.replace('[web, 7050]', '[7050]'));
    await symlink(join(directory, 'properties/real.yaml'), join(directory, 'properties/inside.yaml'));
    await symlink(join(directory, 'elsewhere/site.yaml'), join(directory, 'properties/outside.yaml'));
    const { properties, findings } = await load();
    expect(properties.map(({ source }) => relative(directory, source.file))).toEqual([
      'elsewhere/site.yaml',
      'properties/inside.yaml',
      'properties/real.yaml',
    ]);
    const about = findings.filter(({ file }) => file.endsWith('outside.yaml'));
    expect(about.map(({ code }) => code)).toEqual(['linked-outside']);
  });

  test('finds no manifest if there is only a link to a folder', async () => {
    await symlink(root, join(directory, 'all'));
    expect((await load()).findings.map(({ code }) => code)).toEqual(['no-manifest', 'linked-folder']);
  });

  test('reports a dangling link as a warning next to manifests, and as an error alone', async () => {
    await symlink(join(root, 'submodule/streams'), join(directory, 'team'));
    const alone = await load();
    expect(alone.findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'error no-manifest',
      'warning linked-folder',
    ]);
    await put('web.yaml', WEB);
    const { manifests, findings } = await load();
    expect(manifests.map(({ name }) => name)).toEqual(['web']);
    expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual(['warning linked-folder']);
  });

  test('does not block on a pipe', async () => {
    execFileSync('mkfifo', [join(directory, 'pipe.yaml')]);
    expect(await found()).toEqual([
      '<root>/streams/pipe.yaml:1:1 error unreadable: "<root>/streams/pipe.yaml" is not a regular file. Give it another name.',
    ]);
  });

  test('follows a folder that is itself a link, and a link to a file in it', async () => {
    await put('..data/web.yaml', WEB);
    await symlink(join(directory, '..data/web.yaml'), join(directory, 'web.yaml'));
    await symlink(directory, join(root, 'link'));
    expect((await load(join(root, 'link'))).manifests.map(({ name }) => name)).toEqual(['web']);
  });

  test('treats a folder whose name ends in .yaml as a folder', async () => {
    await put('x.yaml/web.yaml', WEB);
    expect((await load()).manifests).toHaveLength(1);
  });
});
