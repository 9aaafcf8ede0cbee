import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { actionSource } from '../../../src/commands/init/action-source.ts';
import { ACTION_FOLDER, WORKFLOWS } from '../../../src/commands/init/files.ts';
import { keepPins, withoutPins } from '../../../src/commands/init/pins.ts';
import { RECORD_FILE } from '../../../src/commands/init/record.ts';
import { UsageError } from '../../../src/commands/session/context.ts';
import { named, packageOf, report, repository, run } from '../init-workspace.ts';

const COMMIT = 'c0'.repeat(20);
const RELEASE = { version: '1.2.3', repository: 'acme/logs', commit: COMMIT };
const COPY = `./${ACTION_FOLDER}`;

describe('the Action that workflows use', () => {
  const HERE = {
    folder: '/package',
    version: '1.2.3',
    node: 'v24.1.0',
    needsNode: '>=20.19',
    platform: 'linux-x64',
  };
  const UNNAMED = HERE;
  const CHECKOUT = { ...HERE, repository: 'acme/logs' };
  const PACKAGE = { ...HERE, ...RELEASE };
  const CANDIDATE = { ...PACKAGE, version: '2.0.0-rc.1' };

  test.each([
    [
      'a release, by its commit',
      PACKAGE,
      undefined,
      false,
      { choice: 'commit', uses: `acme/logs@${COMMIT} # v1.2.3` },
    ],
    ['the floating tag of its major version', PACKAGE, 'tag', false, { choice: 'tag', uses: 'acme/logs@v1' }],
    [
      'a prerelease, by its own tag',
      CANDIDATE,
      'tag',
      false,
      { choice: 'tag', uses: 'acme/logs@v2.0.0-rc.1' },
    ],
    ['a copy, although it is a release', PACKAGE, 'copy', false, { choice: 'copy', uses: COPY }],
    ['another one', UNNAMED, 'x/y@v3', false, { choice: 'x/y@v3', uses: 'x/y@v3' }],
    ['that of the repository itself', PACKAGE, undefined, true, { uses: './' }],
    [
      'a released one in a repository with its own',
      PACKAGE,
      'tag',
      true,
      { choice: 'tag', uses: 'acme/logs@v1' },
    ],
    [
      'a copy of a package with a placeholder',
      UNNAMED,
      undefined,
      false,
      { choice: 'copy', uses: COPY, reason: 'package.json of this package names no repository' },
    ],
    [
      'a copy of a checkout',
      CHECKOUT,
      undefined,
      false,
      { choice: 'copy', uses: COPY, reason: 'this package is not from a release' },
    ],
  ])('is %s', (_what, installation, choice, isOwn, source) => {
    expect(actionSource(installation, choice, isOwn)).toEqual(source);
  });

  test.each([
    [UNNAMED, 'commit', /names no repository/],
    [UNNAMED, 'tag', /names no repository/],
    [CHECKOUT, 'tag', /is not from a release/],
  ])('is never a reference that does not exist', (installation, choice, message) => {
    expect(() => actionSource(installation, choice, false)).toThrow(UsageError);
    expect(() => actionSource(installation, choice, false)).toThrow(message);
  });

  test('of a release is not copied: the repository only has workflows that name its commit', async () => {
    const installation = await packageOf(RELEASE);
    const printed = await report(await repository(), { installation });
    expect(printed.action).toBe(`acme/logs@${COMMIT}`);
    expect(named(printed, 'written').filter((file) => file.startsWith('.github/actions/'))).toEqual([]);
    for (const file of WORKFLOWS) {
      const text = await readFile(file, 'utf8');
      expect(text).toContain(`uses: acme/logs@${COMMIT} # v1.2.3\n`);
      expect(text).not.toContain('uses: ./');
    }
  });

  test('is a copy with the reason, if the package cannot name it', async () => {
    const { output } = await run(await repository());
    expect(output.replaceAll(/\s+/g, ' ')).toContain(
      `the workflows use ${COPY} (a copy, because package.json of this package names no repository).`,
    );
    expect(output).not.toContain('OWNER/REPO@');
  });

  test('stays as the repository has it when init runs again', async () => {
    const at = await repository();
    const installation = await packageOf(RELEASE);
    await run(at, { installation, action: 'tag' });
    const again = await report(at, { installation });
    expect(again.action).toBe('acme/logs@v1');
    expect(again.files.filter(({ result }) => result === 'kept')).toEqual([]);
    const before = await readFile(RECORD_FILE, 'utf8');
    expect(JSON.parse(before)).toMatchObject({ version: '1.2.3', action: 'tag' });
    const later = await packageOf({ ...RELEASE, version: '2.0.0' });
    expect(named(await report(at, { installation: later }), 'kept')).toEqual(WORKFLOWS);
    expect(await readFile(RECORD_FILE, 'utf8')).toBe(before);
  });
});

describe('versions of other Actions in a workflow', () => {
  const text = (checkout: string, cache: string) =>
    `    steps:\n      - uses: actions/checkout@${checkout}\n      - name: Cache\n        uses: actions/cache/save@${cache}\n        with: { path: x }\n`;
  const [OLD, NEW] = ['a'.repeat(40), 'b'.repeat(40)];

  test('do not make it an edited workflow', () => {
    const one = withoutPins(text(`${OLD} # v6.0.2`, 'v5'));
    expect(one).toBe(withoutPins(text(`${NEW} # v7.1.0`, `${OLD} # v5.0.3`)));
    expect(one).not.toBe(withoutPins(text(`${OLD} # v6.0.2`, 'v5').replace('path: x', 'path: y')));
    expect(withoutPins('uses: ./.github/actions/datastream\n')).toContain('./.github/actions/datastream');
  });

  test.each([
    ['newer ones of the repository are kept', `${NEW} # v6.1.0`, `${NEW} # v6.1.0`],
    ['older ones are updated', `${NEW} # v6.0.1`, `${OLD} # v6.0.2`],
    ['a newer major version counts more', `${NEW} # v10.0.0`, `${NEW} # v10.0.0`],
    ['another commit of the same version is kept', `${NEW} # v6.0.2`, `${NEW} # v6.0.2`],
    ['a commit without a version is kept', NEW, NEW],
    ['a newer tag is kept', 'v7', 'v7'],
    ['an older tag is updated', 'v5', `${OLD} # v6.0.2`],
  ])('%s', (_what, existing, expected) => {
    const kept = keepPins(text(`${OLD} # v6.0.2`, 'v5'), text(existing, 'v5'));
    expect(kept).toBe(text(expected, 'v5'));
  });

  test('are not kept for an Action whose reference the user selects again', () => {
    const own = (pin: string) => `        uses: acme/logs@${pin}\n`;
    expect(keepPins(own('v1'), own(`${NEW} # v1.5.0`), 'acme/logs')).toBe(own('v1'));
    expect(keepPins(own('v1'), own(`${NEW} # v1.5.0`))).toBe(own(`${NEW} # v1.5.0`));
  });
});
