import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { completion } from '../../src/commands/completion/completion.ts';
import { MAIN } from './built.ts';
import { runComplete } from './in-process.ts';

const before = process.cwd();
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'datastream-complete-'));
  await mkdir(path.join(folder, 'streams'));
  await mkdir(path.join(folder, 'my streams'));
  await writeCommand('bin', `exec '${process.execPath}' '${MAIN}' "$@"`);
  await writeCommand('recorded', `printf '%s\\0' "$@" >'${folder}/asked'; cat '${folder}/answer'`);
  await writeFile(path.join(folder, 'streams/all.yaml'), manifests(['web-access', 'web-errors', ...HOSTILE]));
  await writeFile(path.join(folder, 'my streams/one.yaml'), manifests(['other']));
  await writeFile(path.join(folder, 'streams/broken.yaml'), 'metadata: [\n');
  await writeFile(
    path.join(folder, 'datastream.yaml'),
    'apiVersion: datastream-gitops/v1\ntargets:\n  main:\n    streams: streams\n  "north east":\n    streams: streams\n  other:\n    streams: my streams\n',
  );
});

beforeAll(() => process.chdir(folder));

afterEach(() => {
  vi.restoreAllMocks();
});

afterAll(async () => {
  process.chdir(before);
  await rm(folder, { recursive: true });
});

