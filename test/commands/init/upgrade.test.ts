import { readFile, rm } from 'node:fs/promises';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTION_FILES, ACTION_FOLDER, WORKFLOWS } from '../../../src/commands/init/files.ts';
import { RECORD_FILE } from '../../../src/commands/init/record.ts';
import { upgradeFiles } from '../../../src/commands/init/upgrade.ts';
import { type Context, UsageError } from '../../../src/commands/session/context.ts';
import type { InitOptions } from '../../../src/commands/session/file-options.ts';
import type { Installation } from '../../../src/commands/session/installation.ts';
import { INIT_UPGRADE_SCHEMA, type UpgradeReport } from '../../../src/render/schemas/init-upgrade.ts';
import { GIT, packageOf, repository, run } from '../init-workspace.ts';
import { DEFAULTS, type Workspace } from '../workspace.ts';

const [PLAN, APPLY, WATCH] = WORKFLOWS;
const BUNDLE = `${ACTION_FOLDER}/action/index.cjs`;

/** A package whose workflows and bundle differ from those of other versions. */
function version(number: string, release: Partial<Installation> = {}): Promise<Installation> {
  return packageOf({ version: number, ...release }, (text, file) =>
    file === 'action/licenses.txt' ? text : `${text}# version ${number} of ${file}\n`,
  );
}

/** A repository as version 1.0.0 leaves it. */
async function initialized(options: Partial<InitOptions> = {}): Promise<Workspace> {
  const at = await repository();
  await run(at, { installation: await version('1.0.0'), ...options });
  return at;
}

/** Runs `init --upgrade`, by default with `--yes`. */
async function upgrade(at: Workspace, installation: Installation, options: Partial<InitOptions> = {}) {
  const { output, exitCode } = await run(at, {
    ...{ upgrade: true, yes: true, format: 'json', installation },
    ...options,
  });
  return { exitCode, ...(JSON.parse(output) as UpgradeReport) };
}

/** The files of a report with these changes. */
function having({ files }: UpgradeReport, ...changes: readonly string[]): readonly string[] {
  return files.filter(({ change }) => changes.includes(change)).map(({ file }) => file);
}

const read = (file: string) => readFile(file, 'utf8');

describe('files that init wrote', () => {
  test('are brought to this version, with their differences, and a second run writes nothing', async () => {
    const at = await initialized();
    const next = await version('1.1.0');
    const first = await upgrade(at, next);
    expect(first).toMatchObject({ exitCode: 0, from: '1.0.0', to: '1.1.0' });
    const changed = [RECORD_FILE, ...WORKFLOWS, `${ACTION_FOLDER}/action.yml`, BUNDLE];
    expect(having(first, 'create', 'update')).toEqual(changed);
    expect(having(first, 'edited', 'deleted', 'unused')).toEqual([]);
    expect(await read(PLAN)).toContain(`# version 1.1.0 of ${PLAN}\n`);
    const { diff } = first.files.find(({ file }) => file === PLAN) ?? {};
    expect(diff).toContain(`--- a/${PLAN}\n+++ b/${PLAN}\n@@ `);
    expect(diff).toContain(`\n-# version 1.0.0 of ${PLAN}\n+# version 1.1.0 of ${PLAN}\n`);
    const second = await upgrade(at, next, { yes: false });
    expect(second).toMatchObject({ exitCode: 0, from: '1.1.0' });
    expect(having(second, 'create', 'update', 'edited')).toEqual([]);
  });

  test('are recognized with other line endings, and with versions of Actions that Dependabot set', async () => {
    const at = await initialized();
    const newer = `actions/checkout@${'d'.repeat(40)} # v99.0.0`;
    const pinned = (await read(PLAN)).replaceAll(/actions\/checkout@.*/g, newer);
    await at.write(PLAN, pinned.replaceAll('\n', '\r\n'));
    const { exitCode, ...printed } = await upgrade(at, await version('1.1.0'));
    expect(exitCode).toBe(0);
    expect(having(printed, 'update')).toContain(PLAN);
    const text = await read(PLAN);
    expect(text).toContain('# version 1.1.0');
    expect(text.match(/actions\/checkout@.*/g)?.every((pin) => pin === newer)).toBe(true);
  });

  test('of an older version that a revert brought back are recognized, too', async () => {
    const at = await initialized();
    const first = await read(PLAN);
    await upgrade(at, await version('1.1.0'));
    await at.write(PLAN, first);
    await upgrade(at, await version('1.2.0'));
    expect(await read(PLAN)).toContain('# version 1.2.0');
  });

  test('that this version does not need are named with the command that deletes them', async () => {
    const at = await initialized();
    const release = { repository: 'acme/logs', commit: 'e'.repeat(40) };
    const printed = await upgrade(at, await version('1.1.0', release), { action: 'commit' });
    const copied = ACTION_FILES.map((file) => `${ACTION_FOLDER}/${file}`);
    expect([...having(printed, 'unused')].sort()).toEqual([...copied].sort());
    expect(await read(BUNDLE)).toContain('// the bundle');
    expect(await read(APPLY)).toContain(`uses: acme/logs@${release.commit} # v1.1.0\n`);
    const installation = await version('1.1.0', release);
    const { output } = await run(at, { upgrade: true, yes: true, installation });
    expect(output).toContain(`  git rm -- ${having(printed, 'unused').join(' ')}`);
    for (const file of copied) await rm(file);
    expect(having(await upgrade(at, installation), 'unused', 'update')).toEqual([]);
  });

  test('are still needed while a workflow that the user edited uses the copied Action', async () => {
    const at = await initialized();
    await at.write(WATCH, `${await read(WATCH)}# mine\n`);
    const release = { repository: 'acme/logs', commit: 'e'.repeat(40) };
    const installation = await version('1.1.0', release);
    expect(having(await upgrade(at, installation, { action: 'commit' }), 'unused')).toEqual([]);
    expect(having(await upgrade(at, installation, { replace: [WATCH] }), 'unused')).toContain(BUNDLE);
  });

  test('are those of a record; without one, equal files are recorded and others count as edited', async () => {
    const at = await initialized();
    await rm(RECORD_FILE);
    const next = await version('1.1.0');
    const printed = await upgrade(at, next);
    expect(printed).not.toHaveProperty('from');
    expect(having(printed, 'create', 'update')).toEqual([RECORD_FILE]);
    expect(having(printed, 'edited')).toEqual([...WORKFLOWS, `${ACTION_FOLDER}/action.yml`, BUNDLE]);
    const after = await upgrade(at, next, { replace: having(printed, 'edited') });
    expect(having(after, 'edited')).toEqual([]);
    expect(having(await upgrade(at, await version('1.2.0')), 'edited')).toEqual([]);
  });
});

