import type { Kind } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Behavior } from '../../model/logging-rules.ts';
import { coversKind, isUnconditional, lists, logsTo, namedIds, stateFor } from '../behaviors/datastream.ts';
import { addBehavior, changeOptions, type FixResult, none } from './behavior-fix.ts';
import { writeLogStreamName } from './stream-ids.ts';

/** How many active DataStream 2 streams a property can have. */
export const MOST_STREAMS = 3;

/** The streams of one generation of the API that the behaviors of a property should name. */
export interface DesiredStreams {
  readonly wanted: readonly { readonly streamId: number; readonly samplingPercentage: number }[];
  /** Streams that a manifest deletes. */
  readonly removed: readonly number[];
  /** Streams that are inactive, or that a manifest deactivates. They do not count against the limit. */
  readonly inactive: readonly number[];
}
export type Desired = Readonly<Record<Kind, DesiredStreams>>;

type Changes = Parameters<typeof changeOptions>[2];

/**
 * Returns the behavior that is on and names the wanted streams of a generation of the API instead of the removed ones.
 * If no stream remains, the behavior is off for that generation. The streams of the other generation are fixed too, if
 * that is possible, so that two findings about one behavior have the same fix.
 */
export function fixNames(behavior: Behavior, kind: Kind, desired: Desired, ruleFormat: string): FixResult {
  const changes = changesFor(behavior, kind, desired, ruleFormat);
  if (typeof changes === 'string') return none(changes);
  const other = kind === 'DataStream1' ? 'DataStream2' : 'DataStream1';
  const further = needsFix(behavior, other, desired) ? changesFor(behavior, other, desired, ruleFormat) : {};
  const all = typeof further === 'string' ? changes : { ...further, ...changes };
  return changeOptions('datastream', behavior, all, ruleFormat);
}

/** Returns true if a behavior does not name the streams of a generation, and that is no intended exception. */
function needsFix(behavior: Behavior, kind: Kind, desired: Desired): boolean {
  const { wanted, removed } = desired[kind];
  if (stateFor(behavior, kind) === 'off' && !isUnconditional(behavior)) return false;
  return (
    wanted.some(({ streamId }) => !logsTo(behavior, kind, streamId)) ||
    removed.some((streamId) => lists(behavior, kind, streamId))
  );
}

/** Returns the changes of options, or why the behavior cannot name the streams. */
function changesFor(behavior: Behavior, kind: Kind, desired: Desired, ruleFormat: string): Changes | string {
  const ids = desiredIds(behavior, kind, desired[kind]);
  if (kind === 'DataStream1') return beaconChanges(behavior, ids);
  return refusalOf(ids, desired) ?? logChanges(behavior, ids, desired, ruleFormat) ?? ONE_ID;
}

const ONE_ID =
  'In this rule format the behavior can name only one stream. Update the property to rule format v2023-05-30 or later first.';

/** Returns a behavior for the default rule that names all wanted streams of the property. */
export function fixByAdding(
  { DataStream1: beacons, DataStream2: logs }: Desired,
  ruleFormat: string,
): FixResult {
  const logIds = logs.wanted.map(({ streamId }) => streamId);
  const beaconIds = beacons.wanted.map(({ streamId }) => streamId);
  if (logIds.length > MOST_STREAMS) return none(TOO_MANY);
  const named = logIds.length === 0 ? [] : writeLogStreamName(logIds, ruleFormat, undefined);
  if (named === undefined) return none(ONE_ID);
  const streamType = beaconIds.length === 0 ? 'LOG' : logIds.length === 0 ? 'BEACON' : 'BEACON_AND_LOG';
  const options: JsonObject = {
    streamType,
    ...(beaconIds.length === 0 ? {} : { enabled: true, datastreamIds: beaconIds.join('-') }),
    ...(logIds.length === 0
      ? {}
      : { logEnabled: true, logStreamName: named, samplingPercentage: highestShare(logs) }),
  };
  return addBehavior('datastream', options, ruleFormat);
}

const TOO_MANY = `A property can have at most ${MOST_STREAMS} active streams. Remove another stream from the behavior first.`;

/** The IDs that the behavior should name. All streams (DataStream 1) stay all streams. */
function desiredIds(
  behavior: Behavior,
  kind: Kind,
  { wanted, removed }: DesiredStreams,
): readonly number[] | 'all' {
  const named = coversKind(behavior, kind) ? namedIds(behavior, kind) : [];
  if (named === 'all') return 'all';
  const kept = named.filter((id) => !removed.includes(id));
  return [...new Set([...kept, ...wanted.map(({ streamId }) => streamId)])];
}

function refusalOf(ids: readonly number[] | 'all', { DataStream2 }: Desired): string | undefined {
  if (ids === 'all') return undefined;
  return ids.filter((id) => !DataStream2.inactive.includes(id)).length > MOST_STREAMS ? TOO_MANY : undefined;
}

function beaconChanges(behavior: Behavior, ids: readonly number[] | 'all'): Changes {
  // No IDs would mean all streams.
  if (ids !== 'all' && ids.length === 0) return { enabled: false };
  return {
    ...typeChange(behavior, 'DataStream1'),
    enabled: true,
    ...(ids === 'all' ? {} : { datastreamIds: ids.join('-') }),
  };
}

function logChanges(
  behavior: Behavior,
  ids: readonly number[] | 'all',
  desired: Desired,
  ruleFormat: string,
): Changes | undefined {
  if (ids === 'all') return undefined;
  if (ids.length === 0) return { logEnabled: false, logStreamName: undefined };
  const { logStreamName: found, samplingPercentage } = behavior.options;
  const logStreamName = writeLogStreamName(ids, ruleFormat, found);
  if (logStreamName === undefined) return undefined;
  const needsShare = samplingPercentage === undefined && stateFor(behavior, 'DataStream2') !== 'on';
  return {
    ...typeChange(behavior, 'DataStream2'),
    logEnabled: true,
    logStreamName,
    ...(needsShare ? { samplingPercentage: highestShare(desired.DataStream2) } : {}),
  };
}

/** A behavior of one generation gets both, so that the streams of the other one are still logged. */
function typeChange(behavior: Behavior, kind: Kind): Changes {
  return coversKind(behavior, kind) ? {} : { streamType: 'BEACON_AND_LOG' };
}

/** One behavior has one share for all of its streams. The highest one loses no logs. */
function highestShare({ wanted }: DesiredStreams): number {
  return Math.max(...wanted.map(({ samplingPercentage }) => samplingPercentage));
}
