import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { onTestFinished } from 'vitest';

/** One run of the Action. */
export interface ActionRun {
  readonly cwd: string;
  readonly event: { readonly name: string; readonly sha: string; readonly payload: object };
  readonly inputs: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** The result of a run. */
export interface Ran {
  readonly exitCode: number | null;
  /** The log without the lines that make the runner mask values. The runner does not show them. */
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

/** The files of a runner for one run. */
export interface RunnerFiles {
  readonly event: string;
  readonly summary: string;
  readonly output: string;
  readonly temp: string;
}

/** Writes the event, and creates the files that the Action writes to. */
export async function runnerFiles(payload: object): Promise<RunnerFiles> {
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

/** The complete environment of a run. */
export function environmentOf(
  { cwd, event, inputs, env = {} }: ActionRun,
  files: RunnerFiles,
): Readonly<Record<string, string>> {
  return {
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
  };
}

/** What a run that has ended wrote, as a runner reads it. */
export async function ranOf(
  { exitCode, stdout, stderr }: Pick<Ran, 'exitCode' | 'stderr'> & { readonly stdout: string },
  files: RunnerFiles,
): Promise<Ran> {
  const lines = stdout.split('\n');
  return {
    exitCode,
    log: lines.filter((line) => !line.startsWith(MASK)).join('\n'),
    stderr,
    masks: lines.filter((line) => line.startsWith(MASK)).map(unescaped),
    summary: await readFile(files.summary, 'utf8'),
    outputs: outputsOf(await readFile(files.output, 'utf8')),
  };
}

const MASK = '::add-mask::';

function unescaped(line: string): string {
  return line.slice(MASK.length).replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%');
}

/** `name<<delimiter`, the value, the delimiter: the format that the runner parses. */
function outputsOf(text: string): Ran['outputs'] {
  const found = text.matchAll(/^([\w-]+)<<(\S+)\r?\n([\s\S]*?)\r?\n\2$/gm);
  return Object.fromEntries([...found].map(([, name = '', , value = '']) => [name, value]));
}
