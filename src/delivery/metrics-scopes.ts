import type { StreamRow } from '../model/observed.ts';
import { sharesSource } from './siblings.ts';

/** Streams whose metrics are read with one request for each kind of interval. */
export interface MetricsScope {
  readonly of: { readonly streamId: number } | { readonly groupId: number };
  /** The streams that the metrics are needed for. */
  readonly streamIds: readonly number[];
}

/**
 * Returns the fewest requests that return the metrics of these streams. Streams of one group are read together. A
 * stream is read alone if its group is not known or has no other stream that matters; its response is smaller.
 * @param asked active DataStream 2 streams
 * @param listed the listed streams, some of which may log the same property
 */
export function metricsScopes(
  asked: readonly StreamRow[],
  listed: readonly StreamRow[],
): readonly MetricsScope[] {
  const groups = new Map<number, StreamRow[]>();
  for (const row of asked) {
    if (row.groupId !== undefined) groups.set(row.groupId, [...(groups.get(row.groupId) ?? []), row]);
  }
  const alone = (row: StreamRow): MetricsScope => ({
    of: { streamId: row.streamId },
    streamIds: [row.streamId],
  });
  const ungrouped = asked.filter(({ groupId }) => groupId === undefined);
  return [
    ...[...groups].flatMap(([groupId, rows]): readonly MetricsScope[] => {
      const [only] = rows;
      const isAlone = rows.length === 1 && only && !hasSibling(only, listed);
      return isAlone ? [alone(only)] : [{ of: { groupId }, streamIds: rows.map((row) => row.streamId) }];
    }),
    ...ungrouped.map(alone),
  ];
}

function hasSibling(row: StreamRow, listed: readonly StreamRow[]): boolean {
  return listed.some(
    (other) =>
      other.streamId !== row.streamId &&
      other.groupId === row.groupId &&
      other.status === 'ACTIVATED' &&
      sharesSource(row, other),
  );
}
