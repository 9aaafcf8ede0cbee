import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { WORKFLOWS } from '../../../src/commands/init/files.ts';
import { INIT_SCHEMA } from '../../../src/render/schemas/init.ts';
import { GIT, named, report, repository, run } from '../init-workspace.ts';
import { workspace } from '../workspace.ts';

const IDENTITY = ['-c', 'user.name=A', '-c', 'user.email=a@example.com'];

/** The same for commands that are run exactly as printed. */
const AUTHOR = {
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

/**
 * A substitute for the gh command. It logs its arguments, and creates a repository by pushing to a local one.
 */
const PLACEHOLDER = `echo "$*" >> gh.log
case "$1 $2" in
'repo create') git remote add origin hub.git && git push --quiet -u origin HEAD ;;
esac
`;

describe('the default branch', () => {
  test.each([
    [
      'is that of the remote',
      {
        '.git/HEAD': 'ref: refs/heads/x\n',
        '.git/refs/remotes/origin/HEAD': 'ref: refs/remotes/origin/trunk\n',
      },
      'trunk',
    ],
    ['is main if it exists', { '.git/HEAD': 'ref: refs/heads/x\n', '.git/refs/heads/main': '0\n' }, 'main'],
    [
      'is master if it exists and main does not',
      { '.git/HEAD': 'ref: refs/heads/x\n', '.git/packed-refs': '0 refs/remotes/origin/master\n' },
      'master',
    ],
    [
      'is the current branch of a new repository',
      { '.git/HEAD': 'ref: refs/heads/release/v1.x\n' },
      'release/v1.x',
    ],
    ['is main if no branch is checked out', { '.git/HEAD': '0123\n' }, 'main'],
    [
      'is that of the repository in an additional worktree',
      { '.git': 'gitdir: ../all/.git/worktrees/b\n', '../all/.git/HEAD': 'ref: refs/heads/dev\n' },
      'dev',
    ],
  ])('%s', async (_how, files, branch) => {
    const at = await workspace();
    await mkdir('here');
    for (const [file, text] of Object.entries(files)) await at.write(path.join('here', file), text);
    const printed = await report(at, { directory: 'here' });
    expect(printed).toMatchObject({ branch, doubts: [] });
    const apply = await readFile('here/.github/workflows/apply.yml', 'utf8');
    expect(apply).toContain(`branches: [${branch}]`);
    expect(apply).toContain(`if: github.ref == 'refs/heads/${branch}'`);
    expect(printed.steps.flatMap(({ commands }) => commands).join('\n')).toContain(`name=${branch}`);
  });

  test('is never inserted into a workflow, with a message, if its name contains characters with a meaning there', async () => {
    const printed = await report(await repository({ '.git/HEAD': "ref: refs/heads/x'||always()||'[y]\n" }));
    expect(printed.branch).toBe('main');
    expect(printed.doubts.join()).toMatch(/apply\.yml and watch\.yml/);
  });
});

describe('the report', () => {
  test('as JSON is valid against its published schema', async () => {
    const at = await repository({ ...GIT, '.gitignore': 'x\n', schemas: 'a file\n' });
    const { exitCode: _, ...printed } = await report(at);
    const check = new Ajv({ strict: true }).compile(INIT_SCHEMA);
    expect(check(printed), JSON.stringify(check.errors)).toBe(true);
  });

  test('has each command on its own unbroken line, which a shell can run', async () => {
    const at = await repository();
    const printed = await report(at);
    const commands = printed.steps.flatMap((step) => step.commands);
    await rm('streams', { recursive: true });
    const { output } = await run(at, { width: 40 });
    for (const command of commands) {
      expect(output.split('\n').map((line) => line.trim())).toContain(command);
    }
    execFileSync('sh', ['-n', '-c', commands.join('\n')]);
    expect(commands).toContain('git add -- streams .github schemas .vscode .gitignore');
  });

  test('lists the files to commit in a second run, too: the first one committed nothing', async () => {
    const at = await repository();
    const [first, second] = [await report(at), await report(at)];
    const adding = (printed: typeof first) =>
      printed.steps.at(-1)?.commands.find((line) => /^git add/.test(line));
    expect(named(second, 'written')).toEqual([]);
    expect(adding(second)).toBe(adding(first));
  });

  test('has the secrets stored after the import that names them, and links to the step with the variable', async () => {
    const { steps } = await report(await repository());
    const place = (command: string) =>
      steps.findIndex(({ commands }) => commands.join('\n').includes(command));
    expect(place('datastream import')).toBeLessThan(place('DATASTREAM_SECRETS'));
    expect(steps[0]?.text).toContain(`the variable of step ${place('DATASTREAM_TARGET ') + 1} `);
  });

  test.each([
    ['without a commit or a remote', [], ['Start'], 'repo create --source . --private --push'],
    ['without a commit, with an empty remote', ['remote'], ['Start'], undefined],
    ['with commits, without a remote', ['commit'], ['Mine'], 'repo create --source . --private --push'],
    ['with commits that the remote has', ['commit', 'remote', 'push'], ['Mine'], undefined],
  ])('pushes the branch to GitHub first, in a repository %s', async (_how, has, log, asked) => {
    const at = await repository({ 'gh.sh': PLACEHOLDER });
    const git = (...words: string[]) => execFileSync('git', [...IDENTITY, ...words], { encoding: 'utf8' });
    git('init', '--quiet', '--bare', '--initial-branch=trunk', 'hub.git');
    git('init', '--quiet', '--initial-branch=trunk', '.');
    if (has.includes('commit')) git('commit', '--quiet', '--allow-empty', '-m', 'Mine');
    if (has.includes('remote')) git('remote', 'add', 'origin', 'hub.git');
    if (has.includes('push')) git('push', '--quiet', 'origin', 'trunk');
    const { steps } = await report(at);
    const commands = [...(steps[1]?.commands ?? []), ...(steps.at(-1)?.commands ?? [])];
    execFileSync('sh', ['-ec', ['gh() { sh ./gh.sh "$@"; }', ...commands].join('\n')], {
      stdio: 'pipe',
      env: { ...process.env, ...AUTHOR },
    });
    const printed = (branch: string) =>
      git('--git-dir=hub.git', 'log', '--format=%s', branch).trim().split('\n');
    expect(printed('trunk')).toEqual(log);
    expect(printed('datastream-gitops')).toEqual(['Log streams change by pull request', ...log]);
    const calls = (await readFile('gh.log', 'utf8')).trim().split('\n');
    expect(calls).toEqual([...(asked === undefined ? [] : [asked]), 'pr create --fill']);
  });

  test('names every secret, variable and environment that the workflows use', async () => {
    const { output } = await run(await repository());
    const workflows = await Promise.all(WORKFLOWS.map((file) => readFile(file, 'utf8')));
    const used = workflows.join().matchAll(/(?:secrets|vars)\.(\w+)|environment: (\S+)/g);
    const optional = [
      'DATASTREAM_ACCOUNT_KEY',
      'DATASTREAM_ALLOW',
      'DATASTREAM_PROPERTY_WINDOW',
      'DATASTREAM_WATCH_MODE',
    ];
    for (const [, name, environment] of used) {
      const word = name ?? environment ?? '';
      if (!optional.includes(word)) expect(output).toContain(word);
    }
  });

  test('shows files and commands as code in Markdown', async () => {
    const { output } = await run(await repository({ ...GIT, '.gitignore': 'x\n' }), { format: 'markdown' });
    expect(output).toContain('- written: `streams/example.yaml`');
    expect(output).toContain('- not changed: `.gitignore`. It exists.');
    expect(output).toMatch(/```sh\ndatastream validate\n/);
  });

  test('contains no terminal control sequences, whatever the name of the folder', async () => {
    const { output } = await run(await repository(), { directory: 'a\u001b[2Jb' });
    expect(output).toContain('a\\u001b[2Jb');
    expect(output).not.toContain('\u001b');
  });
});
