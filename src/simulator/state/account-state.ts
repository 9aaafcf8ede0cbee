import type { LogType } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';

/** A property of the account. `integration` is its contribution to a stream's `integrationType`. */
export interface SimulatedProperty {
  readonly propertyId: number;
  readonly propertyName: string;
  readonly productId: string;
  readonly contractId: string;
  readonly groupId: number;
  readonly hostnames: readonly string[];
  /** Active on production or staging. */
  readonly active: boolean;
  readonly integration: 'DS_MANAGED' | 'PM_DEPENDENT';
}

/** The objects that the account owns in addition to streams. They do not change, and streams refer to them. */
export interface AccountObjects {
  readonly groups: readonly {
    readonly groupId: number;
    readonly groupName: string;
    readonly contractIds: readonly string[];
    readonly childGroupIds: readonly number[];
  }[];
  readonly properties: readonly SimulatedProperty[];
  readonly zones: readonly { readonly zoneName: string; readonly contractId: string }[];
  readonly gtmProperties: readonly { readonly propertyName: string; readonly contractId: string }[];
  readonly appSecConfigs: readonly {
    readonly id: number;
    readonly name: string;
    readonly groupId: number;
    readonly contractId: string;
  }[];
  readonly answerXs: readonly { readonly ssid: number; readonly name: string; readonly contractId: string }[];
}

