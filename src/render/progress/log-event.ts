import type { AwaitedResource, RunEvent } from '../../model/event.ts';
import type { ApplyOutcome } from '../../model/outcome.ts';
import type { Failure } from '../schemas/error.ts';
import type { LogEvent, RunProblem } from '../schemas/log-event.ts';
import { visible } from '../text/escape-control.ts';
import { exchangeHead } from './exchange-text.ts';
import { progressLine } from './progress.ts';

/** The parts of the result of a command that its last event contains. */
export interface CommandResult {
  readonly outcome?: ApplyOutcome['outcome'];
  readonly problems?: readonly RunProblem[];
}

/** An event of the command line itself. */
export type CommandEvent =
  | { readonly tag: 'command-started'; readonly command: string; readonly version: string }
  | ({
      readonly tag: 'command-ended';
      readonly exitCode: number;
      readonly milliseconds: number;
    } & CommandResult)
  | { readonly tag: 'error'; readonly failure: Failure; readonly target?: string | undefined }
  | { readonly tag: 'message'; readonly text: string; readonly level?: 'warning' };

/** The members that every event has. */
type Head = 'time' | 'level' | 'event' | 'message';

/** Removes them from each kind of event. */
type Own<E> = E extends LogEvent ? { readonly event: E['event'] } & Omit<E, Head> : never;

/**
 * Returns an event as one line of JSON (`schemas/log-event.schema.json`), without a line break. Undefined for events that
 * are not logged.
 *
 * @param now milliseconds since 1970
 */
export function logEventLine(event: RunEvent | CommandEvent, now: number): string | undefined {
  const own = membersOf(event);
  if (own === undefined) return undefined;
  const { event: tag, ...members } = own;
  const head = { time: isoTime(now), level: levelOf(event), event: tag, message: messageOf(event, now) };
  return visible(JSON.stringify({ ...head, ...members }));
}

function membersOf(event: RunEvent | CommandEvent): Own<LogEvent> | undefined {
  switch (event.tag) {
    // Their steps are logged.
    case 'write-started':
    case 'write-ended':
      return undefined;
    case 'message':
      return { event: 'message' };
    case 'error': {
      const { failure, target } = event;
      return { event: 'error', ...(target === undefined ? {} : { target }), error: failure };
    }
    case 'retrying': {
      const { what, because, milliseconds } = event;
      return { event: 'retrying', request: what, because, milliseconds };
    }
    case 'reading':
      return { event: 'reading', what: event.what ?? 'streams', done: event.done, total: event.total };
    case 'waiting':
      return { event: 'waiting', began: isoTime(event.began), streams: event.streams.map(awaited) };
    default: {
      const { tag, ...members } = event;
      return { event: tag, ...members } as Own<LogEvent>;
    }
  }
}

function awaited({ since, expectedEnd, name, kind, status, progress, goal }: AwaitedResource) {
  return {
    name,
    kind,
    ...(status === undefined ? {} : { status }),
    progress,
    goal,
    ...(since === undefined ? {} : { since: isoTime(since) }),
    ...(expectedEnd === undefined ? {} : { expectedEnd: isoTime(expectedEnd) }),
  };
}

function levelOf(event: RunEvent | CommandEvent): LogEvent['level'] {
  switch (event.tag) {
    case 'request':
    case 'response':
      return 'debug';
    case 'warning':
    case 'retrying':
    case 'looking-up':
    case 'interrupted':
      return 'warning';
    case 'error':
    case 'step-failed':
      return 'error';
    case 'finding':
      return event.finding.severity;
    case 'message':
      return event.level ?? 'info';
    case 'command-ended':
      return event.exitCode === 0 || event.exitCode === 2 ? 'info' : 'error';
    default:
      return 'info';
  }
}

function messageOf(event: RunEvent | CommandEvent, now: number): string {
  switch (event.tag) {
    case 'command-started':
      return `datastream ${event.command}`;
    case 'command-ended':
      return `exit code ${event.exitCode}${event.outcome === undefined ? '' : `, ${event.outcome}`}`;
    case 'error':
      return event.failure.message;
    case 'message':
      return withoutColor(event.text);
    case 'finding': {
      const { file, line, column, message } = event.finding;
      return `${file}:${line}:${column}: ${message}`;
    }
    case 'request':
    case 'response':
      return exchangeHead(event);
    case 'warning':
      return event.warning.message;
    default:
      return progressLine(event, { color: false, now }) ?? '';
  }
}

const COLOR = new RegExp(`${String.fromCharCode(0x1b)}\\[[0-9;]*m`, 'g');

function withoutColor(text: string): string {
  return text.replace(COLOR, '').trimEnd();
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
