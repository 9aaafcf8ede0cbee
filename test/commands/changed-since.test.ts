import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plan } from '../../src/commands/plan.ts';
import { activate } from '../../src/configuration/activate.ts';
import { parseConfiguration } from '../../src/configuration/parse.ts';
import type { ActiveConfiguration } from '../../src/model/configuration.ts';
import { EXAMPLES } from '../examples.ts';
import { commitAll, git } from './git.ts';
import { DEFAULTS, type Workspace, workspace } from './workspace.ts';

let template = '';
let base = '';

/** Creates the repository that tests copy. */
beforeAll(async () => {
  template = await mkdtemp(path.join(tmpdir(), 'datastream-changed-since-'));
  await cp(EXAMPLES, path.join(template, 'streams'), { recursive: true });
  git(template, 'init', '--quiet', '--template=', '--initial-branch', 'main');
  await writeFile(path.join(template, '.gitignore'), '.datastream/\n');
  base = commitAll(template, 'manifests');
  git(template, 'checkout', '--quiet', '-b', 'change');
});

afterAll(() => rm(template, { recursive: true }));

/** A repository on a branch that leaves main where all example manifests are committed. */
async function branch(): Promise<Workspace> {
  const at = await workspace();
  await cp(template, '.', { recursive: true });
  return at;
}

const { cache: _, ...COLD } = DEFAULTS;
const OPTIONS = { ...COLD, format: 'json', changedSince: 'main' } as const;

async function planned({ run }: Workspace, options: object = {}) {
  return JSON.parse((await run((context) => plan(context, { ...OPTIONS, ...options }))).output);
}

const names = ({ items }: { items: readonly { name: string }[] }) => items.map(({ name }) => name);

async function edit(file: string, ...[from, to]: readonly [string | RegExp, string]): Promise<void> {
  const text = await readFile(file, 'utf8');
  expect(text).toMatch(from);
  await writeFile(file, text.replace(from, to));
}

/** What the configuration file in the work tree says. */
async function read(): Promise<ActiveConfiguration> {
  const { configuration } = parseConfiguration('datastream.yaml', await readFile('datastream.yaml', 'utf8'));
  const active = configuration && activate(configuration, undefined);
  if (typeof active !== 'object') throw new Error(active);
  return active;
}

