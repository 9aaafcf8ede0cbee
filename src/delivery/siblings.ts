import type { StreamRow } from '../model/observed.ts';
import type { UploadMetrics } from '../model/upload-metrics.ts';
import { ARRIVAL, SILENCE } from './judge.ts';
import { hasSuccess, timeline, totalsOf } from './timeline.ts';

/** All requests are logged. */
const ALL = 100;
/** Log lines that a sampled stream must be expected to have. With fewer, their absence proves nothing. */
const EXPECTED_LINES = 5;

/**
 * Returns the names of other streams whose records of the last 30 minutes this stream must have, too. Their sources are
 * all among those of this stream, since metrics do not show which source records belong to. Records of the last 15
 * minutes do not count: this stream may upload the same ones later.
 * @param share the sampling of this stream, percent
 * @param others the streams of the account, with their metrics of the last hours; streams without metrics are ignored
 */
export function deliveringSiblings(
  row: StreamRow,
  share: number,
  others: readonly { readonly row: StreamRow; readonly recent: UploadMetrics }[],
): readonly string[] {
  return others
    .filter((other) => other.row.streamId !== row.streamId && logsAllOf(row, other.row))
    .filter(({ recent }) => provesTraffic(recent, share))
    .map((other) => other.row.name);
}

function logsAllOf(row: StreamRow, { sources, ...other }: StreamRow): boolean {
  return sources.length > 0 && sources.every((source) => sharesSource(row, { ...other, sources: [source] }));
}

function provesTraffic(recent: UploadMetrics, share: number): boolean {
  const arrived = timeline(recent)
    .filter(({ start, end }) => start >= recent.to - SILENCE && end <= recent.to - ARRIVAL)
    .filter(hasSuccess);
  const expected = (totalsOf(arrived).delivered * share) / ALL;
  return arrived.length > 0 && (share >= ALL || expected >= EXPECTED_LINES);
}

/** Returns whether two streams log the same property, zone or other source. */
export function sharesSource(a: StreamRow, b: StreamRow): boolean {
  if (a.collection.kind !== b.collection.kind || a.collection.logType !== b.collection.logType) return false;
  return a.sources.some(({ id }) => b.sources.some((other) => other.id === id));
}
