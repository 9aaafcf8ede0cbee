import type { Kind } from '../../model/collection.ts';
import type { IdReference } from '../../model/id-reference.ts';
import { isArray, type Json } from '../../model/json.ts';
import type { Behavior } from '../../model/logging-rules.ts';

/**
 * What a `datastream` behavior does for one generation of the API.
 *
 * - `on`: it logs to the streams that it names
 * - `off`: requests that use it are not logged
 * - `other`: it is on for the other generation only
 */
export type BehaviorState = 'on' | 'off' | 'other';

/** Returns what a `datastream` behavior does for a generation of the API. */
export function stateFor(behavior: Behavior, kind: Kind): BehaviorState {
  if (isOnFor(behavior, kind)) return 'on';
  if (coversKind(behavior, kind)) return 'off';
  return isOnFor(behavior, kind === 'DataStream1' ? 'DataStream2' : 'DataStream1') ? 'other' : 'off';
}

/** The documented default of `enabled` is true. `logEnabled` has none, so that an omitted one counts as off. */
function isOnFor(behavior: Behavior, kind: Kind): boolean {
  const { enabled, logEnabled } = behavior.options;
  return coversKind(behavior, kind) && (kind === 'DataStream1' ? enabled !== false : logEnabled === true);
}

/**
 * Returns true if the stream type of a behavior includes a generation of the API. `streamType` exists only if the
 * contract has the log module of DataStream 2; without it the other options decide.
 */
export function coversKind({ options }: Behavior, kind: Kind): boolean {
  const { streamType, enabled, datastreamIds, logEnabled, logStreamName } = options;
  if (streamType === 'BEACON_AND_LOG') return true;
  const hasLogs = logEnabled !== undefined || logStreamName !== undefined;
  if (kind === 'DataStream2') return streamType === 'LOG' || (streamType === undefined && hasLogs);
  const hasBeacons = enabled !== undefined || datastreamIds !== undefined;
  return streamType === 'BEACON' || (streamType === undefined && (hasBeacons || !hasLogs));
}

/**
 * Returns the IDs of the streams that a behavior names, whether it is on or not. DataStream 1: no IDs mean all active
 * streams of the property.
 */
export function namedIds({ options }: Behavior, kind: Kind): readonly number[] | 'all' {
  const ids = idsIn(options[NAMING[kind]]).map(Number);
  return kind === 'DataStream1' && ids.length === 0 ? 'all' : ids;
}

/** The option that contains the IDs of the streams of a generation of the API. */
const NAMING = { DataStream1: 'datastreamIds', DataStream2: 'logStreamName' } as const;

/** Returns the IDs in a value of `datastreamIds` or `logStreamName`, and references as they are. */
export function idsIn(value: Json | undefined): readonly Json[] {
  const items = isArray(value) ? value : typeof value === 'string' ? value.split('-') : [value ?? ''];
  return items.filter((item) => item !== '').map((item) => (typeof item === 'string' ? Number(item) : item));
}

/** Returns true if a behavior is on for a generation of the API and names a stream of it. */
export function logsTo(behavior: Behavior, kind: Kind, streamId: number | IdReference): boolean {
  const ids = namedIds(behavior, kind);
  const isNamed = ids === 'all' || (typeof streamId === 'number' && ids.includes(streamId));
  return isNamed && stateFor(behavior, kind) === 'on';
}

/** Returns true if a behavior is on and lists a stream. A behavior for all streams lists none. */
export function lists(behavior: Behavior, kind: Kind, streamId: number): boolean {
  return namedIds(behavior, kind) !== 'all' && logsTo(behavior, kind, streamId);
}

/** Returns true if a behavior is not under any criteria, so that every request can use it. */
export function isUnconditional({ rule }: Pick<Behavior, 'rule'>): boolean {
  return rule.criteria.length === 0;
}
