import type { Clock } from '../../model/clock.ts';
import type { ReceiverEvents } from '../server/events.ts';

/** Milliseconds. Requests of one kind are mentioned at most once in this time. */
const PAUSE = 60_000;

/** The events that the log mentions. It names no address, path or value of a request. */
type LoggedEvents = Pick<ReceiverEvents, 'onWritten' | 'onAuthFailure' | 'onWriteError'>;

/** Says what needs attention: wrong credentials, unreadable bodies, and writes that fail. */
export function logEvents(say: (line: string) => void, clock: Pick<Clock, 'monotonic'>): LoggedEvents {
  const unauthorized = throttle(clock, (count) => say(`receive: ${count} unauthorized`));
  const rejected = throttle(clock, (count) => say(`receive: ${count} unreadable, in whole or in part`));
  let isFailing = false;
  return {
    onAuthFailure: unauthorized,
    onWritten: (_, parts) => {
      if (parts.length > 0) rejected();
      if (isFailing) say('receive: writing works again');
      isFailing = false;
    },
    onWriteError: (error) => {
      if (!isFailing) say(`receive: writing fails (${reasonOf(error)}); requests are answered 503`);
      isFailing = true;
    },
  };
}

/** Calls `report` with the number of calls since its last call: at once, and then at most once in a pause. */
function throttle(clock: Pick<Clock, 'monotonic'>, report: (count: string) => void): () => void {
  let count = 0;
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    count += 1;
    if (clock.monotonic() - last < PAUSE) return;
    report(count === 1 ? '1 request was' : `${count} requests were`);
    last = clock.monotonic();
    count = 0;
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : error.message;
}
