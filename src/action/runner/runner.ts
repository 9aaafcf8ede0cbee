import { appendFile } from 'node:fs/promises';
import process from 'node:process';
import * as core from '@actions/core';
import { type Context, systemContext } from '../../commands/session/context.ts';
import { Interruption, type StopSignal } from '../../model/interruption.ts';
import { progressLine } from '../../render/progress/progress.ts';
import { progressLog } from '../../render/progress/throttle.ts';
import { visibleLines } from '../../render/text/escape-control.ts';
import { commandEnvironment } from './secrets.ts';

/** A location in a file of the repository; both numbers start at 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The Action's log, annotations, summary and outputs, and the context that commands run in. */
export interface Runner {
  readonly context: Context;
  /** Writes lines to the log. The runner does not interpret any of them as workflow commands. */
  info(text: string): void;
  /** Adds an annotation. GitHub shows ten of each kind per step. */
  notice(text: string): void;
  warning(text: string, place?: SourceLocation, title?: string): void;
  error(text: string, place?: SourceLocation, title?: string): void;
  output(name: string, value: string): void;
  /** Adds Markdown to the job summary. If there is no summary, the log says so. */
  summary(markdown: string): Promise<void>;
}

/**
 * Opens the runner.
 * @param secrets available to commands in their environment, together with the network settings
 */
export function openRunner(host: NodeJS.Process, secrets: ReadonlyMap<string, string>): Runner {
  const say = (text: string) => core.info(visibleLines(text));
  const worthALine = progressLog(Date.now);
  const context = systemContext({
    signal: stopOnSignals(host, say),
    listen: (event) => {
      const line = worthALine(event) ? progressLine(event, { color: false, now: Date.now() }) : undefined;
      if (line !== undefined) say(line);
    },
    print: async (text) => {
      say(text.trimEnd());
      return true;
    },
    say,
  });
  return {
    context: { ...context, env: commandEnvironment(secrets, host.env) },
    info: say,
    notice: (text) => core.notice(visibleLines(text)),
    warning: (text, place, title) => core.warning(visibleLines(text), properties(place, title)),
    error: (text, place, title) => core.error(visibleLines(text), properties(place, title)),
    output: (name, value) => core.setOutput(name, value),
    summary: (markdown) => writeSummary(markdown, host.env['GITHUB_STEP_SUMMARY'], say),
  };
}

function properties(place: SourceLocation | undefined, title: string | undefined): core.AnnotationProperties {
  return {
    ...(place ? { file: place.file, startLine: place.line, startColumn: place.column } : {}),
    ...(title === undefined ? {} : { title }),
  };
}

/** Writes the summary. A failure stops nothing, because what was done must still be reported elsewhere. */
async function writeSummary(
  markdown: string,
  file: string | undefined,
  say: (text: string) => void,
): Promise<void> {
  if (!file) return say('There is no job summary here (GITHUB_STEP_SUMMARY is not set).');
  try {
    await appendFile(file, `${markdown.trimEnd()}\n`);
  } catch (error) {
    say(`The job summary cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Returns a signal that is aborted when GitHub cancels the job. GitHub sends SIGINT, 7.5 s later SIGTERM, and then
 * kills the process. Both signals let the request in flight end and the result be recorded: every run that takes a
 * little longer receives the second one.
 */
function stopOnSignals(host: NodeJS.Process, say: (text: string) => void): AbortSignal {
  const controller = new AbortController();
  const stop = (received: StopSignal) => {
    if (controller.signal.aborted) return;
    say('Stopping after the request in flight, and recording what was done.');
    controller.abort(new Interruption(received));
  };
  host.on('SIGINT', () => stop('SIGINT'));
  host.on('SIGTERM', () => stop('SIGTERM'));
  return controller.signal;
}

/** Registers texts that the log masks. It must be called before anything else is logged. */
export function maskInLogs(texts: readonly string[]): void {
  for (const text of texts) core.setSecret(text);
}

/** Returns an input without surrounding blanks. */
export function getInput(name: string): string {
  return core.getInput(name);
}

/** Returns whether this job runs with debug logging. An internal error is then reported with its stack. */
export function wantsDetails(): boolean {
  return core.isDebug();
}

/** Sets the exit code. Ending the process immediately would truncate its log. */
export function leave(exitCode: number): void {
  process.exitCode = exitCode;
}
