import { appendFile } from 'node:fs/promises';
import process from 'node:process';
import * as core from '@actions/core';
import { type Context, systemContext } from '../../commands/session/context.ts';
import { Interruption, type StopSignal } from '../../model/interruption.ts';
import { progressLine } from '../../render/progress/progress.ts';
import { progressLog } from '../../render/progress/throttle.ts';
import { visibleLines } from '../../render/text/escape-control.ts';
import { commandEnvironment } from './secrets.ts';

/** A place in a file of the repository, from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What the Action says and leaves behind, and the context that commands run in. */
export interface Runner {
  readonly context: Context;
  /** Lines of the log. Nothing in them is a command to the runner. */
  info(text: string): void;
  /** Annotations. GitHub shows ten of each kind and step. */
  notice(text: string): void;
  warning(text: string, place?: SourceLocation, title?: string): void;
  error(text: string, place?: SourceLocation, title?: string): void;
  output(name: string, value: string): void;
  /** Adds Markdown to the job summary; says so where there is none. */
  summary(markdown: string): Promise<void>;
}

/** The runner's face. `secrets` are what commands find in their environment, with the way to the network. */
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

/** A summary that cannot be written stops nothing: what was done has to be told elsewhere all the more. */
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
 * GitHub cancels with SIGINT, 7.5 s later with SIGTERM, and then kills. The first signal lets the request in flight end
 * and what was done be recorded; so does the second, which comes to every run that is a little slow.
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

/** Registers texts to be masked in the log: before anything else is said. */
export function maskInLogs(texts: readonly string[]): void {
  for (const text of texts) core.setSecret(text);
}

/** An input as it was given, without blanks around it. */
export function getInput(name: string): string {
  return core.getInput(name);
}

/** Whether somebody runs this job with debug logging: then a bug of ours is told with its stack. */
export function wantsDetails(): boolean {
  return core.isDebug();
}

/** The exit code for the runner; a process that is ended at once would cut its own log. */
export function leave(exitCode: number): void {
  process.exitCode = exitCode;
}
