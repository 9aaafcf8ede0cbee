import { chmod, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { WORKFLOWS } from '../../../src/commands/init/files.ts';
import { RECORD_FILE } from '../../../src/commands/init/record.ts';
import { plan } from '../../../src/commands/plan.ts';
import { validate } from '../../../src/commands/validate.ts';
import { GIT, named, report, repository, run } from '../init-workspace.ts';
import { DEFAULTS, PROJECT } from '../workspace.ts';

const PINNED = `acme/datastream-gitops@${'a1'.repeat(20)}`;

async function everything(): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir('.', { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(files.sort().map(async (file) => [file, await readFile(file, 'utf8')] as const)),
  );
}

const ALL = [
  '.github/CODEOWNERS',
  '.github/actions/datastream/action.yml',
  '.github/actions/datastream/action/index.cjs',
  '.github/actions/datastream/action/licenses.txt',
  RECORD_FILE,
  '.github/workflows/apply.yml',
  '.github/workflows/plan.yml',
  '.github/workflows/watch.yml',
  '.gitignore',
  '.vscode/settings.json',
  'schemas/config.schema.json',
  'schemas/property-logging.schema.json',
  'schemas/stream.schema.json',
  'streams/example.yaml',
];

const SCHEMAS = [
  'schemas/stream.schema.json',
  'schemas/property-logging.schema.json',
  'schemas/config.schema.json',
];

describe('an empty repository', () => {
  test('gets workflows, the Action, a manifest, the schema, the settings and a .gitignore', async () => {
    const at = await repository();
    const printed = await report(at);
    expect(printed.exitCode).toBe(0);
    expect([...named(printed, 'written')].sort()).toEqual(ALL);
    expect([...(await everything()).keys()].filter((file) => !file.startsWith('.git/'))).toEqual(ALL);
    expect(printed.doubts).toEqual([]);
  });

  test('gets the workflows of this repository, with another reference to the Action', async () => {
    await run(await repository());
    for (const file of WORKFLOWS) {
      const here = await readFile(path.join(PROJECT, file), 'utf8');
      const there = await readFile(file, 'utf8');
      expect(there.replaceAll('uses: ./.github/actions/datastream\n', 'uses: ./\n')).toBe(here);
      expect(there).not.toBe(here);
    }
  });

  test('gets workflows that use a pinned Action of another repository if requested', async () => {
    const printed = await report(await repository(), { action: `${PINNED} # datastream-gitops` });
    expect(printed.action).toBe(PINNED);
    expect(named(printed, 'written').some((file) => file.includes('actions/datastream'))).toBe(false);
    for (const file of WORKFLOWS) {
      expect(await readFile(file, 'utf8')).toContain(`uses: ${PINNED} # datastream-gitops\n`);
    }
  });

  test('is complete after the first run, and a second run changes nothing', async () => {
    const at = await repository();
    await run(at);
    const before = await everything();
    const printed = await report(at);
    expect(printed.exitCode).toBe(0);
    expect([...named(printed, 'same')].sort()).toEqual(ALL);
    expect(await everything()).toEqual(before);
    expect((await run(at)).output).toContain('Nothing to write: everything is there.');
  });

  test('has a valid example with an empty plan', async () => {
    const at = await repository();
    await run(at);
    const checked = await at.run((context) => validate(context, { ...DEFAULTS, format: 'json' }));
    expect(JSON.parse(checked.output).findings).toEqual([]);
    const planned = await at.run((context) => plan(context, { ...DEFAULTS, detailedExitcode: true }));
    expect(planned.exitCode).toBe(0);
    expect(planned.output).toContain('No changes.');
  });

  test('has an example that plans as one create in the simulator once it is active', async () => {
    const at = await repository();
    await run(at);
    const text = await readFile('streams/example.yaml', 'utf8');
    await at.write('streams/example.yaml', text.replace('state: absent', 'state: active'));
    const { output } = await at.run((context) => plan(context, { ...DEFAULTS, format: 'json' }));
    expect(JSON.parse(output).summary).toMatchObject({ create: 1, blocked: 0 });
  });

  test('uses its own Action if it is a copy of this repository', async () => {
    const at = await repository({
      ...GIT,
      'action.yml': 'name: x\n',
      'action/index.cjs': '',
      'action/licenses.txt': '',
    });
    expect((await report(at)).action).toBe('./');
    expect(await readFile('.github/workflows/plan.yml', 'utf8')).toContain('uses: ./\n');
  });

  test('may be another folder, or one that does not exist yet', async () => {
    const at = await repository({});
    const printed = await report(at, { directory: 'a/b/' });
    expect(printed.directory).toBe('a/b');
    expect([...named(printed, 'written')].sort()).toEqual(ALL);
    expect(await readFile('a/b/.gitignore', 'utf8')).toContain('.datastream/');
    expect(printed.doubts.join()).toMatch(/a\/b is not the top of a git repository/);
  });
});

describe('an existing file', () => {
  test('is not changed, and what to add to it is reported', async () => {
    const mine = {
      '.gitignore': 'node_modules/\n',
      '.vscode/settings.json': '{ "editor.tabSize": 2 }\n',
      '.github/workflows/plan.yml': 'name: mine\n',
      'schemas/stream.schema.json': '{}\n',
    };
    const at = await repository({ ...GIT, ...mine });
    const printed = await report(at);
    expect(printed.exitCode).toBe(0);
    expect([...named(printed, 'kept')].sort()).toEqual(Object.keys(mine).sort());
    for (const [file, text] of Object.entries(mine)) expect(await readFile(file, 'utf8')).toBe(text);
    const { output } = await run(at);
    expect(output).toMatch(/! not changed {2}\.gitignore\n {4}It exists\. Add to it:\n {6}\.datastream\//);
    expect(output).toContain('"./schemas/stream.schema.json": [');
    expect(output).toMatch(/not changed {2}\.github\/workflows\/plan\.yml\n {4}It exists and is different\./);
  });

  test('is accepted if it has the required settings in another notation', async () => {
    const printed = await report(
      await repository({
        ...GIT,
        '.gitignore': 'dist\r\n/.datastream\r\n',
        '.vscode/settings.json':
          '{ "yaml.schemas": { "schemas/stream.schema.json": "streams/*.yaml", "schemas/property-logging.schema.json": "streams/properties/*.yaml", "schemas/config.schema.json": "datastream.yaml" } }',
        '.github/CODEOWNERS': '* @acme/web\r\nstreams/properties/** @acme/cdn\r\n',
      }),
    );
    expect([...named(printed, 'same')].sort()).toEqual([
      '.github/CODEOWNERS',
      '.gitignore',
      '.vscode/settings.json',
    ]);
  });

  test.each(['CODEOWNERS', 'docs/CODEOWNERS', '.github/CODEOWNERS'])(
    'with code owners is kept wherever GitHub finds it, and the line to add is reported: %s',
    async (file) => {
      const mine = '* @acme/web\n# /streams/properties/ @acme/cdn\n/streams/properties/\n/docs/ @acme/web\n';
      const at = await repository({ ...GIT, [file]: mine });
      const printed = await report(at);
      expect(named(printed, 'kept')).toEqual([file]);
      expect(printed.files.find((one) => one.file === file)?.add).toBe('/streams/properties/ @OWNER/TEAM');
      expect(await readFile(file, 'utf8')).toBe(mine);
      expect([...(await everything()).keys()].filter((one) => one.endsWith('CODEOWNERS'))).toEqual([file]);
    },
  );

  test('makes the example unnecessary if it is a manifest, also a modified one', async () => {
    const at = await repository();
    await run(at);
    await at.write('streams/example.yaml', `${await readFile('streams/example.yaml', 'utf8')}# mine\n`);
    const printed = await report(at);
    expect(named(printed, 'not-needed')).toEqual(['streams/example.yaml']);
    expect(printed.exitCode).toBe(0);
    const other = await report(await repository({ ...GIT, 'streams/web.yml': 'kind: DataStream2\n' }));
    expect(named(other, 'not-needed')).toEqual(['streams/example.yaml']);
    expect(await readdir('streams')).toEqual(['web.yml']);
  });

  test('exits with 1 if nothing was written because all files differ', async () => {
    const others = ALL.filter((file) => file !== RECORD_FILE);
    const at = await repository({ ...GIT, ...Object.fromEntries(others.map((file) => [file, 'mine\n'])) });
    const printed = await report(at);
    expect(printed.exitCode).toBe(1);
    expect(named(printed, 'written')).toEqual([]);
  });

  test.skipIf(process.getuid?.() === 0)(
    'is reported with the reason if it cannot be written, and the other files are written',
    async () => {
      const at = await repository({ ...GIT, 'schemas/keep': '' });
      await chmod('schemas', 0o500);
      const printed = await report(at);
      expect(printed.exitCode).toBe(1);
      expect(named(printed, 'failed')).toEqual(SCHEMAS);
      expect(named(printed, 'written')).toHaveLength(ALL.length - SCHEMAS.length);
    },
  );

  test('is reported with the reason if it is in place of a folder, and the other files are written', async () => {
    const printed = await report(await repository({ ...GIT, schemas: 'a file\n' }));
    expect(printed.exitCode).toBe(1);
    expect(named(printed, 'failed')).toEqual(SCHEMAS);
    expect(JSON.stringify(printed.files)).toMatch(/cannot be written: /);
    expect(named(printed, 'written')).toHaveLength(ALL.length - SCHEMAS.length);
  });
});
