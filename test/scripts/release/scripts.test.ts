import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Answers, type Checkout, preparedCheckout, REPOSITORY, removeTemplates } from './programs.ts';

afterAll(removeTemplates);

/** Files of the release, in the order in which it lists them. */
const FILES = ['datastream-gitops-1.2.3.tgz', 'datastream-gitops-1.2.3.cdx.json', 'SHA256SUMS'];

/** A checkout of version 1.2.3. */
function checkout(): Checkout {
  return preparedCheckout('released', (at) => at.release('1.2.3'));
}

/** A checkout of a version, by default 1.2.3, with files as if they were packed. */
function packed(version = '1.2.3'): Checkout {
  return preparedCheckout(`packed ${version}`, (at) => {
    at.release(version);
    at.fakePack(version);
  });
}

const read = (at: Checkout, file: string) => readFileSync(path.join(at.packed, file));
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('check', () => {
  test('accepts a tag that package.json, its lock and the changelog name', () => {
    const at = checkout();
    const { status, stdout } = at.run('check.mjs', 'v1.2.3');
    expect(status).toBe(0);
    expect(stdout).toContain('- Version 1.2.3.');
  });

  test.each([
    ['the version of package.json', 'v1.2.4', () => undefined, /does not match the version 1\.2\.3/],
    [
      'the lock',
      'v1.2.3',
      (at: Checkout) => at.write('package-lock.json', '{ "version": "1.2.2" }'),
      /package-lock\.json has version 1\.2\.2/,
    ],
    [
      'a section of the changelog',
      'v1.2.3',
      (at: Checkout) => at.write('CHANGELOG.md', '# Changelog\n\n## [Unreleased]\n\n- x\n'),
      /no section for 1\.2\.3/,
    ],
    [
      'the repository that runs it',
      'v1.2.3',
      (at: Checkout) =>
        at.write(
          'package.json',
          readFileSync(path.join(at.folder, 'package.json'), 'utf8').replace(REPOSITORY, 'OWNER/REPO'),
        ),
      /names the repository git\+https:\/\/github\.com\/OWNER\/REPO\.git/,
    ],
  ])('refuses a tag without %s', (_what, tag, change, message) => {
    const at = checkout();
    change(at);
    const { status, stderr } = at.run('check.mjs', tag);
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
  });
});

describe('check of the branch', () => {
  test('accepts an earlier commit of the default branch', () => {
    const at = checkout();
    at.release('1.2.4');
    at.git('checkout', '--quiet', 'v1.2.3');
    expect(at.run('check.mjs', 'v1.2.3')).toMatchObject({ status: 0 });
  });

  test('refuses a commit that was never merged', () => {
    const at = checkout();
    at.git('commit', '--quiet', '--allow-empty', '-m', 'not merged');
    const { status, stderr } = at.run('check.mjs', 'v1.2.3');
    expect(status).toBe(1);
    expect(stderr).toMatch(/commit of v1\.2\.3 is not on the branch main\. Delete the tag/);
  });

  test('refuses a checkout without the branch', () => {
    const at = checkout();
    at.git('update-ref', '-d', 'refs/remotes/origin/main');
    const { status, stderr } = at.run('check.mjs', 'v1.2.3');
    expect(status).toBe(1);
    expect(stderr).toMatch(/Cannot find out whether v1\.2\.3 is on the branch main/);
  });
});

describe('pack', () => {
  const reallyPacked = () =>
    preparedCheckout('really packed', (at) => {
      at.release('1.2.3');
      expect(at.run('pack.mjs', 'v1.2.3')).toMatchObject({ status: 0 });
    });

  test('writes a tarball that knows its commit, an SBOM, their checksums and the notes, and changes no file', () => {
    const at = reallyPacked();
    const sbom = JSON.parse(read(at, FILES[1] ?? '').toString());
    expect(sbom).toMatchObject({
      bomFormat: 'CycloneDX',
      metadata: {
        timestamp: '2026-12-01T10:00:00.000Z',
        component: { name: 'datastream-gitops', version: '1.2.3' },
      },
    });
    const sums = FILES.slice(0, 2).map((file) => `${digest(read(at, file))}  ${file}\n`);
    expect(read(at, 'SHA256SUMS').toString()).toBe(sums.join(''));
    expect(read(at, 'notes.md').toString()).toBe('- Version 1.2.3.\n');
    expect(at.git('status', '--porcelain')).toBe('');
    expect(packageFile(at)).toMatchObject({ version: '1.2.3', gitHead: at.git('rev-parse', 'HEAD') });
  });

  test('gives the same bytes again for the same commit', () => {
    const at = reallyPacked();
    const before = FILES.map((file) => digest(read(at, file)));
    expect(at.run('pack.mjs', 'v1.2.3')).toMatchObject({ status: 0 });
    expect(FILES.map((file) => digest(read(at, file)))).toEqual(before);
  });

  test('refuses files that are not those of the commit', () => {
    const at = checkout();
    at.write('action/index.cjs', '// another bundle\n');
    const { status, stderr } = at.run('pack.mjs', 'v1.2.3');
    expect(status).toBe(1);
    expect(stderr).toContain('M action/index.cjs');
  });
});