/** One version of a stream. A version never changes. */
export interface Version {
  readonly version: number;
  /** The request body, without secrets and without the members that the server ignores. */
  readonly content: JsonObject;
  /** Names of the write-only members that the request contained. Their values are not stored. */
  readonly given: readonly string[];
  readonly modifiedBy: string;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

/** An activation or deactivation that has not ended yet. */
export interface StreamTransition {
  /** The status in which the transition ends. If an activation fails, this is not the requested status. */
  readonly towards: string;
  readonly endsAt: number;
  readonly by: string;
}

/** One line of an activation history. */
interface ActivationLine {
  readonly version: number;
  readonly status: 'ACTIVATED' | 'DEACTIVATED';
  readonly by: string;
  readonly at: number;
}

/**
 * A stream of either API with its whole history. A deleted stream is removed from the state, and its id is not
 * reused.
 */
export interface StreamHistory {
  readonly streamId: number;
  readonly groupId: number;
  readonly createdBy: string;
  readonly createdAt: number;
  /** One of the five documented statuses, unless a fault sets another one. */
  readonly status: string;
  readonly transition?: StreamTransition;
  /** Oldest first. Version n has index n - 1. */
  readonly versions: readonly Version[];
  /** Oldest first. */
  readonly activations: readonly ActivationLine[];
}

/** A stream of DataStream 2. */
export interface SimulatedStream extends StreamHistory {
  readonly logType: LogType;
}

/** The part of an account that DataStream 1 manages. Its ids are counted separately from those of DataStream 2. */
interface DataStream1State {
  readonly streams: readonly StreamHistory[];
  readonly nextStreamId: number;
  /** Every version of a stream assigns new ids to its connectors. */
  readonly nextConnectorId: number;
}

/** The APIs of an account. Each has its own rate limit. */
export type ApiName = 'DataStream2' | 'DataStream1' | 'Pull';

/** The state of a rate limiter: the credit at a point in time, both in milliseconds. */
interface Bucket {
  readonly credit: number;
  readonly at: number;
}

/**
 * The whole state of a simulated account as plain JSON. A change creates a new state and leaves the old one
 * unchanged.
 */
export interface AccountState {
  readonly formatVersion: 1;
  readonly settings: Settings;
  readonly accountObjects: AccountObjects;
  readonly streams: readonly SimulatedStream[];
  readonly nextStreamId: number;
  readonly datastream1: DataStream1State;
  /** Absent: the account does not depend on manifests. */
  readonly origin?: {
    /** Milliseconds since 1970. */
    readonly createdAt: number;
    /** True until the streams that manifests are bound to have been added to the account. */
    readonly needsStreams: boolean;
  };
  /** Increases with every request. The ids of error responses are derived from it. */
  readonly sequence: number;
  /** The rate limiters by API. An API is absent until the first request to it. */
  readonly buckets: Readonly<Partial<Record<ApiName, Bucket>>>;
}

/** Creates an account without streams. */
export function emptyAccount(accountObjects: AccountObjects, settings: Partial<Settings> = {}): AccountState {
  return {
    formatVersion: 1,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    accountObjects,
    streams: [],
    nextStreamId: 7100,
    datastream1: { streams: [], nextStreamId: 6400, nextConnectorId: 11200 },
    sequence: 0,
    buckets: {},
  };
}

/** Returns the state with changed settings. Omitted settings keep their values. */
export function withSettings(accountState: AccountState, settings: Partial<Settings>): AccountState {
  return { ...accountState, settings: { ...accountState.settings, ...settings } };
}

/** Returns the latest version of a stream. Edits and activations always act on this version. */
export function latest(stream: StreamHistory): Version {
  const version = stream.versions.at(-1);
  if (!version) throw new Error(`stream ${stream.streamId} has no version`);
  return version;
}

/** Replaces the stream with the same id, or appends the stream if its id is new. */
export function withStream(accountState: AccountState, stream: SimulatedStream): AccountState {
  return { ...accountState, streams: replacing(accountState.streams, stream) };
}

/** Replaces the DataStream 1 stream with the same id, or appends the stream if its id is new. */
export function withStream1(accountState: AccountState, stream: StreamHistory): AccountState {
  const { datastream1 } = accountState;
  return {
    ...accountState,
    datastream1: { ...datastream1, streams: replacing(datastream1.streams, stream) },
  };
}

function replacing<Stream extends StreamHistory>(
  streams: readonly Stream[],
  stream: Stream,
): readonly Stream[] {
  const known = streams.some(({ streamId }) => streamId === stream.streamId);
  return known
    ? streams.map((other) => (other.streamId === stream.streamId ? stream : other))
    : [...streams, stream];
}

/** Removes a stream of DataStream 2. */
export function withoutStream(accountState: AccountState, streamId: number): AccountState {
  return { ...accountState, streams: accountState.streams.filter((stream) => stream.streamId !== streamId) };
}

/** Removes a stream of DataStream 1. */
export function withoutStream1(accountState: AccountState, streamId: number): AccountState {
  const { datastream1 } = accountState;
  const streams = datastream1.streams.filter((stream) => stream.streamId !== streamId);
  return { ...accountState, datastream1: { ...datastream1, streams } };
}

/**
 * Ends every transition that is due at `now`.
 * @param now Milliseconds since 1970.
 */
export function completeTransitions(accountState: AccountState, now: number): AccountState {
  const { streams, datastream1 } = accountState;
  const due = [...streams, ...datastream1.streams].some(
    ({ transition }) => transition && transition.endsAt <= now,
  );
  if (!due) return accountState;
  return {
    ...accountState,
    streams: streams.map((stream) => ({ ...completedStream(stream, now), logType: stream.logType })),
    datastream1: {
      ...datastream1,
      streams: datastream1.streams.map((stream) => completedStream(stream, now)),
    },
  };
}

function completedStream(stream: StreamHistory, now: number): StreamHistory {
  const { transition, ...rest } = stream;
  if (!transition || transition.endsAt > now) return stream;
  return {
    ...rest,
    status: transition.towards,
    activations: [...stream.activations, ...activationLines(stream, transition)],
  };
}

/**
 * Returns the lines that an ended transition adds to the activation history. An activated version replaces the
 * previous one, which the history then shows as deactivated.
 */
function activationLines(stream: StreamHistory, transition: StreamTransition): readonly ActivationLine[] {
  const { towards, endsAt: at, by } = transition;
  if (towards !== 'ACTIVATED' && towards !== 'DEACTIVATED') return [];
  const { version } = latest(stream);
  const before = stream.activations.at(-1);
  // The stream was in transition only because a stream with a shared property was edited. It stayed active, so the
  // history has no new line.
  if (before?.status === towards && before.version === version) return [];
  const replaced = before?.status === 'ACTIVATED' && before.version !== version;
  return [
    ...(replaced ? [{ version: before.version, status: 'DEACTIVATED', by, at } as const] : []),
    ...(replaced && towards === 'DEACTIVATED' ? [] : [{ version, status: towards, by, at } as const]),
  ];
}
