import type { RunEvent } from '../../model/event.ts';
import { waitState } from './wait-line.ts';

/** A log that nobody watches: what only says that things go on is told this often, in milliseconds. */
const STRIDE = 5 * 60_000;
/** Reading fewer streams than this is over before anybody asks. */
const WORTH_TELLING = 25;
/** Reading is reported at every so many streams, and at its end. */
const READING_STRIDE = 25;
/** A shorter pause is the API's ordinary pace. */
const LONG_PAUSE = 10_000;

/**
 * Chooses the events that a log in CI gets as lines, out of one a minute for hours: every change of state, and every
 * five minutes that a wait or a pause goes on. `now` returns milliseconds.
 */
export function progressLog(now: () => number): (event: RunEvent) => boolean {
  const told = new Map<string, { readonly state: string; readonly at: number }>();
  return (event) => {
    const state = stateOf(event);
    if (state === 'always') return true;
    if (state === 'never') return false;
    const before = told.get(event.tag);
    const age = before?.state === state ? now() - before.at : STRIDE;
    // Negative: the clock was set back.
    if (age >= 0 && age < STRIDE) return false;
    told.set(event.tag, { state, at: now() });
    return true;
  };
}

/** What has to differ for an event to be told again soon. */
function stateOf(event: RunEvent): string {
  switch (event.tag) {
    case 'waiting':
      return waitState(event);
    case 'paused':
      return event.milliseconds < LONG_PAUSE ? 'never' : event.reason;
    case 'pulled':
      return 'goes on';
    case 'reading':
      return event.total >= WORTH_TELLING && isStride(event) ? 'always' : 'never';
    default:
      return 'always';
  }
}

function isStride({ done, total }: Extract<RunEvent, { tag: 'reading' }>): boolean {
  return done >= total || done % READING_STRIDE === 0;
}
