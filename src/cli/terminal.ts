import { createInterface } from 'node:readline/promises';
import type { Context } from '../commands/session/context.ts';
import { referenceAddress } from '../commands/session/installation.ts';
import { systemContext, writeOut } from '../commands/session/system-context.ts';
import { defined } from '../model/defined.ts';
import { Interruption, interruptionExitCode, type StopSignal } from '../model/interruption.ts';
import { logText } from '../render/text/escape-control.ts';
import { readInstallation } from './installation.ts';
import { type Logging, PLAIN } from './logging.ts';
import { openScreen, type Screen, systemTicker, type Ticker } from './screen.ts';

/** A terminal, or its replacement in CI: its size and colors, and the context that commands run in. */
export interface Terminal {
  readonly context: Context;
  readonly color: boolean;
  readonly width: number;
  /** How this command is called: `datastream`, or a replacement such as an npm script. */
  readonly program: string;
  /** The address of the reference of this version. Absent: the package names no repository. */
  readonly reference?: string;
  /** The account that the command opened; nothing before that. */
  target(): string | undefined;
  /** Ends the live line. Nothing is written to standard error afterwards. */
  close(): void;
}

const NARROWEST = 40;

/** Opens the process's terminal. Progress is written to standard error, with a live line if that is a terminal. */
export function openTerminal(
  host: NodeJS.Process,
  program = 'datastream',
  { debug, format }: Logging = PLAIN,
  ticker: Ticker = systemTicker,
): Terminal {
  const live = host.stderr.isTTY === true && host.env['TERM'] !== 'dumb';
  const color = wantsColor(host.env, host.stdout.isTTY === true);
  const width = Math.max(NARROWEST, host.stdout.columns ?? 80);
  const screen = openScreen(host.stderr, { live, color: wantsColor(host.env, live), debug, format, ticker });
  // Writes run one at a time.
  const write = { isUnderWay: false };
  const signal = stopOnInterrupt(host, screen, write);
  // A question would not be an event.
  const canAsk = host.stdin.isTTY === true && host.stderr.isTTY === true && format === 'text';
  let target: string | undefined;
  const context = systemContext({
    signal,
    debug,
    opened: (opened) => {
      target = opened;
    },
    listen: (event) => {
      if (event.tag === 'write-started') write.isUnderWay = true;
      if (event.tag === 'write-ended') write.isUnderWay = false;
      screen.listen(event);
    },
    print: (text) => {
      screen.close();
      return writeOut(host.stdout, logText(text));
    },
    say: screen.print,
    ...(canAsk
      ? {
          ask: (question: string) => {
            screen.close();
            return ask(host, question, signal);
          },
        }
      : {}),
  });
  const reference = defined({ reference: referenceAddress(readInstallation()) });
  return { context, color, width, program, ...reference, target: () => target, close: screen.close };
}

/** Follows https://no-color.org and FORCE_COLOR. Without either, color is used if the output is a terminal. */
function wantsColor(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] && env['FORCE_COLOR'] !== '0') return true;
  return isTerminal && env['TERM'] !== 'dumb';
}

/**
 * The first signal lets the request in flight end. A second one ends the process immediately, unless a write is in
 * progress: its response says whether the account changed, and GitHub sends SIGTERM 7.5 seconds after SIGINT to every
 * cancelled job.
 */
function stopOnInterrupt(
  host: NodeJS.Process,
  { print, close }: Screen,
  write: { readonly isUnderWay: boolean },
): AbortSignal {
  const controller = new AbortController();
  const stop = (received: StopSignal) => {
    if (!controller.signal.aborted) {
      print('Stopping after the request in flight. Press Ctrl-C again to end at once.');
      controller.abort(new Interruption(received));
    } else if (write.isUnderWay) {
      print('A write is in progress; the run ends after its response.');
    } else {
      close();
      host.exit(interruptionExitCode(controller.signal) ?? 130);
    }
  };
  host.on('SIGINT', () => stop('SIGINT'));
  host.on('SIGTERM', () => stop('SIGTERM'));
  return controller.signal;
}

async function ask(host: NodeJS.Process, question: string, signal: AbortSignal): Promise<string> {
  const reader = createInterface({ input: host.stdin, output: host.stderr });
  // During a prompt, readline receives Ctrl-C as a key. The end of the input closes the prompt without an answer.
  reader.on('SIGINT', () => host.emit('SIGINT'));
  const ended = new Promise<string>((resolve) => reader.once('close', () => resolve('')));
  try {
    return await Promise.race([reader.question(question, { signal }), ended]);
  } finally {
    reader.close();
  }
}
