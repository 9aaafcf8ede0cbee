import type { DeliveryItem, DeliveryPeriod } from '../model/delivery.ts';
import type { DeliveryEvidence } from '../model/upload-metrics.ts';
import { lastVersionChange } from './activation-times.ts';
import { type Interval, lossOf, timeline, totalsOf } from './timeline.ts';
import { LENGTH } from './windows.ts';

/**
 * Returns what was delivered before and after the last change of the active version, within the last seven days and
 * without the transition. Both are absent if one of them has no complete interval.
 */
export function changePeriods(
  evidence: DeliveryEvidence,
): Pick<DeliveryItem, 'beforeChange' | 'afterChange'> {
  const change = lastVersionChange(evidence);
  if (!change) return {};
  const intervals = allIntervals(evidence);
  const beforeChange = periodOf(
    intervals.filter(({ start, end }) => start >= change.previousFrom && end <= change.transitionFrom),
  );
  const afterChange = periodOf(intervals.filter(({ start }) => start >= change.activeFrom));
  return beforeChange && afterChange ? { beforeChange, afterChange } : {};
}

/** Returns the hours that end before the recent intervals, and the recent intervals. */
function allIntervals({ week, recent }: DeliveryEvidence): readonly Interval[] {
  return [...timeline(week).filter(({ end }) => end <= recent.from), ...timeline(recent)];
}

/** Up to one hour between hours and recent intervals may be missing, so the rate is that of the intervals. */
function periodOf(intervals: readonly Interval[]): DeliveryPeriod | undefined {
  const [first] = intervals;
  const last = intervals.at(-1);
  if (!first || !last) return undefined;
  const totals = totalsOf(intervals);
  const covered = intervals.reduce((sum, { start, end }) => sum + end - start, 0);
  const { attempted, delivered, failed } = totals;
  return {
    from: new Date(first.start).toISOString(),
    to: new Date(last.end).toISOString(),
    records: { attempted, delivered, failed },
    loss: lossOf(totals),
    recordsPerHour: Math.round((delivered / covered) * LENGTH.HOUR),
  };
}
