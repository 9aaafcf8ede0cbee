import { appendFile } from 'node:fs/promises';
import process from 'node:process';
import * as core from '@actions/core';
import type { Context } from '../../commands/session/context.ts';
import { systemContext } from '../../commands/session/system-context.ts';
import { Interruption, type StopSignal } from '../../model/interruption.ts';
import { progressLine } from '../../render/progress/progress.ts';
import { progressLog } from '../../render/progress/throttle.ts';
import { visibleLines } from '../../render/text/escape-control.ts';
import type { Reporter } from '../../workflow/forge/job.ts';
import { type Annotating, annotate, type SourceLocation } from './annotations.ts';
import { outputsOf } from './outputs.ts';
import { commandEnvironment } from './secrets.ts';

/** The Action's log, annotations, summary and outputs, and the context that commands run in. */
export interface Runner extends Reporter {
  readonly context: Context;
}

/**
 * Opens the runner.
 * @param secrets available to commands in their environment, together with the network settings
 */
export function openRunner(host: NodeJS.Process, secrets: ReadonlyMap<string, string>): Runner {
  const say = (text: string) => core.info(visibleLines(text));
  const debug = wantsDetails();
  const worthALine = progressLog(Date.now, { debug });
  const context = systemContext({
    signal: stopOnSignals(host, say),
    listen: (event) => {
      const line = worthALine(event) ? progressLine(event, { color: false, now: Date.now() }) : undefined;
      if (line === undefined) return;
      if (event.tag === 'request' || event.tag === 'response') core.debug(visibleLines(line));
      else say(line);
    },
    debug,
    print: async (text) => {
      say(text.trimEnd());
      return true;
    },
    say,
  });
  const notice = (text: string) => core.notice(visibleLines(text));
  return {
    context: { ...context, env: commandEnvironment(secrets, host.env) },
    info: say,
    notice,
    warning: (text) => core.warning(visibleLines(text)),
    error: (text, title) => core.error(visibleLines(text), title === undefined ? {} : { title }),
    findings: (findings) => annotate({ ...FINDINGS, notice }, findings),
    counts: (counts) => {
      for (const [name, value] of Object.entries(outputsOf(counts))) core.setOutput(name, value);
    },
    summary: (markdown) => writeSummary(markdown, host.env['GITHUB_STEP_SUMMARY'], say),
  };
}

const FINDINGS: Omit<Annotating, 'notice'> = {
  error: (text, place, title) => core.error(visibleLines(text), propertiesOf(place, title)),
  warning: (text, place, title) => core.warning(visibleLines(text), propertiesOf(place, title)),
};

function propertiesOf({ file, line, column }: SourceLocation, title: string): core.AnnotationProperties {
  return { file, startLine: line, startColumn: column, title };
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
