import type { LogType } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';

/** A property of the account; `integration` is what it adds to a stream's `integrationType`. */
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

/** What the account owns besides streams. All of it is fixed; streams refer to it. */
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

/** One version of a stream; it never changes. */
export interface Version {
  readonly version: number;
  /** The body as it was sent, without secrets and without what the server ignores. */
  readonly content: JsonObject;
  /** Names of the write-only members that were given. Their values are kept nowhere. */
  readonly given: readonly string[];
  readonly modifiedBy: string;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

/** An activation or deactivation under way. */
export interface StreamTransition {
  /** The status it ends in; a failed activation ends where it was not sent. */
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

/** A stream of either API with its whole past. Deleted streams leave the world, their ids are not given again. */
export interface StreamHistory {
  readonly streamId: number;
  readonly groupId: number;
  readonly createdBy: string;
  readonly createdAt: number;
  /** One of the five documented statuses, unless a fault says otherwise. */
  readonly status: string;
  readonly movement?: StreamTransition;
  /** Oldest first; version n stands at n - 1. */
  readonly versions: readonly Version[];
  /** Oldest first. */
  readonly activations: readonly ActivationLine[];
}

/** A stream of DataStream 2. */
export interface SimulatedStream extends StreamHistory {
  readonly logType: LogType;
}

/** The side of an account that DataStream 1 sees. Its ids are counted apart from those of DataStream 2. */
interface DataStream1State {
  readonly streams: readonly StreamHistory[];
  readonly nextStreamId: number;
  /** Every version of a stream gives its connectors new ids. */
  readonly nextConnectorId: number;
}

/** The APIs of an account, each with a rate limit of its own. */
export type ApiName = 'DataStream2' | 'DataStream1' | 'Pull';

/** What a rate limiter remembers: milliseconds of credit at a time. */
interface Bucket {
  readonly credit: number;
  readonly at: number;
}

/** A whole simulated account as plain JSON. Changes make a new world; the old one stays as it was. */
export interface AccountState {
  readonly formatVersion: 1;
  readonly settings: Settings;
  readonly estate: AccountObjects;
  readonly streams: readonly SimulatedStream[];
  readonly nextStreamId: number;
  readonly datastream1: DataStream1State;
  /** Absent: the account does not depend on manifests. */
  readonly origin?: {
    /** Milliseconds since 1970. */
    readonly createdAt: number;
    /** True as long as the streams that manifests are bound to are not in it. */
    readonly needsStreams: boolean;
  };
  /** Grows with every request; makes the ids of error answers. */
  readonly sequence: number;
  /** By API; absent where nobody called yet. */
  readonly buckets: Readonly<Partial<Record<ApiName, Bucket>>>;
}

/** An account without streams. */
export function emptyAccount(estate: AccountObjects, settings: Partial<Settings> = {}): AccountState {
  return {
    formatVersion: 1,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    estate,
    streams: [],
    nextStreamId: 7100,
    datastream1: { streams: [], nextStreamId: 6400, nextConnectorId: 11200 },
    sequence: 0,
    buckets: {},
  };
}

/** The same world with other settings. */
export function withSettings(world: AccountState, settings: Partial<Settings>): AccountState {
  return { ...world, settings: { ...world.settings, ...settings } };
}

/** The only version that can change. */
export function latest(stream: StreamHistory): Version {
  const version = stream.versions.at(-1);
  if (!version) throw new Error(`stream ${stream.streamId} has no version`);
  return version;
}

/** Puts a stream in the place of its predecessor, or at the end. */
export function withStream(world: AccountState, stream: SimulatedStream): AccountState {
  return { ...world, streams: replacing(world.streams, stream) };
}

/** The same for a stream of DataStream 1. */
export function withStream1(world: AccountState, stream: StreamHistory): AccountState {
  const { datastream1 } = world;
  return { ...world, datastream1: { ...datastream1, streams: replacing(datastream1.streams, stream) } };
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

/** Takes a stream away. */
export function withoutStream(world: AccountState, streamId: number): AccountState {
  return { ...world, streams: world.streams.filter((stream) => stream.streamId !== streamId) };
}

/** Takes a stream of DataStream 1 away. */
export function withoutStream1(world: AccountState, streamId: number): AccountState {
  const { datastream1 } = world;
  const streams = datastream1.streams.filter((stream) => stream.streamId !== streamId);
  return { ...world, datastream1: { ...datastream1, streams } };
}

/** Lets time pass: every movement that is over ends, in the order in which they do. */
export function completeTransitions(world: AccountState, now: number): AccountState {
  const { streams, datastream1 } = world;
  const due = [...streams, ...datastream1.streams].some(({ movement }) => movement && movement.endsAt <= now);
  if (!due) return world;
  return {
    ...world,
    streams: streams.map((stream) => ({ ...completedStream(stream, now), logType: stream.logType })),
    datastream1: {
      ...datastream1,
      streams: datastream1.streams.map((stream) => completedStream(stream, now)),
    },
  };
}

function completedStream(stream: StreamHistory, now: number): StreamHistory {
  const { movement, ...rest } = stream;
  if (!movement || movement.endsAt > now) return stream;
  return {
    ...rest,
    status: movement.towards,
    activations: [...stream.activations, ...activationLines(stream, movement)],
  };
}

/** A version that goes live replaces the one before it, which the history shows as deactivated. */
function activationLines(stream: StreamHistory, movement: StreamTransition): readonly ActivationLine[] {
  const { towards, endsAt: at, by } = movement;
  if (towards !== 'ACTIVATED' && towards !== 'DEACTIVATED') return [];
  const { version } = latest(stream);
  const before = stream.activations.at(-1);
  // Moved only because a stream that shares a property was edited: it never stopped.
  if (before?.status === towards && before.version === version) return [];
  const replaced = before?.status === 'ACTIVATED' && before.version !== version;
  return [
    ...(replaced ? [{ version: before.version, status: 'DEACTIVATED', by, at } as const] : []),
    ...(replaced && towards === 'DEACTIVATED' ? [] : [{ version, status: towards, by, at } as const]),
  ];
}
