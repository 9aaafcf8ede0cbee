import type { LatencyRange } from '../model/delivery.ts';
import type { LatencyCount } from '../model/upload-metrics.ts';

const PERCENTILE = 95;

/** Lower ends of the ranges. Source: DataStream 2 v2 OpenAPI, StreamsMetrics. */
const DOCUMENTED: Readonly<Record<LatencyRange['unit'], readonly number[]>> = {
  s: [0, 30, 60, 120, 300],
  ms: [0, 30, 60, 120, 300, 600, 1800],
};

/**
 * Returns the range that contains the 95th percentile; undefined without records. The last range has no upper end. If
 * the API returns other ranges than the documented ones, the returned ones are used.
 */
export function percentileRange(
  counts: readonly LatencyCount[],
  unit: LatencyRange['unit'],
): LatencyRange | undefined {
  const byRange = new Map<number, number>();
  for (const { from, records } of counts) byRange.set(from, (byRange.get(from) ?? 0) + records);
  const returned = [...byRange.keys()].sort((a, b) => a - b);
  const documented = DOCUMENTED[unit];
  const ranges = returned.every((from) => documented.includes(from)) ? documented : returned;
  const total = [...byRange.values()].reduce((sum, records) => sum + records, 0);
  if (total === 0) return undefined;
  let seen = 0;
  const index = ranges.findIndex((from) => {
    seen += byRange.get(from) ?? 0;
    return seen * 100 >= total * PERCENTILE;
  });
  const from = ranges[index] ?? 0;
  const to = ranges[index + 1];
  return { percentile: PERCENTILE, from, ...(to === undefined ? {} : { to }), unit };
}