describe('files that the user edited', () => {
  test('are not changed, and their differences are shown, until they are named', async () => {
    const at = await initialized();
    const mine = (await read(WATCH)).replace('7/15 * * * *', '9/20 * * * *');
    await at.write(WATCH, mine);
    await rm(APPLY);
    const next = await version('1.1.0');
    const first = await upgrade(at, next);
    expect(first.exitCode).toBe(0);
    expect(having(first, 'edited')).toEqual([WATCH]);
    expect(having(first, 'deleted')).toEqual([APPLY]);
    expect(await read(WATCH)).toBe(mine);
    const { diff } = first.files.find(({ file }) => file === WATCH) ?? {};
    expect(diff).toContain('\n-    - cron: "9/20 * * * *"\n+    - cron: "7/15 * * * *"\n');
    const second = await upgrade(at, next, { replace: [WATCH, APPLY] });
    expect([having(second, 'update'), having(second, 'create')]).toEqual([[RECORD_FILE, WATCH], [APPLY]]);
    expect(await read(WATCH)).toContain('# version 1.1.0');
    expect(having(await upgrade(at, next), 'edited', 'deleted', 'update')).toEqual([]);
  });

  test('and lack what they need get the lines to add', async () => {
    const at = await initialized();
    await at.write('.gitignore', 'node_modules/\n');
    const printed = await upgrade(at, await version('1.1.0'));
    expect(having(printed, 'edited')).toEqual(['.gitignore']);
    expect(printed.files.find(({ file }) => file === '.gitignore')?.add).toBe('.datastream/');
  });

  test('may be the example: it is neither replaced nor written again', async () => {
    const at = await initialized();
    await at.write('streams/example.yaml', 'mine\n');
    const next = await version('1.1.0');
    expect(having(await upgrade(at, next), 'edited', 'update')).not.toContain('streams/example.yaml');
    expect(await read('streams/example.yaml')).toBe('mine\n');
    await rm('streams/example.yaml');
    await upgrade(at, await version('1.2.0'));
    await expect(read('streams/example.yaml')).rejects.toThrow('ENOENT');
  });

  test('are never lost, whatever versions, edits, reverts and deletions follow each other', async () => {
    const versions = await Promise.all(['1.0.0', '1.1.0', '1.2.0', '1.3.0'].map((number) => version(number)));
    const step = fc.oneof(
      fc.constant({ do: 'upgrade' } as const),
      fc.record({ do: fc.constant('edit' as const), text: fc.string({ minLength: 1 }) }),
      fc.record({ do: fc.constant('revert' as const), to: fc.nat({ max: 3 }) }),
      fc.constant({ do: 'delete' } as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        const at = await initialized();
        const written = [await read(PLAN)];
        let current = 0;
        let mine: string | undefined = written[0];
        for (const each of steps) {
          if (each.do === 'edit') {
            mine = `${mine ?? ''}# ${JSON.stringify(each.text)}\n`;
            await at.write(PLAN, mine);
          } else if (each.do === 'revert') {
            mine = written[each.to % written.length];
            await at.write(PLAN, mine ?? '');
          } else if (each.do === 'delete') {
            await rm(PLAN, { force: true });
            mine = undefined;
          } else {
            current = Math.min(current + 1, 3);
            const installation = versions[current];
            if (installation) expect(await upgrade(at, installation)).toMatchObject({ exitCode: 0 });
            const after = await read(PLAN).catch(() => undefined);
            const isOurs = mine !== undefined && written.includes(mine);
            if (isOurs && after !== undefined) written.push(after);
            expect(after).toBe(isOurs ? written.at(-1) : mine);
            if (isOurs) expect(after).toContain(`# version 1.${current}.0`);
            mine = after;
          }
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('consent', () => {
  test('is needed on the command line without a terminal: exit code 3, and nothing is written', async () => {
    const at = await initialized();
    const before = await read(PLAN);
    const printed = await upgrade(at, await version('1.1.0'), { yes: false });
    expect(printed).toMatchObject({ exitCode: 3, refusal: { code: 'no-consent' } });
    expect(having(printed, 'update')).toContain(PLAN);
    expect(await read(PLAN)).toBe(before);
    const { exitCode: _, ...json } = printed;
    const check = new Ajv({ strict: true }).compile(INIT_UPGRADE_SCHEMA);
    expect(check(json), JSON.stringify(check.errors)).toBe(true);
  });

  /** Runs at a terminal, where the user does this when asked. */
  async function asked(at: Workspace, answer: () => Promise<string>) {
    const options = { ...DEFAULTS, replace: [], directory: '.', installation: await version('1.1.0') };
    const context: Context = { ...at.context, ask: answer };
    return at.run(() => upgradeFiles(context, { ...options, upgrade: true }));
  }

  test('is asked for at a terminal, after the differences are shown', async () => {
    const at = await initialized();
    const refused = await asked(at, async () => 'y');
    expect(refused).toMatchObject({ exitCode: 3 });
    expect(refused.output).toContain('Upgrade cancelled.');
    expect(await read(PLAN)).not.toContain('# version 1.1.0');
    const asking = at.said.join('\n');
    expect(asking).toContain(`+# version 1.1.0 of ${PLAN}`);
    expect(asking).toContain('6 files to write for version 1.1.0 (from 1.0.0).');
    expect(asking).toContain(`~ update       ${PLAN}\n`);
    expect(asking).not.toContain('Next:');
    const given = await asked(at, async () => 'yes');
    expect(given).toMatchObject({ exitCode: 0 });
    expect(given.output).not.toContain('+# version 1.1.0');
    expect(await read(PLAN)).toContain('# version 1.1.0');
    await at.write(WATCH, 'mine\n');
    const again = await asked(at, () => Promise.reject(new Error('nothing to ask')));
    expect(again.output).toContain('-mine\n');
  });

  test('does not cover what was changed while the question was open', async () => {
    const at = await initialized();
    const { exitCode, output } = await asked(at, async () => {
      await at.write(APPLY, 'mine\n');
      return 'yes';
    });
    expect(exitCode).toBe(3);
    expect(output).toContain(`Someone changed ./${APPLY}`);
    expect(await read(APPLY)).toBe('mine\n');
    expect(await read(PLAN)).not.toContain('# version 1.1.0');
  });

  test('is not asked for if there is nothing to write', async () => {
    const at = await initialized();
    const installation = await version('1.0.0');
    expect(await upgrade(at, installation, { yes: false })).toMatchObject({ exitCode: 0 });
  });
});

describe('an interrupted upgrade', () => {
  test('is completed by the next run, whichever file was the last, also if that run has a later version', async () => {
    for (const later of ['1.1.0', '1.2.0']) {
      for (let last = 0; last < 6; last += 1) {
        const at = await initialized();
        let writes = 0;
        const context: Context = {
          ...at.context,
          files: {
            ...at.context.files,
            writeBelow: (...words) => {
              writes += 1;
              if (writes > last) throw new Error('killed');
              return at.context.files.writeBelow(...words);
            },
          },
        };
        const options = { ...DEFAULTS, replace: [], directory: '.', upgrade: true, yes: true } as const;
        const installation = await version('1.1.0');
        await expect(upgradeFiles(context, { ...options, installation })).rejects.toThrow('killed');
        const printed = await upgrade(at, await version(later));
        expect(having(printed, 'edited', 'deleted')).toEqual([]);
        for (const file of [...WORKFLOWS, BUNDLE]) expect(await read(file)).toContain(`# version ${later}`);
      }
    }
  });

  test('names files that cannot be written, and writes the others', async () => {
    const at = await initialized();
    const files: Context['files'] = {
      ...at.context.files,
      writeBelow: (folder, file, text) => {
        if (file.endsWith(PLAN)) throw new UsageError(`${file} cannot be written: permission denied.`);
        return at.context.files.writeBelow(folder, file, text);
      },
    };
    const options = { ...DEFAULTS, replace: [], directory: '.', upgrade: true, yes: true } as const;
    const installation = await version('1.1.0');
    const { exitCode, output } = await upgradeFiles({ ...at.context, files }, { ...options, installation });
    expect(exitCode).toBe(1);
    expect(output).toMatch(
      /✗ failed {7}\.github\/workflows\/plan\.yml\n {4}\.\/\.github.* permission denied/,
    );
    expect(await read(APPLY)).toContain('# version 1.1.0');
  });
});

describe('an upgrade is refused', () => {
  test('if a newer version wrote the files', async () => {
    const at = await initialized({ installation: await version('1.10.0') });
    const before = await read(PLAN);
    const printed = await upgrade(at, await version('1.9.0'));
    expect(printed).toMatchObject({ exitCode: 3, refusal: { code: 'newer-files' } });
    expect(printed.refusal?.message).toContain('Install 1.10.0 or later');
    expect(await read(PLAN)).toBe(before);
  });

  test.each([
    [
      'a record that is not one',
      { '.github/datastream-init.json': '{ "files": [] }' },
      {},
      /not what init writes/,
    ],
    [
      'a record whose version is none',
      { '.github/datastream-init.json': '{ "version": "newest", "files": {} }' },
      {},
      /not what init writes/,
    ],
    [
      'a file that init does not write',
      {},
      { replace: ['README.md'] },
      /does not write README\.md\. Its files are/,
    ],
    ['a reference that this package does not know', {}, { action: 'commit' }, /names no repository/],
  ])('because of %s', async (_what, files, options, message) => {
    const at = await repository({ ...GIT, ...files });
    const installation = await version('1.1.0');
    await expect(upgrade(at, installation, options)).rejects.toThrow(message);
  });

  test('if its options come without it', async () => {
    const at = await repository();
    await expect(run(at, { yes: true })).rejects.toThrow('only works with --upgrade or --github');
    await expect(run(at, { replace: [PLAN] })).rejects.toThrow('only works with --upgrade');
  });
});

/** A package with a small workflow, so that a reviewed result does not depend on the real ones. */
function small(number: string, release: Partial<Installation> = {}): Promise<Installation> {
  return packageOf({ version: number, ...release }, (text, file) =>
    file.endsWith('.yml') && file !== 'action.yml'
      ? `# Version ${number}.
on:
  push:
    branches: [main]

jobs:
  plan:
    runs-on: ubuntu-latest
    timeout-minutes: 90
    steps:
      - name: Plan
        uses: ./
        with:
          command: plan
`
      : text,
  );
}

test.each([
  ['terminal', false, 'txt'],
  ['terminal', true, 'ansi'],
  ['markdown', false, 'md'],
] as const)('the result in the format %s (color: %s) is reviewed', async (format, color, extension) => {
  const at = await initialized({ installation: await small('1.0.0') });
  await at.write(WATCH, (await read(WATCH)).replace('timeout-minutes: 90', 'timeout-minutes: 120'));
  await at.write('.gitignore', 'node_modules/\n');
  await rm(APPLY);
  const installation = await small('1.1.0', { repository: 'acme/logs', commit: 'e'.repeat(40) });
  const { output } = await run(at, { upgrade: true, installation, action: 'tag', format, color });
  await expect(output).toMatchFileSnapshot(`../../golden/render/init-upgrade.${extension}`);
});
