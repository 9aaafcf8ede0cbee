import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { NO_GROUP } from '../datastream2/check-body.ts';
import { type Finding, Refused, simulated } from '../protocol/refusal.ts';
import { checkMembers, type Rules } from '../protocol/rules.ts';
import { type AccountState, latest, type StreamHistory } from '../state/account-state.ts';
import { isActive, type SimulatedProperty } from '../state/property.ts';
import { type StreamType, TYPE_MEMBERS, vendorFields1 } from '../vendor/datastream1.ts';
import { checkConnectors } from './check-connectors.ts';

/** A valid request body of DataStream 1. Its connectors still contain everything that the request sent. */
export interface Draft1 {
  readonly content: JsonObject;
  readonly groupId: number;
}

/**
 * Checks a whole request body of DataStream 1 as a create or an edit.
 * @param stream The stream to edit. Omitted: the body is for a create.
 * @throws {Refused} With every finding in the body.
 */
export function checkBody1(accountState: AccountState, asked: Json, stream?: StreamHistory): Draft1 {
  if (!isObject(asked)) throw new Refused(400, [simulated('The body must be an object.')]);
  const body = normalised(asked);
  const { extraMembers } = accountState.settings.datastream1;
  const findings = [
    ...checkMembers(rootRules(stream), body, '', extraMembers.root),
    ...checkTypeMembers(body),
    ...checkUnchanged(body, stream),
    ...checkName1(accountState, body, stream),
    ...checkFields1(body),
    ...checkProperties1(accountState, body, stream),
    ...checkConnectors(body['connectors'], extraMembers.connector),
  ];
  if (findings.length > 0) throw new Refused(400, findings);
  const groupId = Number(body['groupId']);
  checkPlace1(accountState, groupId, body['contractId']);
  return { content: contentOf(body), groupId };
}

/**
 * Reads a body of a stream that is assumed to exist already. The simulator does not check it, so it refuses nothing.
 */
export function acceptUnchecked1(body: JsonObject): Draft1 {
  const read = normalised(body);
  return { content: contentOf(read), groupId: Number(read['groupId'] ?? 0) };
}

/**
 * Treats null like a missing member, because the sample of an edit sends `timeFrame: null`. The documents call
 * `timeFrame` a string, so the function converts digits to a number.
 */
function normalised(body: JsonObject): JsonObject {
  const members = Object.entries(body).filter(
    ([member, value]) => value !== null || !Object.hasOwn(TYPE_MEMBERS, member),
  );
  const { timeFrame, ...rest } = Object.fromEntries(members);
  if (timeFrame === undefined) return rest;
  const digits = typeof timeFrame === 'string' && /^\d{1,3}$/u.test(timeFrame);
  return { ...rest, timeFrame: digits ? Number(timeFrame) : timeFrame };
}

/**
 * An edit may omit `connectors`, as its sample does. An edit replaces the whole body, so the stream then has no
 * connectors.
 */
function rootRules(stream: StreamHistory | undefined): Rules {
  const ids = { type: 'list', required: true, least: 1 } as const;
  return {
    streamName: { type: 'text', required: true },
    streamType: { type: 'text', required: true, values: ['RAW', 'AGGREGATE'] },
    groupId: { type: 'integer', required: true, least: 1 },
    contractId: { type: 'text', required: true },
    propertyIds: ids,
    datasetFieldIds: ids,
    connectors: { type: 'list', ...(stream ? {} : { required: true }) },
    ...Object.fromEntries(Object.entries(TYPE_MEMBERS).map(([member, { rule }]) => [member, rule])),
  };
}

/**
 * The documents state the stream type of each member. Refusing the member for the other type is the stricter reading.
 */
function checkTypeMembers(body: JsonObject): readonly Finding[] {
  const streamType = typeOf(body);
  if (!streamType) return [];
  return Object.entries(TYPE_MEMBERS).flatMap(([member, { type }]) =>
    body[member] === undefined || type === streamType
      ? []
      : [simulated(`${member} is for ${type} streams only.`, member)],
  );
}

function typeOf({ streamType }: JsonObject): StreamType | undefined {
  return streamType === 'RAW' || streamType === 'AGGREGATE' ? streamType : undefined;
}

/** The documents do not say whether these members can change. Refusing a change is the stricter reading. */
function checkUnchanged(body: JsonObject, stream: StreamHistory | undefined): readonly Finding[] {
  if (!stream) return [];
  const { content } = latest(stream);
  return ['streamType', 'groupId'].flatMap((member) =>
    body[member] === undefined || body[member] === content[member]
      ? []
      : [simulated(`${member} of a stream cannot change.`, member)],
  );
}