/** Writes a `datastream` for shells into a folder of its own. */
async function writeCommand(name: string, script: string): Promise<void> {
  const file = path.join(folder, name, 'datastream');
  await mkdir(path.dirname(file));
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

/** Names that a shell would change, execute or take for an option. */
const HOSTILE = [
  'web $(touch pwned)',
  '$(touch pwned)',
  '`touch pwned`',
  "web'; touch pwned; '",
  'web"',
  'web\ntouch pwned',
  'web\tx',
  'web\u001b[31m',
  '--yes',
  '-x',
  'web*',
];

function manifests(names: readonly string[]): string {
  return names
    .map((name) => `kind: Stream\nmetadata:\n  name: ${JSON.stringify(name)}\nspec: {}\n`)
    .join('---\n');
}

async function complete(...line: readonly string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await runComplete(...line);
  vi.restoreAllMocks();
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return stdout;
}

describe('the program', () => {
  it.each<[name: string, line: readonly string[], expected: string]>([
    [
      'names of manifests with errors, but none that a shell would change',
      ['history', '--target=main', ''],
      'words\nweb-access\t\nweb-errors\t\n',
    ],
    ['names in the folder of the target', ['rotate', '--target', 'other', ''], 'words\nother\t\n'],
    [
      'names in the folder of the line',
      ['plan', '--target', 'main', '--streams', "'my streams'", '--only', ''],
      'words\nother\t\n',
    ],
    [
      'names in a folder with an escaped blank',
      ['plan', '--target', 'main', '--streams=my\\ streams', '--only='],
      'words\n--only=other\t\n',
    ],
    ['targets', ['plan', '--target', ''], 'words\nmain\t\nnorth east\t\nother\t\n'],
    ['names where a file is possible too', ['show', '--target=main', 'web-e'], 'words\nweb-errors\t\n'],
    ['files if no name fits', ['show', '--target=main', 'pla'], 'files\n'],
    ['nothing if no target is named', ['history', ''], 'words\n'],
    ['nothing if the target is unknown', ['history', '--target', 'x', ''], 'words\n'],
    ['nothing if the folder is missing', ['history', '--target', 'main', '--streams', 'none', ''], 'words\n'],
    ['nothing for a command in a word', ['history', '--target', '$(touch pwned)', ''], 'words\n'],
    ['nothing for no word', [], 'words\n'],
  ])('offers %s', async (name, line, expected) => {
    expect(await complete(...line)).toBe(name.endsWith('no word') ? await complete('') : expected);
  });
});

const BASH_DRIVER = `compopt() { printf '%s\\n' "$*"; }
COMP_LINE=$1 COMP_POINT=\${#1}
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_datastream
((\${#COMPREPLY[@]} == 0)) || printf '%s\\n' "\${COMPREPLY[@]}"
`;

const ZSH_DRIVER = `compset() { :; }
_files() { print -r -- "files $*"; }
compadd() { print -rl -- "\${texts[@]}"; }
shift
words=("\${@}") CURRENT=$# PREFIX="\${@[-1]}"
_datastream
`;

interface ShellRun {
  readonly shell: string;
  readonly script: string;
  readonly args: readonly string[];
}

/** Runs a script in a shell, with a folder that has a `datastream`. Returns the lines that it prints. */
function runShell({ shell, script, args }: ShellRun, commands: string): readonly string[] {
  const PATH = `${path.join(folder, commands)}:${process.env['PATH']}`;
  const options = {
    cwd: folder,
    env: { PATH, HOME: folder, XDG_CONFIG_HOME: folder },
    encoding: 'utf8',
  } as const;
  const { stdout, stderr } = spawnSync(shell, [...args.slice(0, 1), '-c', script, ...args.slice(1)], options);
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

/**
 * Runs a script in a shell twice. The first run records the words that the script passes to the program. The program
 * completes them in this process, and the second run receives the result. Starting the program would take longer than a
 * second run of the shell.
 */
async function completeIn(run: ShellRun): Promise<readonly string[]> {
  await writeFile(path.join(folder, 'answer'), '');
  runShell(run, 'recorded');
  const [command, ...line] = (await readFile(path.join(folder, 'asked'), 'utf8')).split('\0').slice(0, -1);
  expect(command).toBe('__complete');
  await writeFile(path.join(folder, 'answer'), await complete(...line));
  return runShell(run, 'recorded');
}

const has = (shell: string) => spawnSync(shell, ['--version']).status === 0;

function bash(line: string, words: readonly string[]): ShellRun {
  const script = `${completion({ shell: 'bash' }).output}${BASH_DRIVER}`;
  return { shell: 'bash', script, args: ['--norc', 'bash', line, 'datastream', ...words] };
}

describe.skipIf(!has('bash'))('bash', () => {
  it.each<[line: string, words: readonly string[], expected: readonly string[]]>([
    ['datastream hist', ['hist'], ['history']],
    ['datastream plan --format=', ['plan', '--format', '='], ['terminal', 'json', 'markdown']],
    ['datastream plan --format=j', ['plan', '--format', '=', 'j'], ['json']],
    ['datastream plan --format ', ['plan', '--format', ''], ['terminal', 'json', 'markdown']],
    ['datastream  history --target main ', ['history', '--target', 'main', ''], ['web-access', 'web-errors']],
    [
      'datastream history --target main --endpoint http://h:1 ',
      ['history', '--target', 'main', '--endpoint', 'http', ':', '//h', ':', '1', ''],
      ['web-access', 'web-errors'],
    ],
    ["datastream history --target main 'web-a", ['history', '--target', 'main', "'web-a"], ['web-access']],
    ['datastream plan --target n', ['plan', '--target', 'n'], ['north\\ east']],
    ['datastream plan --target north\\ e', ['plan', '--target', 'north\\ e'], ['north\\ east']],
    ["datastream plan --target 'n", ['plan', '--target', "'n"], ['north east']],
    ["datastream plan --target='n", ['plan', '--target', '=', "'n"], ['north east']],
    ['datastream plan --target="n', ['plan', '--target', '=', '"n'], ['north east']],
    // With COMP_WORDBREAKS without `=`.
    ["datastream plan --target='n", ['plan', "--target='n"], ['north east']],
    ['datastream plan --out ', ['plan', '--out', ''], ['-o default']],
    ['datastream plan --streams ', ['plan', '--streams', ''], ['-o dirnames']],
    ['datastream history $(touch pwned) ', ['history', '$(touch pwned)', ''], []],
  ])('completes %j', async (line, words, expected) => {
    expect(await completeIn(bash(line, words))).toEqual(expected);
    expect(existsSync(path.join(folder, 'pwned'))).toBe(false);
  });

  it('completes with the built program', () => {
    const run = bash('datastream history --target main ', ['history', '--target', 'main', '']);
    expect(runShell(run, 'bin')).toEqual(['web-access', 'web-errors']);
  });
});

function zsh(words: readonly string[]): ShellRun {
  const script = `compdef() { :; }\n${completion({ shell: 'zsh' }).output}${ZSH_DRIVER}`;
  return { shell: 'zsh', script, args: ['-f', 'zsh', 'line', 'datastream', ...words] };
}

describe.skipIf(!has('zsh'))('zsh', () => {
  it.each<[words: readonly string[], expected: readonly string[]]>([
    [['hist'], ['history']],
    [['plan', '--format=j'], ['--format=json']],
    [
      ['history', '--target', 'main', ''],
      ['web-access', 'web-errors'],
    ],
    [['history', '--limit', ''], []],
    [['plan', '--out', ''], ['files ']],
    [['plan', '--streams', ''], ['files -/']],
  ])('completes %j', async (words, expected) => {
    expect((await completeIn(zsh(words))).map((line) => line.trimEnd())).toEqual(
      expected.map((line) => line.trimEnd()),
    );
  });

  it('completes with the built program', () => {
    const shown = runShell(zsh(['history', '--target', 'main', '']), 'bin');
    expect(shown.map((line) => line.trimEnd())).toEqual(['web-access', 'web-errors']);
  });
});

function fish(line: string): ShellRun {
  const script = `${completion({ shell: 'fish' }).output}complete -C ${JSON.stringify(line)}\n`;
  return { shell: 'fish', script, args: ['--no-config'] };
}

describe.skipIf(!has('fish'))('fish', () => {
  it.each<[line: string, expected: readonly string[]]>([
    ['datastream hist', ['history']],
    ['datastream plan --format=j', ['--format=json']],
    ['datastream plan --format ', ['json', 'markdown', 'terminal']],
    ['datastream history --target main ', ['web-access', 'web-errors']],
    ['datastream history --limit ', []],
    ['datastream plan --out=bi', ['--out=bin/']],
    ['datastream plan --streams str', ['streams/']],
  ])('completes %j', async (line, expected) => {
    const words = (await completeIn(fish(line))).map((shown) => shown.split('\t')[0]);
    expect([...words].sort()).toEqual(expected);
  });

  it('completes with the built program', () => {
    const words = runShell(fish('datastream history --target main '), 'bin');
    expect([...words].sort()).toEqual(['web-access', 'web-errors']);
  });
});