describe('publish', () => {
  const MISSING = { status: 1, stdout: '{ "error": { "code": "E404" } }' };

  test.each([
    ['a first version', MISSING, 'latest'],
    ['a newer version', { stdout: '{ "latest": "1.2.2" }' }, 'latest'],
    ['a fix of an older version', { stdout: '{ "latest": "2.0.0" }' }, 'latest-1'],
  ])('sends exactly the packed file with provenance: %s', (_what, latest, tag) => {
    const at = packed();
    const { status, calls } = at.run('publish.mjs', 'v1.2.3', {
      'npm view datastream-gitops@1.2.3 dist.integrity': MISSING,
      'npm view datastream-gitops dist-tags': latest,
      'npm publish': {},
    });
    expect(status).toBe(0);
    const file = path.join(at.packed, FILES[0] ?? '');
    expect(calls.at(-1)).toBe(`npm publish ${file} --provenance --access public --tag ${tag}`);
  });

  test('is done if these bytes are on npm already', () => {
    const at = packed();
    const bytes = read(at, FILES[0] ?? '');
    const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    const { status, calls } = at.run('publish.mjs', 'v1.2.3', {
      'npm view datastream-gitops@1.2.3': { stdout: JSON.stringify(integrity) },
    });
    expect({ status, calls: calls.length }).toEqual({ status: 0, calls: 1 });
  });

  test.each([
    ['other bytes are on npm', { stdout: '"sha512-other"' }, /with other bytes/],
    [
      'the registry cannot be asked',
      { status: 1, stderr: 'npm error code ECONNREFUSED' },
      /not known whether/,
    ],
  ])('fails and sends nothing if %s', (_what, answer, message) => {
    const { status, stderr, calls } = packed().run('publish.mjs', 'v1.2.3', { 'npm view': answer });
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(calls).toHaveLength(1);
  });
});

