import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { onTestFinished } from 'vitest';
import { PROJECT } from '../commands/workspace.ts';

/** The committed bundle, started as on a runner. */
const BUNDLE = path.join(PROJECT, 'action/index.cjs');

/** The Node.js version of runners. `npm run node24` installs it. */
const NODE24 = path.join(
  PROJECT,
  `node_modules/.cache/node24/node_modules/node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
  process.platform === 'win32' ? 'bin/node.exe' : 'bin/node',
);

/** Each Node.js version that the bundle is tested with. */
export const RUNTIMES: readonly (readonly [name: string, binary: string])[] = [
  ['this Node.js', process.execPath],
  ...(existsSync(NODE24) ? [['Node.js 24', NODE24] as const] : []),
];

/** Why the bundle is tested with one Node.js version only. Undefined if it is tested with both. */
export const LACKING = existsSync(NODE24) ? '' : `there is no ${NODE24}: npm run node24 brings it`;

/** One run of the Action. */
export interface ActionRun {
  readonly node?: string;
  readonly cwd: string;
  readonly event: { readonly name: string; readonly sha: string; readonly payload: object };
  readonly inputs: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Ends it from outside, like a runner. */
  readonly kill?: {
    readonly when: Promise<unknown>;
    readonly signal: 'SIGTERM' | 'SIGKILL';
    readonly sent: () => void;
  };
}

/** The result of a run. */
export interface Ran {
  readonly exitCode: number | null;
  /** The log without the lines that say to the runner what to mask, which the runner does not show. */
  readonly log: string;
  readonly stderr: string;
  /** The values that it asked the runner to mask. */
  readonly masks: readonly string[];
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string | undefined>>;
}

/** A folder for one test. */
export async function scratch(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'datastream-action-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the bundle to its end with the files and the variables of a runner. */
export async function runAction({
  node = process.execPath,
  cwd,
  event,
  inputs,
  env = {},
  kill,
}: ActionRun): Promise<Ran> {
  const files = await runnerFiles(event.payload);
  const child = spawn(node, [BUNDLE], {
    cwd,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: cwd,
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: event.name,
      GITHUB_SHA: event.sha,
      GITHUB_RUN_ID: '77',
      GITHUB_RUN_NUMBER: '1',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_EVENT_PATH: files.event,
      GITHUB_STEP_SUMMARY: files.summary,
      GITHUB_OUTPUT: files.output,
      RUNNER_TEMP: files.temp,
      ...Object.fromEntries(
        Object.entries(inputs).map(([name, text]) => [`INPUT_${name.toUpperCase()}`, text]),
      ),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  void kill?.when.then(() => {
    child.kill(kill.signal);
    kill.sent();
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
    });
  }
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  const lines = text.stdout.split('\n');
  return {
    exitCode,
    log: lines.filter((line) => !line.startsWith(MASK)).join('\n'),
    stderr: text.stderr,
    masks: lines.filter((line) => line.startsWith(MASK)).map(unescaped),
    summary: await readFile(files.summary, 'utf8'),
    outputs: outputsOf(await readFile(files.output, 'utf8')),
  };
}

const MASK = '::add-mask::';

function unescaped(line: string): string {
  return line.slice(MASK.length).replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%');
}

async function runnerFiles(payload: object) {
  const folder = await scratch();
  const files = {
    event: path.join(folder, 'event.json'),
    summary: path.join(folder, 'summary.md'),
    output: path.join(folder, 'output'),
    temp: path.join(folder, 'temp'),
  };
  await mkdir(files.temp);
  await writeFile(files.event, JSON.stringify(payload));
  await writeFile(files.summary, '');
  await writeFile(files.output, '');
  return files;
}

/** `name<<delimiter`, the value, the delimiter: the format that the runner parses. */
function outputsOf(text: string): Ran['outputs'] {
  const found = text.matchAll(/^([\w-]+)<<(\S+)\r?\n([\s\S]*?)\r?\n\2$/gm);
  return Object.fromEntries([...found].map(([, name = '', , value = '']) => [name, value]));
}
