import { readFileSync } from 'node:fs';
import process from 'node:process';

/** The version of this package; package.json stands two folders above the built file as well as above the source. */
function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/**
 * Runs one command line and answers its exit code. `program` is how the person called it. Writes to standard output and standard error.
 * The version is answered before anything else is loaded, because scripts ask for it often.
 */
export async function run(words: readonly string[], program = 'datastream'): Promise<number> {
  endQuietlyWhenNobodyReads();
  if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  const { runProgram } = await import('./program.ts');
  return runProgram(words, version(), program);
}

/** `datastream plan | head` closes the pipe early; that is no failure of ours. */
function endQuietlyWhenNobodyReads(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
}
