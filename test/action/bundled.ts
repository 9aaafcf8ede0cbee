import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { PROJECT } from '../commands/workspace.ts';
import { type ActionRun, environmentOf, type Ran, ranOf, runnerFiles } from './runner-files.ts';

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

/** A run of the bundle. */
interface BundleRun extends ActionRun {
  readonly node?: string;
  /** Ends it from outside, like a runner. */
  readonly kill?: Kill;
}

export interface Kill {
  readonly when: Promise<unknown>;
  readonly signal: 'SIGTERM' | 'SIGKILL';
  readonly sent: () => void;
}

/** Runs the bundle to its end with the files and the variables of a runner. */
export async function runAction({ node = process.execPath, kill, ...given }: BundleRun): Promise<Ran> {
  const files = await runnerFiles(given.event.payload);
  const child = spawn(node, [BUNDLE], {
    cwd: given.cwd,
    env: environmentOf(given, files),
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
  return ranOf({ exitCode, ...text }, files);
}
