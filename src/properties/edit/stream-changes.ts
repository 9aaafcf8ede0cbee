import type { Kind } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Behavior } from '../../model/logging-rules.ts';
import { coversKind, lists, logsTo, namedIds, stateFor } from '../behaviors/datastream.ts';
import type { EditObstacle } from './behavior-edit.ts';
import type { OptionChanges } from './patch.ts';
import { type StreamId, writeDatastreamIds, writeLogStreamName } from './stream-ids.ts';

/** How many active DataStream 2 streams a property can have. */
export const MOST_STREAMS = 3;

/** The streams of one generation of the API that the behaviors of a property should name. */
export interface DesiredStreams {
  readonly wanted: readonly { readonly streamId: StreamId; readonly samplingPercentage: number }[];
  /** Streams that no behavior should name. */
  readonly removed: readonly number[];
  /** Streams that are inactive, or that a manifest deactivates. They do not count against the limit. */
  readonly inactive: readonly number[];
}
export type Desired = Readonly<Record<Kind, DesiredStreams>>;

const ONE_ID =
  'in this rule format, the behavior can name only one stream; update the property to rule format v2023-05-30 or later first';
const TOO_MANY = `a property can have at most ${MOST_STREAMS} active streams; remove another stream from the behavior first`;

/** Returns true if a behavior lacks a stream of a generation of the API, or names one that it should not. */
export function differs(behavior: Behavior, kind: Kind, desired: Desired): boolean {
  const { wanted, removed } = desired[kind];
  return (
    wanted.some(({ streamId }) => !logsTo(behavior, kind, streamId)) ||
    removed.some((streamId) => lists(behavior, kind, streamId))
  );
}

/**
 * Returns the options with which a behavior is on and names the wanted streams of a generation of the API instead of
 * the removed ones. If no stream remains, the behavior is off for that generation.
 */
export function streamChanges(
  behavior: Behavior,
  kind: Kind,
  desired: Desired,
  ruleFormat: string,
): OptionChanges | EditObstacle {
  const named = coversKind(behavior, kind) ? namedIds(behavior, kind) : [];
  return kind === 'DataStream1'
    ? beaconChanges(behavior, named, desired[kind])
    : logChanges(behavior, named === 'all' ? [] : named, desired[kind], ruleFormat);
}

/** Returns the options of a new behavior that names all wanted streams of a property. */
export function newOptions(
  { DataStream1: beacons, DataStream2: logs }: Desired,
  ruleFormat: string,
): JsonObject | EditObstacle {
  const logIds = logs.wanted.map(({ streamId }) => streamId);
  const beaconIds = beacons.wanted.map(({ streamId }) => streamId);
  if (logIds.length > MOST_STREAMS) return TOO_MANY;
  const logStreamName = logIds.length === 0 ? [] : writeLogStreamName(logIds, ruleFormat, undefined);
  if (logStreamName === undefined) return ONE_ID;
  const streamType = beaconIds.length === 0 ? 'LOG' : logIds.length === 0 ? 'BEACON' : 'BEACON_AND_LOG';
  return {
    streamType,
    ...(beaconIds.length === 0 ? {} : { enabled: true, datastreamIds: writeDatastreamIds(beaconIds) }),
    ...(logIds.length === 0
      ? {}
      : { logEnabled: true, logStreamName, samplingPercentage: highestShare(logs) }),
  };
}

function beaconChanges(
  behavior: Behavior,
  named: readonly number[] | 'all',
  desired: DesiredStreams,
): OptionChanges {
  // All streams stay all streams.
  const ids = named === 'all' ? named : desiredIds(named, desired);
  // No IDs would mean all streams.
  if (ids !== 'all' && ids.length === 0) return { enabled: false };
  return {
    ...typeChange(behavior, 'DataStream1'),
    enabled: true,
    ...(ids === 'all' ? {} : { datastreamIds: writeDatastreamIds(ids) }),
  };
}

function logChanges(
  behavior: Behavior,
  named: readonly number[],
  desired: DesiredStreams,
  ruleFormat: string,
): OptionChanges | EditObstacle {
  const ids = desiredIds(named, desired);
  if (ids.length === 0) return { logEnabled: false, logStreamName: undefined };
  if (adds(ids, named) && countActive(ids, desired) > MOST_STREAMS) return TOO_MANY;
  const { logStreamName: found, samplingPercentage } = behavior.options;
  const logStreamName = writeLogStreamName(ids, ruleFormat, found);
  if (logStreamName === undefined) return ONE_ID;
  const needsShare = samplingPercentage === undefined && stateFor(behavior, 'DataStream2') !== 'on';
  return {
    ...typeChange(behavior, 'DataStream2'),
    logEnabled: true,
    logStreamName,
    ...(needsShare ? { samplingPercentage: highestShare(desired) } : {}),
  };
}

function adds(ids: readonly StreamId[], named: readonly number[]): boolean {
  return ids.some((id) => typeof id !== 'number' || !named.includes(id));
}

function countActive(ids: readonly StreamId[], { inactive }: DesiredStreams): number {
  return ids.filter((id) => typeof id !== 'number' || !inactive.includes(id)).length;
}

/** The IDs that a behavior should name: those that it names keep their order. */
function desiredIds(named: readonly number[], { wanted, removed }: DesiredStreams): readonly StreamId[] {
  const kept = named.filter((id) => !removed.includes(id));
  const added = wanted.map(({ streamId }) => streamId).filter((id) => !kept.some((one) => one === id));
  return [...kept, ...added];
}

/** A behavior of one generation gets both, so that the streams of the other one are still logged. */
function typeChange(behavior: Behavior, kind: Kind): OptionChanges {
  return coversKind(behavior, kind) ? {} : { streamType: 'BEACON_AND_LOG' };
}

/** One behavior has one share for all of its streams. The highest one loses no logs. */
function highestShare({ wanted }: DesiredStreams): number {
  return Math.max(...wanted.map(({ samplingPercentage }) => samplingPercentage));
}
