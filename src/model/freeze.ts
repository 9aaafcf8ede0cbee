import { defined } from './defined.ts';
import type { FilePosition } from './file-position.ts';
import { flag, object, type Static, text } from './shape.ts';
import { isInWindow, nextChange, type TimeWindow } from './time-window.ts';

/** Times at which nothing is created, changed, activated or deleted. */
export interface Freeze {
  /** As the configuration file states it: `Fri-Sun 16:00-08:00 Europe/Berlin`. */
  readonly when: string;
  readonly window: TimeWindow;
  readonly reason?: string;
  /** True if the target states it, and not the whole file. */
  readonly isOfTarget: boolean;
  readonly position: FilePosition;
}

export const FREEZE_STATUS = object(
  {
    inForce: flag('True: apply takes only deactivations now.'),
    when: text('The freeze, as the configuration file states it.', '2026-12-20..2027-01-03 Europe/Berlin'),
    'reason?': text('Its reason, as the configuration file states it.'),
    'from?': text('When it starts; ISO 8601, UTC. Absent: it is in force.'),
    'until?': text('When apply continues; ISO 8601, UTC. Absent: not within 100 days.'),
    source: text('Where it is.', 'datastream.yaml:7'),
  },
  'The freeze that is in force, or that starts within seven days. Absent: none.',
);
/** A freeze that is in force or starts soon. */
export type FreezeStatus = Static<typeof FREEZE_STATUS>;

export const FREEZE_OVERRIDE = object(
  {
    reason: text('The reason that was given.', 'Incident 4711'),
    when: text('The freeze, as the configuration file states it.'),
    source: text('Where it is.', 'datastream.yaml:7'),
  },
  'The freeze that was in force, and why it was overridden. Absent: none was.',
);
/** A freeze that was overridden, and why. */
export type FreezeOverride = Static<typeof FREEZE_OVERRIDE>;

const FORECAST_DAYS = 7;
const LONGEST_SEARCH_DAYS = 100;

/** Returns the freeze that is in force. @param now milliseconds since 1970 */
export function freezeInForce(freezes: readonly Freeze[], now: number): Freeze | undefined {
  return freezes.find(({ window }) => isInWindow(window, now));
}

/**
 * Returns the freeze that is in force, or else the next one.
 *
 * @param now milliseconds since 1970
 */
export function freezeStatus(freezes: readonly Freeze[], now: number): FreezeStatus | undefined {
  const all = freezes.flatMap(({ window }) => window);
  const current = freezeInForce(freezes, now);
  if (current) return { ...shown(current), inForce: true, ...until(all, now) };
  const start = nextChange(all, now, FORECAST_DAYS);
  const next = start === undefined ? undefined : freezeInForce(freezes, start);
  if (start === undefined || !next) return undefined;
  return { ...shown(next), inForce: false, from: new Date(start).toISOString(), ...until(all, start) };
}

function shown({ when, reason, position: { file, line } }: Freeze) {
  return { when, ...defined({ reason }), source: `${file}:${line}` };
}

function until(window: TimeWindow, start: number): Pick<FreezeStatus, 'until'> {
  const end = nextChange(window, start, LONGEST_SEARCH_DAYS);
  return end === undefined ? {} : { until: new Date(end).toISOString() };
}

/**
 * Returns whether a freeze holds a step back. A deactivation stops logs and is what an incident needs. A delete waits:
 * it cannot be undone, and nothing depends on its time.
 */
export function isHeldByFreeze({ do: step }: { readonly do: string }): boolean {
  return step !== 'deactivate' && step !== 'await';
}

/** Says which freeze is in force, until when, and what to do. */
export function freezeMessage({ when, reason, until: end, source }: FreezeStatus): string {
  const why = reason === undefined ? '' : `, ${reason}`;
  const wait = end === undefined ? 'Apply' : `Apply after ${end.replace(/:00\.000Z$/, 'Z')}`;
  return `a freeze is in force (${source}: ${when}${why}). ${wait}, or override it with a reason: --override-freeze, in the Action the input override-freeze`;
}
