import process from 'node:process';
import { vi } from 'vitest';
import { run } from '../../src/action/run.ts';
import { captureWrites } from '../cli/in-process.ts';
import { type ActionRun, environmentOf, type Ran, ranOf, runnerFiles } from './runner-files.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs the sources of the Action in this process, with the files and exactly the variables of a runner. Afterwards, the
 * exit code, signal listeners, variables and working directory of this process are as before.
 */
export async function runInProcess(given: ActionRun): Promise<Ran> {
  const files = await runnerFiles(given.event.payload);
  const folder = process.cwd();
  const before = new Map(SIGNALS.map((signal) => [signal, process.listeners(signal)]));
  for (const name of Object.keys(process.env)) vi.stubEnv(name, undefined);
  for (const [name, text] of Object.entries(environmentOf(given, files))) vi.stubEnv(name, text);
  process.chdir(given.cwd);
  const [stdout, stderr] = [captureWrites(process.stdout), captureWrites(process.stderr)];
  try {
    await run();
    return await ranOf({ exitCode: Number(process.exitCode), stdout: stdout(), stderr: stderr() }, files);
  } finally {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    process.exitCode = undefined;
    process.chdir(folder);
    for (const signal of SIGNALS) {
      for (const listener of process.listeners(signal)) {
        if (!before.get(signal)?.includes(listener)) process.off(signal, listener);
      }
    }
  }
}
