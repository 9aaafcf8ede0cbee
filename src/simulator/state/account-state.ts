import { LOG_TYPES } from '../../model/collection.ts';
import {
  anyObject,
  exactly,
  flag,
  list,
  number,
  type ObjectOf,
  object,
  oneOf,
  type Static,
  someOf,
  text,
} from '../../model/shape.ts';
import { DELIVERED } from './delivered.ts';
import { INCLUDE, PROPERTY, type SimulatedProperty } from './property.ts';
import { DEFAULT_SETTINGS, SETTINGS, type Settings } from './settings.ts';

const ACCOUNT_OBJECTS = object({
  groups: list(
    object({
      groupId: number(),
      groupName: text(),
      contractIds: list(text()),
      childGroupIds: list(number()),
    }),
  ),
  properties: list(PROPERTY),
  includes: list(INCLUDE),
  zones: list(
    object({
      zoneName: text(),
      contractId: text(),
    }),
  ),
  gtmProperties: list(
    object({
      propertyName: text(),
      contractId: text(),
    }),
  ),
  appSecConfigs: list(
    object({
      id: number(),
      name: text(),
      groupId: number(),
      contractId: text(),
    }),
  ),
  answerXs: list(
    object({
      ssid: number(),
      name: text(),
      contractId: text(),
    }),
  ),
});
/**
 * The objects that the account owns in addition to streams. Streams refer to them. Of them, requests change only
 * properties.
 */
export type AccountObjects = Static<typeof ACCOUNT_OBJECTS>;

const VERSION = object({
  version: number(),
  /** The request body, without secrets and without the members that the server ignores. */
  content: anyObject(),
  /** Names of the write-only members that the request contained. Their values are not stored. */
  given: list(text()),
  modifiedBy: text(),
  /** Milliseconds since 1970. */
  modifiedAt: number(),
});
/** One version of a stream. A version never changes. */
export type Version = Static<typeof VERSION>;

const TRANSITION = object({
  /** The status in which the transition ends. If an activation fails, this is not the requested status. */
  towards: text(),
  endsAt: number(),
  by: text(),
});
/** An activation or deactivation that has not ended yet. */
export type StreamTransition = Static<typeof TRANSITION>;

const ACTIVATION_LINE = object({
  version: number(),
  status: oneOf(['ACTIVATED', 'DEACTIVATED']),
  by: text(),
  at: number(),
});
/** One line of an activation history. */
export type ActivationLine = Static<typeof ACTIVATION_LINE>;

const HISTORY = {
  streamId: number(),
  groupId: number(),
  createdBy: text(),
  createdAt: number(),
  /** One of the five documented statuses, unless a fault sets another one. */
  status: text(),
  'transition?': TRANSITION,
  /** Oldest first. Version n has index n - 1. */
  versions: list(VERSION),
  /** Oldest first. */
  activations: list(ACTIVATION_LINE),
};
/**
 * A stream of either API with its whole history. A deleted stream is removed from the state, and its id is not
 * reused.
 */
export type StreamHistory = ObjectOf<typeof HISTORY>;

const STREAM = object({ ...HISTORY, logType: oneOf(LOG_TYPES) });
/** A stream of DataStream 2. */
export type SimulatedStream = Static<typeof STREAM>;

/** The part of an account that DataStream 1 manages. Its ids are counted separately from those of DataStream 2. */
const DATASTREAM1_STATE = object({
  streams: list(object(HISTORY)),
  nextStreamId: number(),
  /** Every version of a stream assigns new ids to its connectors. */
  nextConnectorId: number(),
});

/** The APIs of an account. Each has its own rate limit. */
const API_NAMES = ['DataStream2', 'DataStream1', 'Pull', 'PropertyManager', 'IdentityManagement'] as const;
export type ApiName = (typeof API_NAMES)[number];

/** The state of a rate limiter: the credit at a point in time, both in milliseconds. */
const BUCKET = object({
  credit: number(),
  at: number(),
});

export const ACCOUNT_STATE = object({
  formatVersion: exactly(1),
  settings: SETTINGS,
  accountObjects: ACCOUNT_OBJECTS,
  streams: list(STREAM),
  nextStreamId: number(),
  datastream1: DATASTREAM1_STATE,
  /** The results of real uploads, by stream of DataStream 2. Absent: nothing was ever sent. */
  'delivered?': list(DELIVERED),
  /** Absent: the account does not depend on manifests. */
  'origin?': object({
    /** Milliseconds since 1970. */
    createdAt: number(),
    /** True until the streams that manifests are bound to have been added to the account. */
    needsStreams: flag(),
  }),
  /** Increases with every request. The ids of error responses are derived from it. */
  sequence: number(),
  /** The rate limiters by API. An API is absent until the first request to it. */
  buckets: someOf(API_NAMES, () => BUCKET),
});
/**
 * The whole state of a simulated account as plain JSON. A change creates a new state and leaves the old one
 * unchanged.
 */
export type AccountState = Static<typeof ACCOUNT_STATE>;

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

/** Replaces the property with the same id. */
export function withProperty(accountState: AccountState, property: SimulatedProperty): AccountState {
  const { accountObjects } = accountState;
  const properties = accountObjects.properties.map((other) =>
    other.propertyId === property.propertyId ? property : other,
  );
  return { ...accountState, accountObjects: { ...accountObjects, properties } };
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
