import process from 'node:process';
import { Command, CommanderError } from 'commander';
import { type Result, UsageError } from '../commands/session/context.ts';
import { failureExitCode } from '../commands/session/exit-codes.ts';
import { referenceAddress } from '../commands/session/installation.ts';
import type { LogFormat } from '../commands/session/option-groups.ts';
import { defined } from '../model/defined.ts';
import { interruptionExitCode } from '../model/interruption.ts';
import { explainFailure, failureJson, failureOf, linkedFailure } from '../render/progress/error.ts';
import { type CommandEvent, type CommandResult, logEventLine } from '../render/progress/log-event.ts';
import type { Failure } from '../render/schemas/error.ts';
import { logText, visibleLines } from '../render/text/escape-control.ts';
import { COMMANDS } from './commands.ts';
import type { ChosenCommand, Work } from './declared-command.ts';
import { readInstallation } from './installation.ts';
import { type Logging, readLogging } from './logging.ts';
import { asOpenFilesError } from './open-files.ts';
import { systemTicker } from './screen.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/**
 * Parses a command line, runs its command and returns the exit code. An unknown command or option is fatal (exit code
 * 1).
 */
export async function runProgram(
  words: readonly string[],
  version: string,
  program = 'datastream',
): Promise<number> {
  const output: Output = { json: valueIn(words, '--format') === 'json', log: logFormatOf(words) };
  let chosen: ChosenCommand | undefined;
  try {
    const declared = declare(version, output.log, (command) => {
      chosen = command;
    });
    await declared.parseAsync(words, { from: 'user' });
    if (!chosen) return 0;
    const logging = readLogging(chosen.logging, process.env);
    return await perform(chosen, { program, version, logging, json: output.json });
  } catch (error) {
    return error instanceof CommanderError && error.exitCode === 0 ? 0 : fail(error, output);
  }
}

/** How results and events are written. */
interface Output {
  /** Whether results are JSON. */
  readonly json: boolean;
  readonly log: LogFormat;
}

/** Returns the value of an option, even if the command line itself is invalid and has no parsed options. */
function valueIn(words: readonly string[], option: string): string | undefined {
  const end = words.indexOf('--');
  const options = end < 0 ? words : words.slice(0, end);
  const values = options.flatMap((word, i) => {
    if (word === option) return [options[i + 1]];
    return word.startsWith(`${option}=`) ? [word.slice(option.length + 1)] : [];
  });
  return values.at(-1);
}

function logFormatOf(words: readonly string[]): LogFormat {
  const format = valueIn(words, '--log-format') ?? process.env['DATASTREAM_LOG_FORMAT'];
  return format === 'json' ? 'json' : 'text';
}

interface Performance {
  readonly program: string;
  readonly version: string;
  readonly logging: Logging;
  /** Whether results are JSON. */
  readonly json: boolean;
}

async function perform(chosen: ChosenCommand, options: Performance): Promise<number> {
  const { program, version, logging, json } = options;
  const { format } = logging;
  const terminal = openTerminal(process, program, logging);
  const { clock } = terminal.context;
  const began = clock.monotonic();
  await report({ tag: 'command-started', command: chosen.name, version }, format);
  const ending = await end(chosen.work, terminal, { json, log: format });
  const milliseconds = Math.round(clock.monotonic() - began);
  await report({ tag: 'command-ended', milliseconds, ...ending }, format);
  return ending.exitCode;
}

/** How a command has ended. */
interface Ending extends CommandResult {
  readonly exitCode: number;
}

/** Runs a command to its end and writes its result or its error. */
async function end(work: Work, terminal: Terminal, output: Output): Promise<Ending> {
  try {
    const done = await work(terminal);
    const result = output.json ? inJson(done, terminal.target()) : done;
    terminal.close();
    const interrupted = result.endsOnSignal ? undefined : interruptionExitCode(terminal.context.signal);
    const exitCode = interrupted ?? result.exitCode;
    const { outcome, problems } = done;
    const ending = { exitCode, ...defined({ outcome, problems }) };
    // The output is empty, or was already written in parts, possibly to a reader that has closed the pipe.
    if (result.output === '') return ending;
    const lost = await write(process.stdout, result.output);
    return lost ? { ...ending, exitCode: await unwritten(lost, exitCode, output.log) } : ending;
  } catch (thrown) {
    terminal.close();
    const exitCode = await fail(asOpenFilesError(thrown), output, terminal.target());
    return { exitCode: interruptionExitCode(terminal.context.signal) ?? exitCode };
  }
}

/** Reports an error and returns the exit code. */
async function fail(error: unknown, { json, log }: Output, target?: string): Promise<number> {
  const failure = linked(failureOf(error));
  // commander has already written the message as text.
  if (log === 'json' || !(error instanceof CommanderError)) {
    await report({ tag: 'error', failure, target }, log);
  }
  if (json) await write(process.stdout, failureJson(failure, target));
  return failureExitCode(error);
}

/** Writes an event of the command line to standard error. As text, only errors are written. */
async function report(event: CommandEvent, format: LogFormat): Promise<void> {
  if (format === 'json') await write(process.stderr, logEventLine(event, systemTicker.now()) ?? '');
  else if (event.tag === 'error') await write(process.stderr, explainFailure(event.failure, event.target));
}

/** Converts a result that failed with a sentence, such as an apply that was not confirmed, to JSON. */
function inJson(result: Result, target: string | undefined): Result {
  const text = result.output.trim();
  if (result.exitCode === 0 || text === '' || text.startsWith('{')) return result;
  const message = text.replace(/^Target: .*\n/, '');
  return { ...result, output: failureJson(linked({ code: 'cancelled', message }), target) };
}

/** Adds where an error is explained, if the package names its repository. */
function linked(failure: Failure): Failure {
  return linkedFailure(failure, referenceAddress(readInstallation()));
}

/** A reader that closes the pipe early (`| head`) is not a failure. A result that could not be written is one. */
async function unwritten(lost: NodeJS.ErrnoException, exitCode: number, format: LogFormat): Promise<number> {
  if (lost.code === 'EPIPE') return exitCode;
  const failure = linked(
    failureOf(new UsageError(`the result could not be written (${lost.code ?? lost.message}).`)),
  );
  await report({ tag: 'error', failure }, format);
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

function declare(version: string, log: LogFormat, choose: (chosen: ChosenCommand) => void): Command {
  const program = new Command('datastream')
    .description('Manage Akamai DataStream streams declaratively, from manifests in Git.')
    .version(version)
    // Otherwise the --version of a command would print the version of the program.
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError('Run it with --help for the options.')
    .configureOutput({
      // With JSON, the error is an event.
      ...(log === 'json' ? { writeErr: () => undefined } : {}),
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
