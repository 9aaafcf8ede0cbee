import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { PROJECT } from '../commands/workspace.ts';

/** The built command, as users run it. `npm test` builds it first. */
export const MAIN = path.join(PROJECT, 'dist/cli/main.js');

/** The result of a finished run. */
export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run in progress. */
export interface Running {
  readonly child: ChildProcess;
  /** Resolves when standard error matches. Rejects when the run ends without a match. */
  saw(pattern: RegExp): Promise<RegExpExecArray>;
  readonly finished: Promise<Finished>;
}

/**
 * The working directory and the complete environment of the run. `stdout`: a file descriptor instead of a
 * pipe. `limit`: a shell command that runs first in the same process, such as `ulimit -f 1`.
 */
interface BuiltOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdout?: number;
  readonly limit?: string;
}

/** Starts the built command with only the given environment. */
export function start(words: readonly string[], options: BuiltOptions): Running {
  if (!existsSync(MAIN)) throw new Error('dist/ is missing: run npm run build first');
  const env = { PATH: process.env['PATH'] ?? '', HOME: options.cwd, ...options.env };
  const [command = '', ...args] = [
    ...(options.limit === undefined ? [] : ['sh', '-c', `${options.limit}; exec "$0" "$@"`]),
    ...[process.execPath, MAIN, ...words],
  ];
  const child = spawn(command, args, {
    cwd: options.cwd,
    env,
    stdio: ['ignore', options.stdout ?? 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  const collect = (name: 'stdout' | 'stderr') => (chunk: Buffer) => {
    text[name] += chunk.toString('utf8');
    for (const watch of watchers) watch();
  };
  child.stdout?.on('data', collect('stdout'));
  child.stderr?.on('data', collect('stderr'));
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, ...text }));
  });
  const saw = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const watch = () => {
        const found = pattern.exec(text.stderr);
        if (!found) return;
        watchers.delete(watch);
        resolve(found);
      };
      watchers.add(watch);
      watch();
      finished.then(() => reject(new Error(`ended without ${pattern}: ${text.stderr}`)), reject);
    });
  return { child, saw, finished };
}

/** Runs the built command to its end. */
export function run(words: readonly string[], options: BuiltOptions): Promise<Finished> {
  return start(words, options).finished;
}
