import type { RunEvent } from '../../model/event.ts';
import { waitState } from './wait-line.ts';

/** Milliseconds between two log lines about the same unchanged state. */
const STRIDE = 5 * 60_000;
/**
 * The minimum number of streams for which reading is logged. Reading fewer streams takes too little time to be of
 * interest.
 */
const WORTH_REPORTING = 25;
/** Reading is logged once for this number of streams, and at its end. */
const READING_STRIDE = 25;
/** Milliseconds. A shorter pause is normal, because of the API's rate limit. */
const LONG_PAUSE = 10_000;

/**
 * Returns a filter for the events that are logged in CI, where a run may send an event each minute for hours. It
 * selects every change of state, and one event every five minutes while a wait or a pause continues.
 *
 * @param now returns the time in milliseconds
 * @param debug whether every pause is logged
 */
export function progressLog(now: () => number, { debug = false } = {}): (event: RunEvent) => boolean {
  const shown = new Map<string, { readonly state: string; readonly at: number }>();
  return (event) => {
    const state = debug && event.tag === 'paused' ? 'always' : stateOf(event);
    if (state === 'always') return true;
    if (state === 'never') return false;
    const before = shown.get(event.tag);
    const age = before?.state === state ? now() - before.at : STRIDE;
    // Negative if the clock was set back.
    if (age >= 0 && age < STRIDE) return false;
    shown.set(event.tag, { state, at: now() });
    return true;
  };
}

/** Returns the state of an event. If it differs from the last one, the event is logged immediately. */
function stateOf(event: RunEvent): string {
  switch (event.tag) {
    case 'waiting':
      return waitState(event);
    case 'paused':
      return event.milliseconds < LONG_PAUSE ? 'never' : event.reason;
    case 'pulled':
      return 'continues';
    case 'reading':
      return event.total >= WORTH_REPORTING && isStride(event) ? 'always' : 'never';
    default:
      return 'always';
  }
}

function isStride({ done, total }: Extract<RunEvent, { tag: 'reading' }>): boolean {
  return done >= total || done % READING_STRIDE === 0;
}
