/** Milliseconds. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How long before and after its likely end a transition is looked at every minute, milliseconds. */
const LIKELY = 5 * MINUTE;
/** The longest time between two looks, milliseconds. */
const FAR = 15 * MINUTE;
/** The most looks in an hour. Each is one request for each collection. */
const MOST = 15;

/** A transition that is waited for. Times are milliseconds on one clock. */
export interface AwaitedTransition {
  readonly startedAt: number;
  /** How long it is likely to take. */
  readonly lasts: number;
}

/**
 * Returns when to look at the transitions of one collection again: every minute around the likely end of one of them,
 * otherwise every 15 minutes, and in any hour at most 15 times. Around the likely end of transitions that started
 * together, an end is seen within one minute.
 *
 * @param now when the latest look began, or the wait
 * @param looks when earlier looks began, oldest first
 */
export function nextLook(
  now: number,
  transitions: readonly AwaitedTransition[],
  looks: readonly number[],
): number {
  const wanted = Math.min(now + FAR, ...transitions.map((one) => wantedLook(now, one)));
  const oldest = looks.at(-MOST);
  return oldest === undefined ? wanted : Math.max(wanted, oldest + HOUR);
}

function wantedLook(now: number, { startedAt, lasts }: AwaitedTransition): number {
  const from = startedAt + lasts - LIKELY;
  if (now < from) return from;
  return now < from + 2 * LIKELY ? now + MINUTE : now + FAR;
}

/** Returns the median of durations; `undefined` if there are none. */
export function medianOf(durations: readonly number[]): number | undefined {
  return [...durations].sort((a, b) => a - b)[Math.floor(durations.length / 2)];
}
