import type { StreamRow } from '../model/observed.ts';
import type { UploadMetrics } from '../model/upload-metrics.ts';
import { SILENCE } from './judge.ts';
import { hasSuccess, timeline } from './timeline.ts';

/**
 * Returns the names of other streams that log a source of this stream and delivered records in the last 30 minutes.
 * @param others the streams of the account, with their metrics of the last hours; streams without metrics are ignored
 */
export function deliveringSiblings(
  row: StreamRow,
  others: readonly { readonly row: StreamRow; readonly recent: UploadMetrics }[],
): readonly string[] {
  return others
    .filter((other) => other.row.streamId !== row.streamId && sharesSource(row, other.row))
    .filter(({ recent }) =>
      timeline(recent).some((one) => one.start >= recent.to - SILENCE && hasSuccess(one)),
    )
    .map((other) => other.row.name);
}

/** Returns whether two streams log the same property, zone or other source. */
export function sharesSource(a: StreamRow, b: StreamRow): boolean {
  if (a.collection.kind !== b.collection.kind || a.collection.logType !== b.collection.logType) return false;
  return a.sources.some(({ id }) => b.sources.some((other) => other.id === id));
}
