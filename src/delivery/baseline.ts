import type { DeliveryEvidence } from '../model/upload-metrics.ts';
import { hasSuccess, timeline } from './timeline.ts';
import { LENGTH, startOf } from './windows.ts';

const DAY = 24 * LENGTH.HOUR;

/**
 * Returns on how many of the last seven days records arrived at the same time of day. A day counts only if it has
 * records in every hour of that time, and in the hour before and after it: hours do not show when within them the
 * traffic of a day begins or ends. The seventh day rarely counts, because the
 * week that can be read begins in the middle of these hours.
 * @param silence the time without records, milliseconds since 1970
 */
export function usualDays(
  { week }: DeliveryEvidence,
  silence: { readonly from: number; readonly to: number },
): number {
  const busy = new Set(
    timeline(week)
      .filter(hasSuccess)
      .map(({ start }) => start),
  );
  return [1, 2, 3, 4, 5, 6, 7].filter((days) => {
    const first = startOf('HOUR', silence.from - days * DAY) - LENGTH.HOUR;
    const last = startOf('HOUR', silence.to - 1 - days * DAY) + LENGTH.HOUR;
    const hours = Array.from({ length: (last - first) / LENGTH.HOUR + 1 }, (_, i) => first + i * LENGTH.HOUR);
    return hours.every((hour) => busy.has(hour));
  }).length;
}
