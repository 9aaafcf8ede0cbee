import type { Clock } from '../../model/clock.ts';
import type { ReceiverEvents } from '../server/events.ts';

/** Milliseconds. Requests of one kind are mentioned at most once in this time. */
const PAUSE = 60_000;

/** The events that the log mentions. It names no address, path or value of a request. */
interface LoggedEvents
  extends Pick<ReceiverEvents, 'onWritten' | 'onAuthFailure' | 'onWriteError' | 'onBug'> {
  /** Logs the remaining counts. */
  readonly end: () => void;
}

/** Says what needs attention: wrong credentials, unreadable bodies, writes that fail, and bugs. */
export function logEvents(say: (line: string) => void, clock: Pick<Clock, 'sleep'>): LoggedEvents {
  const unauthorized = throttle(clock, (count) => say(`receive: ${count} unauthorized`));
  const rejected = throttle(clock, (count) => say(`receive: ${count} unreadable, in whole or in part`));
  let bug = '';
  const failed = throttle(clock, (count) =>
    say(`receive: ${count} rejected with 503. This is a bug in datastream; please report it: ${bug}`),
  );
  let isFailing = false;
  return {
    onAuthFailure: unauthorized.count,
    onBug: (error) => {
      bug = describeBug(error);
      failed.count();
    },
    end: () => {
      for (const each of [unauthorized, rejected, failed]) each.end();
    },
    onWritten: (_, parts) => {
      if (parts.length > 0) rejected.count();
      if (isFailing) say('receive: writes succeed again');
      isFailing = false;
    },
    onWriteError: (error) => {
      if (!isFailing) say(`receive: writes fail (${error.message}); requests are rejected with 503`);
      isFailing = true;
    },
  };
}

interface Throttle {
  readonly count: () => void;
  /** Reports what was counted, and nothing any more. */
  readonly end: () => void;
}

/** Reports the number of calls of `count`: the first one at once, and later ones at the end of a pause. */
function throttle(clock: Pick<Clock, 'sleep'>, report: (count: string) => void): Throttle {
  const ended = new AbortController();
  let count = 0;
  let isPausing = false;
  const reportCount = () => {
    if (count === 0) return;
    report(count === 1 ? '1 request was' : `${count} requests were`);
    count = 0;
    isPausing = true;
    clock.sleep(PAUSE, ended.signal).then(
      () => {
        isPausing = false;
        reportCount();
      },
      () => undefined,
    );
  };
  return {
    count: () => {
      count += 1;
      if (!isPausing) reportCount();
    },
    end: () => {
      reportCount();
      ended.abort();
    },
  };
}

/** Where an error was thrown. Its message may contain a part of a request. */
function describeBug(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${typeof error}`;
  const { name, message, stack = '' } = error;
  const frames = stack.slice(stack.indexOf(message) + message.length);
  return [name, ...(/at .*/.exec(frames) ?? [])].join(' ');
}
