import type { LatestRecord, StreamRecord } from '../../model/approval.ts';
import { keyOf } from '../../model/resource-key.ts';
import type { LedgerStatus } from '../forge/forge.ts';
import { isOpen, type Recorded } from './apply-record.ts';
import { tally } from './write-record.ts';

/** The latest record of a stream, and the ledger entry that contains it. */
interface Latest {
  readonly from: Recorded;
  readonly stream: StreamRecord;
}

/** The latest record of each stream, by `keyOf`. It supersedes older records of the stream. */
function latestByStream(recorded: readonly Recorded[]): ReadonlyMap<string, Latest> {
  const latest = new Map<string, Latest>();
  for (const from of recorded) {
    for (const stream of from.record.streams) {
      const key = keyOf(stream);
      if (!latest.has(key)) latest.set(key, { from, stream });
    }
  }
  return latest;
}

/** Returns open work according to the latest record of each stream, in entries that are not closed. */
export function openRecords(recorded: readonly Recorded[]): readonly LatestRecord[] {
  return [...latestByStream(recorded).values()].flatMap(({ from, stream }) =>
    isOpen(from) && stream.left.length > 0 ? [dated(stream, from)] : [],
  );
}

function dated(stream: StreamRecord, { entry, record: { target } }: Recorded): LatestRecord {
  return { ...stream, at: entry.at, ...(target === undefined ? {} : { target }) };
}

/** Returns the latest record of each stream, and whether its run ended as a failure. */
export function latestRecords(recorded: readonly Recorded[]): readonly LatestRecord[] {
  return [...latestByStream(recorded).values()].map(({ from, stream }) => ({
    ...dated(stream, from),
    ...(from.entry.state === 'failed' ? { hasFailed: true } : {}),
  }));
}

/** The state of a stream relative to its latest record. */
export type RecordState =
  /** In transition, or its step cannot be taken now. */
  | 'open'
  /** It reached its desired state, and whether its logs arrive is not known yet. */
  | 'unverified'
  | 'done'
  /** It reached its desired state, and its logs do not arrive. */
  | 'undelivered'
  /** It ended in another state, or is a different stream by now: the recorded steps will not happen. */
  | 'lost';

/** A record that gets a new state. */
export interface Moved {
  readonly id: number;
  readonly end: LedgerStatus;
}

/**
 * Determines the new states of open records: complete if all of their streams reached their desired state, failed
 * if one of them will not, superseded if later applies have taken over all of them. A record with an open stream
 * stays as it is, because the watch only continues open records. If part of it changed, its state is set again.
 * @param recorded newest first
 * @param standings by `keyOf`; a missing stream was not read
 */
export function movedOn(
  recorded: readonly Recorded[],
  standings: ReadonlyMap<string, RecordState>,
): readonly Moved[] {
  const latest = latestByStream(recorded);
  return recorded.filter(isOpen).flatMap((one) => {
    const words = one.record.streams.flatMap((stream) => recordStateOf(stream, one, latest, standings) ?? []);
    const end = endOf(words, one.record);
    return end ? [{ id: one.entry.id, end }] : [];
  });
}

/** An apply that comments its outcome, and the current state of its streams. */
export interface FollowedApply {
  readonly from: Recorded;
  /** `replaced`: a later apply has another desired state for the stream. */
  readonly streams: readonly {
    readonly stream: StreamRecord;
    readonly recordState: RecordState | 'replaced';
  }[];
}

/**
 * Finds the applies whose outcome comments on change requests are out of date: one of their streams has reached its
 * desired state, or will not reach it. This includes an apply that a later one took over, because its own streams are
 * what its change request requested.
 * @param recorded newest first
 * @param standings by `keyOf`, of the streams that this run read
 */
export function followedApplies(
  recorded: readonly Recorded[],
  standings: ReadonlyMap<string, RecordState>,
): readonly FollowedApply[] {
  const latest = latestByStream(recorded);
  const replaced = new Set<string>();
  return recorded.flatMap((from) => {
    const { comments = [], streams } = from.record;
    for (const stream of streams) {
      if (latest.get(keyOf(stream))?.stream.desired !== stream.desired) replaced.add(keyOf(stream));
    }
    const isFollowed = comments.length > 0 && (isOpen(from) || from.entry.state === 'superseded');
    if (!isFollowed || !streams.some((stream) => hasEnded(stream, replaced, standings))) return [];
    const followed = streams.map((stream) => {
      const recordState = replaced.has(keyOf(stream))
        ? undefined
        : recordStateOf(stream, from, latest, standings);
      return { stream, recordState: recordState ?? ('replaced' as const) };
    });
    return [{ from, streams: followed }];
  });
}

function hasEnded(
  stream: StreamRecord,
  replaced: ReadonlySet<string>,
  standings: ReadonlyMap<string, RecordState>,
): boolean {
  const recordState = standings.get(keyOf(stream));
  const isAtEnd = recordState !== undefined && recordState !== 'open';
  return stream.left.length > 0 && isAtEnd && !replaced.has(keyOf(stream));
}

/**
 * Returns nothing if a later apply has another desired state for the stream. If a later run continues the stream, that
 * run's record decides.
 */
function recordStateOf(
  stream: StreamRecord,
  from: Recorded,
  latest: ReadonlyMap<string, Latest>,
  standings: ReadonlyMap<string, RecordState>,
): RecordState | undefined {
  const key = keyOf(stream);
  const newest = latest.get(key);
  if (newest && newest.from !== from && newest.stream.desired !== stream.desired) return undefined;
  const isGivenUp = newest && newest.stream.left.length > 0 && newest.from.entry.state === 'failed';
  const isLeft = (newest?.stream ?? stream).left.length > 0;
  return standings.get(key) ?? (isGivenUp ? 'lost' : isLeft ? 'open' : 'done');
}

function endOf(
  words: readonly RecordState[],
  { streams, complete, stopped = 0, notSelected }: Recorded['record'],
): LedgerStatus | undefined {
  const all = streams.length;
  const number = (which: RecordState) => words.filter((word) => word === which).length;
  const [open, done, lost] = [number('open'), number('done'), number('lost')];
  const [unverified, undelivered] = [number('unverified'), number('undelivered')];
  const summary = tally({
    'in transition': open,
    'active, logs not verified yet': unverified,
    done,
    'active without logs': undelivered,
    'not as applied': lost,
    'taken over by a later run': all - words.length,
    stopped,
    'not selected': notSelected ?? 0,
  });
  if (open + unverified > 0) return open === words.length ? undefined : { state: 'open', summary };
  if (words.length === 0 && all > 0) return { state: 'superseded', summary };
  const hasFailed = lost + undelivered + stopped > 0 || (!complete && notSelected === undefined);
  return { state: hasFailed ? 'failed' : 'complete', summary };
}