describe('plan --changed-since', () => {
  test('reads one list and the streams of the manifests that the branch changes', async () => {
    const at = await branch();
    await edit('streams/edge-archive.yaml', 'intervalInSeconds: 60', 'intervalInSeconds: 30');
    const whole = await planned(at, { changedSince: undefined });
    const part = await planned(at);
    expect(names(part)).toEqual(['edge-archive']);
    expect(part.items).toEqual(whole.items.filter(({ name }: { name: string }) => name === 'edge-archive'));
    expect(part.orphans.map(({ name }: { name: string }) => name)).toEqual(['portal-experiment']);
    expect(part.requests.used).toBeLessThan(whole.requests.used);
    expect(part.changedSince).toEqual({
      ref: 'main',
      mergeBase: base,
      planned: 1,
      notPlanned: 7,
      removed: [],
      notListed: ['DataStream1', 'DataStream2/edns'],
    });
  });

  test('compares with the merge base, and not with what was merged since', async () => {
    const at = await branch();
    git('.', 'checkout', '--quiet', 'main');
    await edit('streams/shop.yaml', 'state: active', 'state: inactive');
    commitAll('.');
    git('.', 'checkout', '--quiet', 'change');
    await edit('streams/edge-archive.yaml', 'edge-logs.example.com', 'other-logs.example.com');
    commitAll('.');
    expect(names(await planned(at))).toEqual(['edge-archive']);
    git('.', 'checkout', '--quiet', '--detach');
    expect(names(await planned(at))).toEqual(['edge-archive']);
  });

  test('counts only the meaning: neither comments nor another file, and changes before they are committed', async () => {
    const at = await branch();
    await edit('streams/edge-archive.yaml', '# Keeps a copy', '# Has a copy');
    await mkdir('streams/web');
    await rename('streams/shop.yaml', 'streams/web/shop-logs.yaml');
    const part = await planned(at);
    expect(names(part)).toEqual([]);
    expect(part.requests.used).toBe(0);
    expect(part.changedSince).toMatchObject({ planned: 0, notPlanned: 8, removed: [] });
    await writeFile('streams/new.yaml', await readFile('streams/edge-archive.yaml', 'utf8'));
    await edit('streams/new.yaml', /name: \S+/, 'name: new');
    expect(names(await planned(at))).toEqual(['new']);
  });

  test('selects the manifests that use a field set that differs, and no others', async () => {
    const at = await branch();
    const configuration = (text: string) =>
      writeFile('datastream.yaml', `apiVersion: datastream-gitops/v1\n${text}`);
    const using = { config: 'datastream.yaml' };
    await configuration('fieldSets:\n  archive: [1000, 1002]\n  other: [1000]\n');
    await edit(
      'streams/edge-archive.yaml',
      /datasetFields:\n(?: {4}- \w+\n)+/,
      'datasetFields: [{ fieldSet: archive }]\n',
    );
    commitAll('.');
    git('.', 'branch', '--quiet', '--force', 'main');
    const changed = async () => names(await planned(at, { configuration: await read(), ...using }));
    expect(await changed()).toEqual([]);
    await configuration('# moved\nfieldSets:\n  other: [1000, 1005]\n  archive: [1000, 1002]\n');
    expect(await changed()).toEqual([]);
    await configuration('fieldSets:\n  archive: [1002, 1000]\n');
    expect(await changed()).toEqual(['edge-archive']);
    await edit('streams/shop.yaml', 'state: active', 'state: inactive');
    expect(await changed()).toEqual(['edge-archive', 'store-elastic']);
  });

  test('reads a file that a link leads to, as the loader does', async () => {
    const at = await branch();
    await mkdir('streams/shared');
    await rename('streams/shop.yaml', 'streams/shared/shop.txt');
    await symlink('shared/shop.txt', 'streams/shop.yaml');
    commitAll('.');
    expect(names(await planned(at))).toEqual([]);
    git('.', 'branch', '--quiet', '--force', 'main');
    await edit('streams/shared/shop.txt', 'state: active', 'state: inactive');
    expect(names(await planned(at))).toEqual(['store-elastic']);
  });

  test('has a moved manifest whose references name files, which are other files in the new folder', async () => {
    const at = await branch();
    await edit('streams/shop.yaml', /\{ env: \w+ \}/, '{ file: keys/token }');
    commitAll('.');
    git('.', 'branch', '--quiet', '--force', 'main');
    await mkdir('streams/web');
    await rename('streams/shop.yaml', 'streams/web/shop.yaml');
    const part = await planned(at, { streams: './streams/' });
    expect(names(part)).toEqual(['store-elastic']);
    expect(part.warnings).toMatchObject([{ code: 'reference-changed', name: 'store-elastic' }]);
    await rename('streams/web/shop.yaml', 'streams/other.yaml');
    expect(names(await planned(at, { streams: './streams/' }))).toEqual([]);
  });

  test('has a change that the name of another file would hide', async () => {
    const at = await branch();
    // git would read this path as two, and the second is the previous content of the next manifest.
    await mkdir('streams/a\nold');
    await writeFile('streams/a', '');
    await mkdir('old');
    await writeFile('old/a.yaml', await readFile('streams/edge-archive.yaml'));
    await rename('streams/edge-archive.yaml', 'streams/aa.yaml');
    await writeFile(
      'streams/a\nold/a.yaml',
      (await readFile('streams/aa.yaml', 'utf8')).replace(/name: \S+/, 'name: new'),
    );
    commitAll('.');
    git('.', 'branch', '--quiet', '--force', 'main');
    await edit('streams/aa.yaml', 'intervalInSeconds: 60', 'intervalInSeconds: 30');
    expect(names(await planned(at))).toContain('edge-archive');
  });

  test('has line endings as git converts them', async () => {
    const at = await branch();
    await writeFile('.gitattributes', '* text=auto\n');
    const text = await readFile('streams/shop.yaml', 'utf8');
    await writeFile('streams/shop.yaml', text.replaceAll('\n', '\r\n'));
    expect(names(await planned(at))).toEqual([]);
  });

  test('warns about the stream of a manifest that the branch removes', async () => {
    const at = await branch();
    await rm('streams/edge-archive.yaml');
    const part = await planned(at);
    expect(names(part)).toEqual([]);
    expect(part.changedSince).toMatchObject({ planned: 0, removed: ['edge-archive'] });
    expect(part.orphans.map(({ name }: { name: string }) => name)).toEqual([
      'edge-archive',
      'portal-experiment',
    ]);
    expect(part.warnings).toEqual([
      {
        code: 'manifest-removed',
        name: 'edge-archive',
        message: expect.stringMatching(
          /^this manifest is removed, and stream \d+ \(ACTIVATED\) stays as it is/,
        ),
      },
    ]);
    expect(part.requests.used).toBe(1);
  });

  test('also warns about it if it is out of the scope of unmanaged streams', async () => {
    const at = await branch();
    await rm('streams/edge-archive.yaml');
    const value = { action: 'report', names: ['portal-*'] } as const;
    const origin = { file: 'datastream.yaml', line: 2, column: 1, from: 'file' } as const;
    const configuration = { options: {}, freezes: [], limits: {}, orphans: { value, origin } };
    const part = await planned(at, { configuration });
    expect(part.orphans).toMatchObject([{ name: 'portal-experiment' }]);
    expect(part.warnings).toMatchObject([{ code: 'manifest-removed', name: 'edge-archive' }]);
  });

  test('detects a renamed manifest, whose stream would be created a second time', async () => {
    const at = await branch();
    await edit('streams/edge-archive.yaml', 'name: edge-archive', 'name: archive');
    const part = await planned(at);
    expect(part.items).toMatchObject([{ name: 'archive', action: 'blocked' }]);
    expect(part.items[0].reason).toMatch(/it looks like stream \d+ \("edge-archive"\) renamed/);
  });

  test('refuses two manifests for one stream, if only one of them is changed', async () => {
    const at = await branch();
    const [{ streamId }] = (await planned(at, { changedSince: undefined, only: ['edge-archive'] })).items;
    await edit('streams/shop.yaml', 'spec:', `spec:\n  streamId: ${streamId}`);
    const part = await planned(at);
    expect(part.applyable).toBe(false);
    expect(part.refusals).toMatchObject([{ code: 'ambiguous' }]);
  });

  test('says before anything else what it did not look at', async () => {
    const at = await branch();
    await edit('streams/edge-archive.yaml', 'intervalInSeconds: 60', 'intervalInSeconds: 30');
    const shown = async (format: 'terminal' | 'markdown') => {
      const typing = {
        ...{ program: 'datastream', account: ['--simulator'], only: [], rotate: [], allow: [] },
        changedSince: ['--changed-since', 'main'],
      };
      const { output } = await at.run((context) => plan(context, { ...OPTIONS, format, typing } as never));
      return output.replaceAll(base.slice(0, 7), 'MERGEBASE').split('\n');
    };
    expect((await shown('terminal')).slice(2, 10)).toMatchInlineSnapshot(`
      [
        "Planned only what this branch changes since main (merge base MERGEBASE): 1",
        "manifest; 7 others were not compared with the account.",
        "Changes made outside this repository, and merged changes that were never",
        "applied, are not shown unless they affect these manifests. Safety limits count",
        "these manifests only. Unmanaged streams were not looked for in DataStream1 and",
        "DataStream2/edns.",
        "Applying this re-activates 1 live stream (locked for 10 seconds here, about",
        "60–90 minutes at Akamai).",
      ]
    `);
    expect((await shown('terminal')).slice(-4)).toMatchInlineSnapshot(`
      [
        "\`datastream explain CODE\` says what a code means.",
        "Next: \`datastream plan --out plan.json --simulator --changed-since main\` saves",
        "this plan for \`apply --plan\`. Without a saved plan, apply changes all manifests.",
        "",
      ]
    `);
    expect((await shown('markdown')).slice(4, 8)).toMatchInlineSnapshot(`
      [
        "> [!WARNING]",
        "> <strong>Planned only what this branch changes since \`main\` (merge base \`MERGEBASE\`): 1 manifest; 7 others were not compared with the account.</strong>",
        ">",
        "> <strong>Changes made outside this repository, and merged changes that were never applied, are not shown unless they affect these manifests. Safety limits count these manifests only. Unmanaged streams were not looked for in DataStream1 and DataStream2/edns.</strong>",
      ]
    `);
    git('.', 'checkout', '--quiet', '.');
    expect((await shown('terminal')).slice(2, 10)).toMatchInlineSnapshot(`
      [
        "This branch changes no manifest since main (merge base MERGEBASE): no manifest was",
        "compared with the account.",
        "Changes made outside this repository, and merged changes that were never",
        "applied, are not shown unless they affect these manifests. Safety limits count",
        "these manifests only. Unmanaged streams were not looked for in DataStream1,",
        "DataStream2/cdn and DataStream2/edns.",
        "No changes.",
        "",
      ]
    `);
  });
});

