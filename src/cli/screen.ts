import type { LogFormat } from '../commands/session/option-groups.ts';
import type { RunEvent } from '../model/event.ts';
import { type LiveProgress, liveLine, nextProgress } from '../render/progress/live.ts';
import { type CommandEvent, logEventLine } from '../render/progress/log-event.ts';
import { progressLine } from '../render/progress/progress.ts';
import { progressLog } from '../render/progress/throttle.ts';
import { logText } from '../render/text/escape-control.ts';

/** The clock of the live line; injected, so that tests do not wait in real time. */
export interface Ticker {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `tick` each second until the returned function is called. Does not keep the process running. */
  everySecond(tick: () => void): () => void;
}

/** The system clock. */
export const systemTicker: Ticker = {
  now: () => Date.now(),
  everySecond: (tick) => {
    const timer = setInterval(tick, 1000).unref();
    return () => clearInterval(timer);
  },
};

/** Standard error: the live line, and lines that stay. */
export interface Screen {
  readonly listen: (event: RunEvent) => void;
  readonly print: (line: string) => void;
  /** Ends the live line. */
  readonly close: () => void;
}

interface ScreenOptions {
  /** Whether a line can be rewritten. */
  readonly live: boolean;
  readonly color: boolean;
  /** Whether every pause stays on the screen, however short it is. */
  readonly debug: boolean;
  readonly format: LogFormat;
  readonly ticker: Ticker;
}

/**
 * Opens standard error. A terminal gets one line that is rewritten each second, with completed events above it. A log
 * gets lines at intervals, as text or as JSON.
 */
export function openScreen(stream: NodeJS.WriteStream, options: ScreenOptions): Screen {
  if (options.format === 'json') return jsonScreen(stream, options);
  return options.live ? liveScreen(stream, options) : logScreen(stream, options);
}

function logScreen(stream: NodeJS.WriteStream, { color, debug, ticker }: ScreenOptions): Screen {
  const isWorthALine = progressLog(ticker.now, { debug });
  const print = (line: string) => {
    stream.write(`${logText(line)}\n`);
  };
  const listen = (event: RunEvent) => {
    const line = isWorthALine(event) ? progressLine(event, { color, now: ticker.now() }) : undefined;
    if (line !== undefined) print(line);
  };
  return { listen, print, close: () => undefined };
}

function jsonScreen(stream: NodeJS.WriteStream, { debug, ticker }: ScreenOptions): Screen {
  const isWorthALine = progressLog(ticker.now, { debug });
  const write = (event: RunEvent | CommandEvent) => {
    const line = logEventLine(event, ticker.now());
    if (line !== undefined) stream.write(`${line}\n`);
  };
  const listen = (event: RunEvent) => {
    if (isWorthALine(event)) write(event);
  };
  return { listen, print: (text) => write({ tag: 'message', text }), close: () => undefined };
}

const ERASE_LINE = '\r\u001b[K';
/** Events that only the live line shows, because they describe current activity and not a result. */
const PASSING: ReadonlySet<RunEvent['tag']> = new Set([
  'waiting',
  'paused',
  'reading',
  'pulled',
  'step-started',
]);

function liveScreen(stream: NodeJS.WriteStream, { color, debug, ticker }: ScreenOptions): Screen {
  let state: LiveProgress = {};
  let shown: string | undefined;
  let stop: (() => void) | undefined;
  const width = () => (stream.columns ?? 80) - 1;
  const show = (line: string | undefined) => {
    if (line === shown) return;
    stream.write(`${shown === undefined ? '' : ERASE_LINE}${line ?? ''}`);
    shown = line;
    if (line === undefined) stop?.();
    stop = line === undefined ? undefined : (stop ?? ticker.everySecond(refresh));
  };
  const refresh = () => show(liveLine(state, ticker.now(), { color, width: width() }));
  const print = (line: string) => {
    show(undefined);
    stream.write(`${logText(line)}\n`);
    refresh();
  };
  const close = () => {
    state = {};
    show(undefined);
  };
  const listen = (event: RunEvent) => {
    state = nextProgress(state, event, ticker.now());
    const isPassing = PASSING.has(event.tag) && !(debug && event.tag === 'paused');
    const line = isPassing ? undefined : progressLine(event, { color, now: ticker.now(), width: width() });
    if (line === undefined) refresh();
    else print(line);
  };
  return { listen, print, close };
}
