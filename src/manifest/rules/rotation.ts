import { error, type Problems, valueAt } from '../findings/problem.ts';
import type { Draft } from '../members/draft.ts';
import { ROTATE_SECRETS_AFTER } from '../members/own-members.ts';
import { isZonedTime, parseZonedTime, utcTime } from '../members/zoned-time.ts';

/**
 * Checks the time after which secrets have to be sent again. Its form is checked with the other members of `spec`.
 * @param now of the clock of this machine, milliseconds since 1970. Absent: the time is not compared with a clock
 */
export function* rotationRule({ spec }: Draft, now?: number): Problems {
  const value = spec?.[ROTATE_SECRETS_AFTER];
  if (typeof value !== 'string' || !isZonedTime(value)) return;
  const place = valueAt(['spec', ROTATE_SECRETS_AFTER]);
  const at = parseZonedTime(value);
  if (at === undefined) {
    const message = `"${ROTATE_SECRETS_AFTER}" has a day that its month does not have.`;
    yield error(place, 'invalid-value', message, 'Correct the date.');
  } else if (now !== undefined && at > now) {
    const clock = utcTime(Math.floor(now / 1_000) * 1_000);
    const message = `"${ROTATE_SECRETS_AFTER}" is in the future: the clock of this machine says ${clock}.`;
    const hint =
      'A rotation cannot be scheduled. Use the current time, which `datastream rotate` writes, or correct the clock.';
    yield error(place, 'time-in-future', message, hint);
  }
}
