import type { LatestRecord, StreamRecord } from '../../model/approval.ts';
import { isOpen, type Recorded, recordKey } from './deployment-record.ts';
import { type RunEnd, tally } from './write-record.ts';

/** What an apply or a watch left of a stream, and the deployment that says so. */
interface Latest {
  readonly from: Recorded;
  readonly stream: StreamRecord;
}

/** The newest word on each stream, by `recordKey`: what older records say of it is overtaken. */
function latestByStream(recorded: readonly Recorded[]): ReadonlyMap<string, Latest> {
  const latest = new Map<string, Latest>();
  for (const from of recorded) {
    for (const stream of from.record.streams) {
      const key = recordKey(stream);
      if (!latest.has(key)) latest.set(key, { from, stream });
    }
  }
  return latest;
}

/** Work that is open by the newest word on its stream, in deployments that are not closed. */
export function openRecords(recorded: readonly Recorded[]): readonly LatestRecord[] {
  return [...latestByStream(recorded).values()].flatMap(({ from, stream }) =>
    isOpen(from) && stream.left.length > 0 ? [dated(stream, from)] : [],
  );
}

function dated(stream: StreamRecord, { deployment, record: { target } }: Recorded): LatestRecord {
  return { ...stream, at: deployment.createdAt, ...(target === undefined ? {} : { target }) };
}

/** The newest word on each stream, and whether its run has ended as a failure. */
export function latestRecords(recorded: readonly Recorded[]): readonly LatestRecord[] {
  return [...latestByStream(recorded).values()].map(({ from, stream }) => ({
    ...dated(stream, from),
    ...(from.deployment.state === 'failure' ? { hasFailed: true } : {}),
  }));
}

/** How a stream stands by its newest record. */
export type RecordState =
  /** In transition, or its step could not be taken now. */
  | 'open'
  | 'done'
  /** It ended elsewhere, or is another one by now: what was recorded will not come about. */
  | 'lost';

/** A deployment that moves on. */
export interface Moved {
  readonly id: number;
  readonly end: RunEnd;
}

/**
 * Open deployments and what has become of them: a success when all of their streams arrived, a failure when one will not,
 * inactive when later applies have taken over everything. While a stream is open they stay as they are, since the watch goes
 * on with open ones only; that is told again when some of it has changed.
 * @param recorded newest first
 * @param standings by `recordKey`; a stream that is missing was not looked at
 */
export function movedOn(
  recorded: readonly Recorded[],
  standings: ReadonlyMap<string, RecordState>,
): readonly Moved[] {
  const latest = latestByStream(recorded);
  return recorded.filter(isOpen).flatMap((one) => {
    const words = one.record.streams.flatMap((stream) => recordStateOf(stream, one, latest, standings) ?? []);
    const end = endOf(words, one.record);
    return end ? [{ id: one.deployment.id, end }] : [];
  });
}

/** An apply that comments its outcome, and how its streams are now. */
export interface FollowedApply {
  readonly from: Recorded;
  /** `replaced`: a later apply wants something else of it. */
  readonly streams: readonly { readonly stream: StreamRecord; readonly standing: RecordState | 'replaced' }[];
}

/**
 * Applies whose outcome on pull requests is out of date, since one of their streams has arrived or will not any more. An apply that a later one took
 * over is followed too: its own streams are what its pull request asked for.
 * @param recorded newest first
 * @param standings by `recordKey`, of what was looked at now
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
      if (latest.get(recordKey(stream))?.stream.desired !== stream.desired) replaced.add(recordKey(stream));
    }
    const isFollowed = comments.length > 0 && (isOpen(from) || from.deployment.state === 'inactive');
    if (!isFollowed || !streams.some((stream) => hasEnded(stream, replaced, standings))) return [];
    const followed = streams.map((stream) => {
      const standing = replaced.has(recordKey(stream))
        ? undefined
        : recordStateOf(stream, from, latest, standings);
      return { stream, standing: standing ?? ('replaced' as const) };
    });
    return [{ from, streams: followed }];
  });
}

function hasEnded(
  stream: StreamRecord,
  replaced: ReadonlySet<string>,
  standings: ReadonlyMap<string, RecordState>,
): boolean {
  const standing = standings.get(recordKey(stream));
  const isAtEnd = standing === 'done' || standing === 'lost';
  return stream.left.length > 0 && isAtEnd && !replaced.has(recordKey(stream));
}

/** Nothing where a later apply wants something else of the stream; where a later run goes on with it, that one's word. */
function recordStateOf(
  stream: StreamRecord,
  from: Recorded,
  latest: ReadonlyMap<string, Latest>,
  standings: ReadonlyMap<string, RecordState>,
): RecordState | undefined {
  const key = recordKey(stream);
  const newest = latest.get(key);
  if (newest && newest.from !== from && newest.stream.desired !== stream.desired) return undefined;
  const isGivenUp = newest && newest.stream.left.length > 0 && newest.from.deployment.state === 'failure';
  const isLeft = (newest?.stream ?? stream).left.length > 0;
  return standings.get(key) ?? (isGivenUp ? 'lost' : isLeft ? 'open' : 'done');
}

function endOf(
  words: readonly RecordState[],
  { streams, complete, stopped = 0 }: Recorded['record'],
): RunEnd | undefined {
  const all = streams.length;
  const number = (which: RecordState) => words.filter((word) => word === which).length;
  const [open, done, lost] = [number('open'), number('done'), number('lost')];
  const description = tally({
    'in transition': open,
    done,
    'not as applied': lost,
    'taken over by a later run': all - words.length,
    stopped,
  });
  if (open > 0) return done + lost === 0 ? undefined : { state: 'in_progress', description };
  if (words.length === 0 && all > 0) return { state: 'inactive', description };
  return { state: lost > 0 || stopped > 0 || !complete ? 'failure' : 'success', description };
}
