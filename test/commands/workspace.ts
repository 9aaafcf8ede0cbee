import { createHash } from 'node:crypto';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Context, Result } from '../../src/commands/session/context.ts';
import { systemContext } from '../../src/commands/session/system-context.ts';
import { variablesIn } from '../../src/commands/session/variables-in.ts';
import { loadManifests } from '../../src/manifest/load.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { temporaryFolder } from '../apply/temporary.ts';
import { EXAMPLES } from '../examples.ts';
import { type ManualClock, manualClock } from '../manual-clock.ts';

/** The project's own folder. */
export const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** A temporary folder to run commands in, a test clock, and the log of the run. */
export interface Workspace {
  readonly clock: ManualClock;
  readonly context: Context;
  readonly events: RunEvent[];
  readonly said: string[];
  /** The output, in the pieces in which it was printed. */
  readonly printed: string[];
  /** Aborts, as Ctrl-C does. */
  stop(): void;
  /** Writes a file below the folder of the environment. */
  write(file: string, text: string): Promise<void>;
  /** Runs a command to its end and advances the clock as far as needed. */
  run(command: (context: Context) => Promise<Result>): Promise<Result>;
}

/**
 * Creates a workspace, whose folder is the working directory until the test ends. `examples`: with the example
 * manifests.
 */
export async function workspace(
  options: { readonly examples?: boolean; readonly env?: Context['env']; readonly answer?: string } = {},
): Promise<Workspace> {
  const folder = temporaryFolder();
  const before = process.cwd();
  process.chdir(folder);
  onTestFinished(() => process.chdir(before));
  if (options.examples) await cp(EXAMPLES, 'streams', { recursive: true });
  const clock = manualClock(Date.UTC(2026, 0, 5, 9, 0));
  const events: RunEvent[] = [];
  const said: string[] = [];
  const printed: string[] = [];
  const controller = new AbortController();
  const { answer } = options;
  const context: Context = {
    ...systemContext({
      signal: controller.signal,
      listen: (event) => events.push(event),
      print: async (text) => {
        printed.push(text);
        return true;
      },
      say: (line) => said.push(line),
    }),
    env: options.env ?? {},
    home: folder,
    clock,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    ...(answer === undefined ? {} : { ask: () => Promise.resolve(answer) }),
  };
  return {
    clock,
    context,
    events,
    said,
    printed,
    stop: () => controller.abort(new Error('stopped by the user')),
    write: async (file, text) => {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    },
    run: (command) => clock.runUntil(command(context)),
  };
}

/** The options of a command line without arguments, for the embedded simulator. */
export const DEFAULTS = {
  files: [],
  format: 'terminal',
  color: false,
  width: 80,
  simulator: '.datastream/simulator.json',
  streams: 'streams',
  only: [],
  cache: '.datastream/cache',
  rotate: [],
  allow: {},
  detailedExitcode: false,
  yes: false,
} as const;

/** The environment variables that the manifests of a folder refer to, without duplicates, sorted. */
export async function variablesOfFolder(directory: string): Promise<readonly string[]> {
  const { manifests } = await loadManifests({ directory });
  return [...new Set(manifests.flatMap((manifest) => variablesIn(manifest.spec)))].sort();
}

/** A value for each secret in the example manifests. */
export async function exampleSecrets(): Promise<Record<string, string>> {
  const names = await variablesOfFolder(EXAMPLES);
  return Object.fromEntries(names.map((name) => [name, `canary-${name}`]));
}
