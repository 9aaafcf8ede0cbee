import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../../commands/workspace.ts';

interface Released {
  readonly version: string;
  readonly commit: string;
}

/** The script is plain JavaScript, because it runs before anything is built. */
const rules = (await import(`${PROJECT}scripts/release/rules.mjs`)) as {
  versionOfTag(tag: string): string;
  npmTag(version: string, tags: Readonly<Record<string, string>>): string;
  isNewest(version: string, latest?: string): boolean;
  decideMajorTag(released: Released, current?: Released): { readonly move: boolean; readonly why: string };
  changelogSection(changelog: string, version: string, repository: string): string;
};

describe('a tag', () => {
  test.each(['v1.2.3', 'v0.1.0', 'v10.20.30', 'v2.0.0-rc.1', 'v2.0.0-0'])('%s names its version', (tag) => {
    expect(rules.versionOfTag(tag)).toBe(tag.slice(1));
  });

  test.each(['1.2.3', 'v1', 'v1.2', 'v1.2.3.4', 'v01.2.3', 'v1.2.3+build', 'V1.2.3', 'v 1.2.3', 'main'])(
    '%s is refused with the form of a tag',
    (tag) => {
      expect(() => rules.versionOfTag(tag)).toThrow(`${tag} is not the tag of a version. Tags have the form`);
    },
  );
});

describe('the npm tag', () => {
  test.each([
    ['1.0.0', {}, 'latest'],
    ['1.3.0', { latest: '1.2.9' }, 'latest'],
    ['1.10.0', { latest: '1.9.0' }, 'latest'],
    ['1.0.0', { latest: '1.0.0-rc.1' }, 'latest'],
    ['1.2.4', { latest: '2.0.0' }, 'latest-1'],
    ['1.2.4', { latest: '2.0.0', 'latest-1': '1.2.3' }, 'latest-1'],
    ['1.2.4', { latest: '2.0.0', 'latest-1': '1.3.0' }, 'latest-1.2.4'],
    ['2.0.0-rc.1', { latest: '1.9.0' }, 'next'],
    ['2.0.0-rc.1', {}, 'next'],
    ['1.4.0-rc.1', { latest: '1.3.0', next: '2.0.0-rc.1' }, 'next-1'],
  ])('of %s while npm has %j is %s', (version, tags, tag) => {
    expect(rules.npmTag(version, tags)).toBe(tag);
  });

  test.each([
    ['1.3.0', '1.2.9', true],
    ['1.2.4', '2.0.0', false],
    ['2.0.0-rc.1', undefined, false],
    ['1.0.0', undefined, true],
  ])('%s, while the latest is %s: newest %s', (version, latest, newest) => {
    expect(rules.isNewest(version, latest)).toBe(newest);
  });
});

describe('the floating major tag', () => {
  const at = (version: string, commit = version): Released => ({ version, commit });

  test.each([
    ['1.0.0', undefined, true],
    ['1.2.3', '1.2.2', true],
    ['1.10.0', '1.9.9', true],
    ['1.2.3', '1.3.0', false],
    ['1.3.0-rc.1', '1.2.0', false],
    ['1.3.0-rc.1', undefined, false],
    ['1.3.0', '1.3.0-rc.1', true],
  ])('for %s, when it is at %s: moved %s', (version, current, move) => {
    expect(rules.decideMajorTag(at(version), current === undefined ? current : at(current)).move).toBe(move);
  });

  test('does not change if a run is repeated, and a second commit of a version is refused', () => {
    expect(rules.decideMajorTag(at('1.2.3', 'a'), at('1.2.3', 'a')).move).toBe(false);
    expect(() => rules.decideMajorTag(at('1.2.3', 'a'), at('1.2.3', 'b'))).toThrow(
      /points to another commit/,
    );
  });

  test('is at the newest version in the end, in whatever order and however often versions are released', () => {
    const part = fc.nat({ max: 12 });
    const releases = fc.array(fc.tuple(part, part, fc.boolean()), { minLength: 1 });
    fc.assert(
      fc.property(releases, (all) => {
        let current: Released | undefined;
        for (const [minor, patch, isCandidate] of all) {
          const released = at(`1.${minor}.${patch}${isCandidate ? '-rc.1' : ''}`);
          if (rules.decideMajorTag(released, current).move) current = released;
        }
        const [newest] = all
          .filter(([, , isCandidate]) => !isCandidate)
          .sort((a, b) => b[0] - a[0] || b[1] - a[1]);
        expect(current?.version).toBe(newest && `1.${newest[0]}.${newest[1]}`);
      }),
    );
  });
});

describe('the section of the changelog', () => {
  const CHANGELOG = `# Changelog

## [Unreleased]

- not yet

## [1.2.3] - 2026-12-01

### Added

- A thing ([docs](docs/thing.md), [decision](https://example.com/d), [below](#fixed)).

\`\`\`md
## [1.2.2] - in an example
\`\`\`

### Fixed

- A bug.

## [1.2.2] - 2026-11-01

- older
`;
  const section = (version: string, text = CHANGELOG) =>
    rules.changelogSection(text, version, 'acme/datastream-gitops');

  test('is the text between its heading and the next one, with links to the files of the version', () => {
    expect(section('1.2.3')).toBe(`### Added

- A thing ([docs](https://github.com/acme/datastream-gitops/blob/v1.2.3/docs/thing.md), [decision](https://example.com/d), [below](#fixed)).

\`\`\`md
## [1.2.2] - in an example
\`\`\`

### Fixed

- A bug.
`);
    expect(section('1.2.2')).toBe('- older\n');
    expect(section('1.2.2', CHANGELOG.replaceAll('\n', '\r\n'))).toBe('- older\n');
  });

  test.each([
    ['2.0.0', CHANGELOG, /no section for 2\.0\.0\. Rename its section \[Unreleased\]/],
    ['1.2', CHANGELOG, /no section for 1\.2\./],
    ['1.2.2', CHANGELOG.replace(' - 2026-11-01', ''), /has no date: write "## \[1\.2\.2\] - YYYY-MM-DD"/],
    ['1.2.2', CHANGELOG.replace('- older\n', ''), /is empty/],
    ['1.2.2', `${CHANGELOG}\n## [1.2.2] - 2026-11-02\n\n- again\n`, /2 sections for 1\.2\.2/],
  ])('%s is refused if it is not there once, with a date and a text', (version, text, message) => {
    expect(() => section(version, text)).toThrow(message);
  });

  test('can be cut from the changelog of this project once its heading has a version', () => {
    const text = readFileSync(path.join(PROJECT, 'CHANGELOG.md'), 'utf8');
    const released = text.replace('## [Unreleased]', '## [9.9.9] - 2026-12-01');
    expect(section('9.9.9', released)).toMatch(/^### Added\n/);
  });
});