describe('the release on GitHub', () => {
  const LATEST = 'gh api repos/acme/datastream-gitops/releases/latest';
  const NONE: Answers = {
    'gh release view': { status: 1, stderr: 'release not found' },
    [LATEST]: { status: 1, stderr: 'gh: Not Found (HTTP 404)' },
  };

  test.each([
    ['the first one', NONE[LATEST], true],
    ['a newer version', { stdout: 'v1.2.2\n' }, true],
    ['a fix of an older version', { stdout: 'v2.0.0\n' }, false],
  ])('is created with its notes and files: %s', (_what, latest = {}, isLatest) => {
    const at = packed();
    const { status, calls } = at.run('github-release.mjs', 'v1.2.3', {
      ...NONE,
      [LATEST]: latest,
      'gh release create': {},
    });
    expect(status).toBe(0);
    const [files, notes] = [
      FILES.map((file) => path.join(at.packed, file)),
      path.join(at.packed, 'notes.md'),
    ];
    expect(calls.at(-1)).toBe(
      `gh release create v1.2.3 ${files.join(' ')} --verify-tag --title v1.2.3 --notes-file ${notes} --latest=${isLatest} --repo ${REPOSITORY}`,
    );
  });

  test('of a candidate is a prerelease, and never the latest', () => {
    const at = packed('1.2.3-rc.1');
    const { calls } = at.run('github-release.mjs', 'v1.2.3-rc.1', { ...NONE, 'gh release create': {} });
    expect(calls.at(-1)).toContain(' --prerelease --latest=false ');
  });

  const existing = (isDraft: boolean, ...names: readonly string[]) => ({
    'gh release view': { stdout: JSON.stringify({ isDraft, assets: names.map((name) => ({ name })) }) },
    [LATEST]: { stdout: 'v1.2.2\n' },
  });

  test('is completed if an earlier run left a draft without some files', () => {
    const at = packed();
    const [tarball = '', ...others] = FILES;
    const { status, calls } = at.run('github-release.mjs', 'v1.2.3', {
      ...existing(true, tarball),
      'gh release download': { files: [path.join(at.packed, tarball)] },
      'gh release upload': {},
      'gh release edit': {},
    });
    expect(status).toBe(0);
    expect(calls.slice(-2)).toEqual([
      `gh release upload v1.2.3 ${others.map((file) => path.join(at.packed, file)).join(' ')} --repo ${REPOSITORY}`,
      `gh release edit v1.2.3 --draft=false --latest=true --repo ${REPOSITORY}`,
    ]);
  });

  test('is done if it has the same files', () => {
    const at = packed();
    const { status, stdout, calls } = at.run('github-release.mjs', 'v1.2.3', {
      ...existing(false, ...FILES),
      'gh release download': { files: FILES.map((file) => path.join(at.packed, file)) },
    });
    expect(status).toBe(0);
    expect(stdout).toContain('Added: nothing.');
    expect(calls.filter((line) => /upload|edit|create/.test(line))).toEqual([]);
  });

  test('with another file of the same name is an error, and nothing is uploaded', () => {
    const at = packed();
    const other = path.join(at.folder, FILES[0] ?? '');
    writeFileSync(other, 'other bytes');
    const { status, stderr, calls } = at.run('github-release.mjs', 'v1.2.3', {
      ...existing(false, FILES[0] ?? ''),
      'gh release download': { files: [other] },
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/datastream-gitops-1\.2\.3\.tgz of the release v1\.2\.3 has other bytes/);
    expect(calls.filter((line) => /upload|edit|create/.test(line))).toEqual([]);
  });

  test('is not created if GitHub cannot say whether it exists', () => {
    const answers = { 'gh release view': { status: 1, stderr: 'error connecting to api.github.com' } };
    const { status, calls } = packed().run('github-release.mjs', 'v1.2.3', answers);
    expect({ status, calls: calls.length }).toEqual({ status: 1, calls: 1 });
  });
});

describe('the major tag', () => {
  const remote = (at: Checkout, tag: string) =>
    at.git('ls-remote', 'origin', `refs/tags/${tag}`).split('\t')[0];

  test('is created, moves forward with each version, and stays for a fix of an older one', () => {
    const at = packed();
    const first = at.git('rev-parse', 'HEAD');
    expect(at.run('move-major.mjs', 'v1.2.3')).toMatchObject({ status: 0 });
    expect(remote(at, 'v1')).toBe(first);
    const second = at.release('1.10.0');
    at.fakePack('1.10.0');
    expect(at.run('move-major.mjs', 'v1.10.0').stdout).toBe('Moved v1 to 1.10.0 (v1 is at 1.2.3).\n');
    expect(remote(at, 'v1')).toBe(second);
    expect(at.run('move-major.mjs', 'v1.10.0').stdout).toBe('Not moved: v1 is there already.\n');
    at.git('checkout', '--quiet', '--detach', 'v1.2.3');
    expect(at.run('move-major.mjs', 'v1.2.3').stdout).toBe('Not moved: v1 is at the newer version 1.10.0.\n');
    expect(remote(at, 'v1')).toBe(second);
  });

  test('may be annotated', () => {
    const at = packed();
    at.git('tag', '--annotate', '-m', 'first', 'v1');
    at.git('push', '--quiet', 'origin', 'v1');
    expect(at.run('move-major.mjs', 'v1.2.3').stdout).toBe('Not moved: v1 is there already.\n');
    const second = at.release('1.2.4');
    at.fakePack('1.2.4');
    expect(at.run('move-major.mjs', 'v1.2.4')).toMatchObject({ status: 0 });
    expect(remote(at, 'v1')).toBe(second);
  });

  test('is not created for a prerelease', () => {
    const at = packed('1.2.3-rc.1');
    expect(at.run('move-major.mjs', 'v1.2.3-rc.1').stdout).toBe(
      'Not moved: v1 never points to a prerelease.\n',
    );
    expect(remote(at, 'v1')).toBe('');
  });

  test('is not moved to a commit whose tag was moved since, or whose bundle is not the packed one', () => {
    const at = packed();
    at.write('action/index.cjs', '// another bundle\n');
    at.git('commit', '--quiet', '--all', '-m', 'another');
    expect(at.run('move-major.mjs', 'v1.2.3').stderr).toMatch(/no longer points to/);
    at.git('push', '--quiet', '--force', 'origin', 'HEAD:refs/tags/v1.2.3');
    expect(at.run('move-major.mjs', 'v1.2.3').stderr).toMatch(/is not the one that was checked and packed/);
    expect(remote(at, 'v1')).toBe('');
  });
});

/** The package.json in the tarball. */
function packageFile(at: Checkout): unknown {
  const words = ['-xzOf', path.join(at.packed, FILES[0] ?? ''), 'package/package.json'];
  return JSON.parse(execFileSync('tar', words, { encoding: 'utf8' }));
}
