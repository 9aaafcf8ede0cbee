import process from 'node:process';
import { readInstallation } from './installation.ts';
import { asOpenFilesError, TooFewOpenFiles } from './open-files.ts';

/** The command that the scripts of `datastream completion` call. It is not in the help. */
const COMPLETE = '__complete';

/**
 * Runs one command line and returns its exit code. Writes to standard output and standard error. The version is printed
 * before anything else is loaded, because scripts request it often.
 * @param program the name that the user called the command by
 */
export async function run(words: readonly string[], program = 'datastream'): Promise<number> {
  outliveReaders();
  if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
    process.stdout.write(`${readInstallation().version}\n`);
    return 0;
  }
  const loaded = await import('./program.ts').catch((error: unknown) => asOpenFilesError(error));
  if (loaded instanceof TooFewOpenFiles) {
    // The modules that render errors are not loaded.
    process.stderr.write(`Error: ${loaded.message}\n  ${loaded.hint}\n`);
    return 1;
  }
  if (!isProgram(loaded)) throw loaded;
  const [first, ...line] = words;
  if (first === COMPLETE) {
    const { complete } = await import('./complete.ts');
    return complete(line);
  }
  return loaded.runProgram(words, readInstallation().version, program);
}

type Program = typeof import('./program.ts');

function isProgram(loaded: unknown): loaded is Program {
  return typeof loaded === 'object' && loaded !== null && 'runProgram' in loaded;
}

/**
 * Ignores stream errors here. `datastream apply | head` closes the pipe early, and a disk can be full. Neither may
 * interrupt a run or hide its result: the code that writes the result receives the error from the write itself, and
 * progress that nobody reads is lost.
 */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
