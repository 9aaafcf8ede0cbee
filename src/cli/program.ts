import process from 'node:process';
import { Command, CommanderError } from 'commander';
import type { Result } from '../commands/session/context.ts';
import { failureExitCode } from '../commands/session/exit-codes.ts';
import { interruptionExitCode } from '../model/interruption.ts';
import { explain, failureJson, failureOf } from '../render/progress/error.ts';
import { logText, visibleLines } from '../render/text/escape-control.ts';
import { COMMANDS, type Work } from './commands.ts';
import { type Logging, readLogging } from './logging.ts';
import { asOpenFilesError } from './open-files.ts';
import { openTerminal } from './terminal.ts';

/**
 * Parses a command line, runs its command and returns the exit code. An unknown command or option is fatal (exit code
 * 1).
 */
export async function runProgram(
  words: readonly string[],
  version: string,
  program = 'datastream',
): Promise<number> {
  const chosen: { work?: Work; logging?: Partial<Logging> } = {};
  try {
    await declare(version, (work, logging) => {
      chosen.work = work;
      chosen.logging = logging;
    }).parseAsync(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    // commander has already written the message to standard error.
    if (wantsJson(words)) await write(process.stdout, failureJson(failureOf(error)));
    return 1;
  }
  const { work, logging = {} } = chosen;
  if (!work) return 0;
  const json = wantsJson(words);
  try {
    return await perform(work, { program, logging: readLogging(logging, process.env), json });
  } catch (error) {
    return fail(error, json);
  }
}

/** Returns whether results must be JSON, even if the command line itself is invalid and has no parsed options. */
function wantsJson(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  const options = end < 0 ? words : words.slice(0, end);
  const formats = options.flatMap((word, i) => {
    if (word === '--format') return [options[i + 1]];
    return word.startsWith('--format=') ? [word.slice('--format='.length)] : [];
  });
  return formats.at(-1) === 'json';
}

interface Performance {
  readonly program: string;
  readonly logging: Logging;
  /** Whether results are JSON. */
  readonly json: boolean;
}

async function perform(work: Work, { program, logging, json }: Performance): Promise<number> {
  const terminal = openTerminal(process, program, logging);
  try {
    const outcome = await work(terminal);
    const result = json ? inJson(outcome, terminal.target()) : outcome;
    terminal.close();
    const interrupted = result.endsOnSignal ? undefined : interruptionExitCode(terminal.context.signal);
    const exitCode = interrupted ?? result.exitCode;
    // The output is empty, or was already written in parts, possibly to a reader that has closed the pipe.
    if (result.output === '') return exitCode;
    const lost = await write(process.stdout, result.output);
    return lost ? unwritten(lost, exitCode) : exitCode;
  } catch (thrown) {
    terminal.close();
    const exitCode = await fail(asOpenFilesError(thrown), json, terminal.target());
    return interruptionExitCode(terminal.context.signal) ?? exitCode;
  }
}

/** Reports an error and returns the exit code. */
async function fail(error: unknown, json: boolean, target?: string): Promise<number> {
  await write(process.stderr, explain(error, target));
  if (json) await write(process.stdout, failureJson(failureOf(error), target));
  return failureExitCode(error);
}

/** Converts a result that failed with a sentence, such as an apply that was not confirmed, to JSON. */
function inJson(result: Result, target: string | undefined): Result {
  const text = result.output.trim();
  if (result.exitCode === 0 || text === '' || text.startsWith('{')) return result;
  const message = text.replace(/^Target: .*\n/, '');
  return { ...result, output: failureJson({ code: 'cancelled', message }, target) };
}

/** A reader that closes the pipe early (`| head`) is not a failure. A result that could not be written is one. */
async function unwritten(lost: NodeJS.ErrnoException, exitCode: number): Promise<number> {
  if (lost.code === 'EPIPE') return exitCode;
  await write(process.stderr, `Error: the result could not be written (${lost.code ?? lost.message}).`);
  return exitCode === 0 ? 1 : exitCode;
}

/** Resolves when the complete text is written, or with the error. A process that ends earlier would truncate it. */
function write(stream: NodeJS.WriteStream, text: string): Promise<NodeJS.ErrnoException | undefined> {
  const safe = logText(text);
  return new Promise((resolve) => {
    stream.write(safe === '' || safe.endsWith('\n') ? safe : `${safe}\n`, (error) =>
      resolve(error ?? undefined),
    );
  });
}

function declare(version: string, choose: Parameters<(typeof COMMANDS)[number]['addTo']>[1]): Command {
  const program = new Command('datastream')
    .description('Manage Akamai DataStream streams declaratively, from manifests in Git.')
    .version(version)
    // Otherwise the --version of a command would print the version of the program.
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError('Run it with --help for the options.')
    .configureOutput({
      outputError: (text, write) => write(visibleLines(text.replace(/^error: /, 'Error: '))),
    })
    .configureHelp({ helpWidth: Math.min(process.stdout.columns ?? 80, 100) })
    .addHelpText('after', EXAMPLES);
  for (const command of COMMANDS) command.addTo(program, choose);
  return program;
}

const EXAMPLES = `
Examples:
  datastream validate              check the manifests in ./streams, offline
  datastream plan --simulator      plan against the embedded simulator
  datastream plan --section logs   plan with the section "logs" of ~/.edgerc
  datastream apply --wait          apply, then wait until all streams are stable
  datastream verify                show whether logs arrive at their destinations
  datastream doctor                check credentials, access and setup
  datastream import --all          write manifests for all unmanaged streams
  datastream init                  set up a repository: workflows and an example
  datastream logs web --start -1h  show the logs of a DataStream 1 stream

Exit codes:
  0         success, or nothing to do
  1         invalid input, an API failure, a blocked stream, a failed step, or
            (verify) a stream that does not deliver, or (doctor) a problem
  2         only with --detailed-exitcode: changes, or streams in transition
  3         refused before any write: no consent, stale plan, safety limit,
            freeze, ambiguity, protected stream, or another apply is running
  130, 143  interrupted by SIGINT, SIGTERM (receive: 0)

NO_COLOR=1 disables colors.`;
