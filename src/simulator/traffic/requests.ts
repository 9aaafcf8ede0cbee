import type { Period } from '../state/delivered.ts';
import type { Settings } from '../state/settings.ts';
import { chance } from './runs.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Returns the number of requests of visitors to one property in a period of at most a few minutes. It depends only on
 * its arguments: there are more by day than by night, and properties differ in size.
 */
export function requestsTo(propertyId: number, period: Period, { traffic }: Settings): number {
  const minutes = (period.to - period.from) / 60_000;
  const size = 0.5 + chance(propertyId, 0, 1);
  const variation = 0.9 + 0.2 * chance(propertyId, Math.floor(period.from / 60_000), 2);
  const isQuiet = traffic.quietAtNight.includes(propertyId);
  const stopped = traffic.stopped
    .filter((stop) => stop.propertyId === propertyId)
    .reduce((sum, stop) => sum + sharedPart(period, stop), 0);
  const share = Math.max(0, 1 - stopped) * shareOfDay(period.from, isQuiet);
  return traffic.requestsPerMinute * minutes * size * variation * share;
}

/** Returns the share of the busiest time, which is at 14:00 UTC. */
function shareOfDay(at: number, isQuietAtNight: boolean): number {
  const hour = (at % DAY) / HOUR;
  if (isQuietAtNight && (hour < 6 || hour >= 22)) return 0;
  return 0.6 + 0.4 * Math.cos(((hour - 14) / 24) * 2 * Math.PI);
}

/** Returns which part of a period is inside another one, 0 to 1. The other one may have no end. */
export function sharedPart(
  period: Period,
  { from, to = Number.POSITIVE_INFINITY }: { readonly from: number; readonly to?: number },
): number {
  const shared = Math.min(period.to, to) - Math.max(period.from, from);
  return period.to > period.from ? Math.max(0, shared) / (period.to - period.from) : 0;
}