describe('plan --changed-since explains', () => {
  const failing = async (at: Workspace, options: object = {}) =>
    planned(at, options).then(
      () => 'no error',
      (error) => error.message,
    );

  test('a folder without git', async () => {
    expect(await failing(await workspace({ examples: true }))).toMatch(
      /^--changed-since needs a git repository, and streams is in none that git reads\. Omit the option/,
    );
  });

  test('git that is not installed', async () => {
    const at = await branch();
    const { context } = at;
    const missing = { ...context, git: () => Promise.resolve({ tag: 'missing' } as const) };
    const without = {
      ...at,
      run: (command: Parameters<Workspace['run']>[0]) => at.clock.runUntil(command(missing)),
    };
    expect(await failing(without)).toMatch(/needs git, which is not installed/);
  });

  test('a commit that is not there', async () => {
    const at = await branch();
    const unknown =
      /this repository has no commit "(origin\/main|--all|)"\. Fetch it, for example with `git fetch origin`/;
    for (const changedSince of ['origin/main', '--all', '']) {
      expect(await failing(at, { changedSince })).toMatch(unknown);
    }
  });

  test('a branch without commits, and one without common history', async () => {
    const at = await branch();
    git('.', 'checkout', '--quiet', '--orphan', 'other');
    expect(await failing(at)).toMatch(/this branch has none yet/);
    commitAll('.');
    expect(await failing(at)).toMatch(
      /"main" and the current commit have no common history here\. Name the branch/,
    );
  });

  test('a shallow clone', async () => {
    const at = await branch();
    commitAll('.', 'second');
    const from = `file://${process.cwd()}`;
    git('.', 'clone', '--quiet', '--depth', '1', '--no-single-branch', from, 'clone');
    process.chdir('clone');
    const fetch = /This clone is shallow: fetch the history with `git fetch --unshallow origin`/;
    expect(await failing(at, { changedSince: 'origin/main' })).toMatch(fetch);
    expect(await failing(at, { changedSince: 'v1' })).toMatch(fetch);
  });
});
