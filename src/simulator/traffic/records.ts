import type { AccountState, Version } from '../state/account-state.ts';
import type { Period } from '../state/delivered.ts';
import type { Settings } from '../state/settings.ts';
import { type AnyStream, type LoggedSource, loggedSources, shareAt } from './logged-sources.ts';
import { requestsTo } from './requests.ts';
import { type RecordRun, type Stretch, stretchesOf } from './runs.ts';

/** The length of a block, milliseconds: that of the shortest interval of upload metrics. */
const BLOCK = 5 * 60_000;
/** The numbers of the records of block b start at b times this number. A block has fewer segments, see below. */
const NUMBERS_PER_BLOCK = 2 ** 28;
/** Within a block, those of segment s start at s times this number. A segment has fewer records. */
const NUMBERS_PER_SEGMENT = 2 ** 24;

/** A run of records within one segment. */
export interface TimedRun extends RecordRun {
  readonly segment: Segment;
  /** Milliseconds between two records. It need not be whole. */
  readonly every: number;
}

/**
 * A block, or the part of a block between two activations of properties. Its traffic is uniform, so its records are
 * evenly spaced. Rule trees and sampling are those of its start.
 */
interface Segment extends Period {
  /** The number of a record at its start. */
  readonly base: number;
}

/**
 * Returns the records that a stream collects from `from` (inclusive) to `to` (exclusive), oldest first. A version
 * collects records only while it is live. Everything that depends on traffic uses them: upload metrics, the Pull API
 * and deliveries. Record n is always the same, so a record is in exactly one of two adjacent periods.
 */
export function recordRuns(
  accountState: AccountState,
  stream: AnyStream,
  period: Period,
  stretches: readonly Stretch[] = stretchesOf(stream),
): readonly TimedRun[] {
  return recordsOf(accountState, stream, stretches)(period);
}

/** Returns a function with the result of `recordRuns` for any period. It computes what all periods share only once. */
export function recordsOf(
  accountState: AccountState,
  stream: AnyStream,
  stretches: readonly Stretch[],
): (period: Period) => readonly TimedRun[] {
  const parts = stretches.map(({ version, ...live }) => {
    const sources = loggedSources(accountState, stream, version.content);
    return { version, live, sources, changes: changesOf(sources) };
  });
  return (period) =>
    parts.flatMap(({ version, live, sources, changes }) => {
      const part = { from: Math.max(period.from, live.from), to: Math.min(period.to, live.to) };
      if (part.from >= part.to) return [];
      return segmentsOf(changes, part).flatMap((segment) => {
        const run = runIn(version, segment, part, recordsIn(segment, sources, accountState.settings));
        return run.count > 0 ? [run] : [];
      });
    });
}

/** Returns the times at which the share of a source may change, oldest first. */
function changesOf(sources: readonly LoggedSource[]): readonly number[] {
  return [...new Set(sources.flatMap(({ shares }) => shares.map(({ at }) => at)))].toSorted((a, b) => a - b);
}

function segmentsOf(changes: readonly number[], { from, to }: Period): readonly Segment[] {
  const segments: Segment[] = [];
  for (let block = Math.floor(from / BLOCK); block * BLOCK < to; block += 1) {
    const end = (block + 1) * BLOCK;
    const starts = [block * BLOCK, ...changes.filter((at) => at > block * BLOCK && at < end)];
    for (const [index, start] of starts.entries()) {
      const base = block * NUMBERS_PER_BLOCK + index * NUMBERS_PER_SEGMENT;
      segments.push({ from: start, to: starts[index + 1] ?? end, base });
    }
  }
  return segments;
}

/** Returns the number of records in a whole segment. It need not be a whole number. */
function recordsIn(segment: Segment, sources: readonly LoggedSource[], settings: Settings): number {
  return sources.reduce(
    (sum, source) => sum + requestsTo(source.id, segment, settings) * shareAt(source, segment.from),
    0,
  );
}

/** @param records In the whole segment; it need not be a whole number. */
function runIn(version: Version, segment: Segment, live: Period, records: number): TimedRun {
  const { from, to, base } = segment;
  const every = records > 0 ? (to - from) / Math.min(records, NUMBERS_PER_SEGMENT) : Number.POSITIVE_INFINITY;
  const firstFrom = (at: number) => Math.ceil(Math.max(0, at - from) / every);
  const first = firstFrom(live.from);
  // A fraction of at least one half counts as a record.
  const after = Math.min(firstFrom(Math.min(live.to, to)), Math.round(records));
  return { version, segment, first: base + first, count: Math.max(0, after - first), every };
}

/** Returns the time of a record of a run, whole milliseconds since 1970. */
export function timeOf({ segment, every }: TimedRun, index: number): number {
  // The addition corrects the rounding of the product, which could otherwise be just below a whole number.
  return segment.from + Math.floor((index - segment.base) * every + 1e-6);
}