/**
 * Checks that the name is unique within the group. The documents do not say so; the product relies on this stricter
 * reading.
 */
function checkName1(
  accountState: AccountState,
  body: JsonObject,
  stream: StreamHistory | undefined,
): readonly Finding[] {
  const { streamName: name, groupId } = body;
  const taken = othersThan(accountState, stream).some(
    (other) => other.groupId === groupId && latest(other).content['streamName'] === name,
  );
  if (!taken || typeof name !== 'string') return [];
  // The message is that of DataStream 2, because the message of this API is not established.
  return [simulated(`Stream with name ${name} already exists.`, 'streamName')];
}

function othersThan(accountState: AccountState, stream: StreamHistory | undefined): readonly StreamHistory[] {
  return accountState.datastream1.streams.filter(({ streamId }) => streamId !== stream?.streamId);
}

/** Returns the numbers in a list of ids, without duplicates. */
export function numbersIn(list: Json | undefined): readonly number[] {
  const items = isArray(list) ? list : [];
  return [...new Set(items.filter((item) => typeof item === 'number'))];
}

function checkIds(member: string, list: Json | undefined): readonly Finding[] {
  const items = isArray(list) ? list : [];
  return items.flatMap((item, index) =>
    Number.isSafeInteger(item) ? [] : [simulated(`${member}[${index}] must be an integer.`, member)],
  );
}

function checkFields1(body: JsonObject): readonly Finding[] {
  const { datasetFieldIds: list } = body;
  const streamType = typeOf(body);
  const known = streamType ? vendorFields1(streamType).map(({ id }) => id) : numbersIn(list);
  const unknown = numbersIn(list).filter((id) => !known.includes(id));
  return [
    ...checkIds('datasetFieldIds', list),
    ...unknown.map((id) =>
      simulated(`Data set field ${id} does not exist for ${streamType} streams.`, 'datasetFieldIds'),
    ),
  ];
}

function checkProperties1(
  accountState: AccountState,
  { propertyIds: list }: JsonObject,
  stream: StreamHistory | undefined,
): readonly Finding[] {
  const ids = numbersIn(list);
  const { propertiesPerStream } = accountState.settings.datastream1.limits;
  const about = (text: string) => simulated(text, 'propertyIds');
  return [
    ...checkIds('propertyIds', list),
    ...(ids.length > propertiesPerStream
      ? [about(`A stream takes at most ${propertiesPerStream} properties.`)]
      : []),
    ...ids.flatMap((id) => {
      const property = accountState.accountObjects.properties.find(({ propertyId }) => propertyId === id);
      const problem = property ? problemOf(accountState, property, stream) : 'is not one of this account';
      return problem === undefined ? [] : [about(`Property ${id} ${problem}.`)];
    }),
  ];
}

/** Refuses properties that are not active, because only active properties produce logs. */
function problemOf(
  accountState: AccountState,
  property: SimulatedProperty,
  stream: StreamHistory | undefined,
): string | undefined {
  if (!isActive(property)) return 'was never activated';
  const { streamsPerProperty } = accountState.settings.datastream1.limits;
  const others = othersThan(accountState, stream).filter((other) =>
    propertiesOf(other).includes(property.propertyId),
  );
  if (others.length < streamsPerProperty) return undefined;
  return `is in ${others.length} other streams; the limit is ${streamsPerProperty}`;
}

/** Returns the property ids of a stream's latest version. */
export function propertiesOf(stream: StreamHistory): readonly number[] {
  return numbersIn(latest(stream).content['propertyIds']);
}

/** @throws {Refused} If the group is unknown or does not have the contract. */
function checkPlace1(accountState: AccountState, groupId: number, contractId: Json | undefined): void {
  const group = accountState.accountObjects.groups.find((known) => known.groupId === groupId);
  // The message is that of DataStream 2, because the message of this API is not established.
  if (!group) throw new Refused(403, [simulated(NO_GROUP)]);
  if (typeof contractId === 'string' && group.contractIds.includes(contractId)) return;
  throw new Refused(400, [simulated('The contract does not belong to the group.', 'contractId')]);
}

function contentOf(body: JsonObject): JsonObject {
  const assumed = Object.entries(TYPE_MEMBERS).flatMap(([member, { type, assumed: value }]) =>
    type === typeOf(body) ? [[member, value] as const] : [],
  );
  return {
    ...Object.fromEntries(assumed),
    ...body,
    propertyIds: numbersIn(body['propertyIds']),
    datasetFieldIds: numbersIn(body['datasetFieldIds']),
    connectors: body['connectors'] ?? [],
  };
}
