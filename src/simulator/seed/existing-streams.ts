import type { Collection } from '../../model/collection.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import { activateStream1, createStream1 } from '../datastream1/change-stream.ts';
import { acceptUnchecked1, propertiesOf } from '../datastream1/check-body.ts';
import { activateStream, createStream } from '../datastream2/change-stream.ts';
import { acceptUnchecked, knownRootMembers } from '../datastream2/check-body.ts';
import { type AccountState, latest, type StreamHistory, withSettings } from '../state/account-state.ts';
import { newestVersion, withRules } from '../state/property.ts';
import { completeTransitions } from '../state/transitions.ts';
import { vendorDestination } from '../vendor/destinations.ts';
import { feature, ruleTree } from '../vendor/rule-trees.ts';

/** A stream that a manifest is bound to, as the request body that would create it. */
export interface ExistingStream {
  readonly collection: Collection;
  readonly streamId: number;
  readonly active: boolean;
  readonly body: JsonObject;
}

const DAY = 24 * 3_600_000;

/**
 * Adds these streams to an account, with a creation time 30 days before `now`. Their content is not checked, because
 * they are assumed to be live. Content that the API once returned is valid, even if the simulator would refuse it
 * today.
 * @param now Milliseconds since 1970.
 */
export function withExistingStreams(
  accountState: AccountState,
  streams: readonly ExistingStream[],
  now: number,
): AccountState {
  const { transitionTime } = accountState.settings;
  const before = withSettings(accountState, { transitionTime: 0 });
  const after = streams.reduce((state, stream) => withExisting(state, stream, now - 30 * DAY), before);
  return withSettings(withBeacons(after, now - 30 * DAY), { transitionTime });
}

/**
 * Names the streams of DataStream 1 in the rule trees of their properties. DataStream manages the properties that
 * manifests name, but only for DataStream 2. Properties that have a `datastream` behavior keep it.
 */
function withBeacons(accountState: AccountState, at: number): AccountState {
  const { accountObjects, datastream1 } = accountState;
  const properties = accountObjects.properties.map((property) => {
    const ids = datastream1.streams
      .filter((stream) => propertiesOf(stream).includes(property.propertyId))
      .map(({ streamId }) => streamId);
    const { rules } = newestVersion(property);
    const isNamed = JSON.stringify(rules).includes('"datastream"');
    if (ids.length === 0 || isNamed) return property;
    const behavior = feature('datastream', {
      streamType: 'BEACON',
      enabled: true,
      datastreamIds: ids.join('-'),
    });
    const by = accountState.settings.user;
    const tree = ruleTree(property.propertyName, { behaviors: [behavior] });
    return withRules(property, { rules: tree, by, at, activeOn: ['STAGING', 'PRODUCTION'] });
  });
  return { ...accountState, accountObjects: { ...accountObjects, properties } };
}

function withExisting(accountState: AccountState, stream: ExistingStream, now: number): AccountState {
  const { logType } = stream.collection;
  return logType === undefined
    ? withExisting1(accountState, stream, now)
    : withExisting2(withMembersOf(accountState, logType, stream.body), logType, stream, now);
}

type LogTyped = NonNullable<Collection['logType']>;

function withExisting2(
  accountState: AccountState,
  logType: LogTyped,
  { streamId, active, body }: ExistingStream,
  now: number,
): AccountState {
  const collection = accountState.streams.filter((other) => other.logType === logType);
  if (hasId(accountState.streams, streamId) || hasName(collection, body)) return accountState;
  const act = { by: accountState.settings.user, now };
  const { nextStreamId } = accountState;
  const created = createStream(
    { ...accountState, nextStreamId: streamId },
    logType,
    acceptUnchecked(accountState, logType, body),
    false,
    act,
  );
  const end = active
    ? activateStream(created.accountState, created.stream, act).accountState
    : created.accountState;
  return completeTransitions({ ...end, nextStreamId: Math.max(nextStreamId, streamId + 1) }, now);
}

function withExisting1(
  accountState: AccountState,
  { streamId, active, body }: ExistingStream,
  now: number,
): AccountState {
  const { datastream1 } = accountState;
  const group = datastream1.streams.filter(({ groupId }) => groupId === body['groupId']);
  if (hasId(datastream1.streams, streamId) || hasName(group, body)) return accountState;
  const act = { by: accountState.settings.user, now };
  const start = { ...accountState, datastream1: { ...datastream1, nextStreamId: streamId } };
  const created = createStream1(start, acceptUnchecked1(body), act);
  const end = active
    ? activateStream1(created.accountState, created.stream, act).accountState
    : created.accountState;
  const nextStreamId = Math.max(datastream1.nextStreamId, streamId + 1);
  return completeTransitions({ ...end, datastream1: { ...end.datastream1, nextStreamId } }, now);
}

function hasId(streams: readonly StreamHistory[], streamId: number): boolean {
  return streams.some((other) => other.streamId === streamId);
}

/**
 * True if a stream already has this name. Names are unique: a stream of the seeded account keeps its name, and a
 * stream with another id and the same name is not added.
 */
function hasName(streams: readonly StreamHistory[], { streamName }: JsonObject): boolean {
  return streams.some((other) => latest(other).content['streamName'] === streamName);
}

/**
 * Accepts the undocumented members of a manifest's `extra`. A server that has the stream accepts and returns them.
 */
function withMembersOf(accountState: AccountState, logType: LogTyped, body: JsonObject): AccountState {
  const { extraMembers } = accountState.settings;
  const { destination, deliveryConfiguration } = body;
  const known = knownRootMembers(logType);
  const type = isObject(destination) ? String(destination['destinationType']) : '';
  const members = vendorDestination(type)?.members;
  const added = {
    root: namesBeyond(body, known),
    deliveryConfiguration: namesBeyond(deliveryConfiguration, DELIVERY),
    destination: members
      ? namesBeyond(destination, [...Object.keys(members), 'destinationType', 'displayName'])
      : [],
  };
  const merge = (place: keyof typeof added) => [...new Set([...extraMembers[place], ...added[place]])];
  return withSettings(accountState, {
    extraMembers: {
      root: merge('root'),
      deliveryConfiguration: merge('deliveryConfiguration'),
      destination: merge('destination'),
    },
  });
}

const DELIVERY = ['format', 'fieldDelimiter', 'frequency', 'uploadFilePrefix', 'uploadFileSuffix'];

function namesBeyond(value: unknown, known: readonly string[]): readonly string[] {
  return isObject(value) ? Object.keys(value).filter((name) => !known.includes(name)) : [];
}
