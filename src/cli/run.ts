import { readFileSync } from 'node:fs';
import process from 'node:process';
import { asOpenFilesError, TooFewOpenFiles } from './open-files.ts';

/** The version of this package; package.json stands two folders above the built file as well as above the source. */
function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/**
 * Runs one command line and answers its exit code. Writes to standard output and standard error. The version is
 * answered before anything else is loaded, because scripts ask for it often.
 * @param program how the person called it
 */
export async function run(words: readonly string[], program = 'datastream'): Promise<number> {
  outliveReaders();
  if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  const loaded = await import('./program.ts').catch((error: unknown) => asOpenFilesError(error));
  if (loaded instanceof TooFewOpenFiles) {
    // Nothing that renders errors is loaded.
    process.stderr.write(`Error: ${loaded.message}\n  ${loaded.hint}\n`);
    return 1;
  }
  if (!isProgram(loaded)) throw loaded;
  return loaded.runProgram(words, version(), program);
}

type Program = typeof import('./program.ts');

function isProgram(loaded: unknown): loaded is Program {
  return typeof loaded === 'object' && loaded !== null && 'runProgram' in loaded;
}

/**
 * `datastream apply | head` closes the pipe early, and a disk can be full. Neither may end a run in the middle or hide
 * how it ended: whoever writes the result is told by the write itself, and progress that nobody reads is lost.
 */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
