import type { LogType } from '../../model/collection.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { type Finding, finding, simulated } from '../protocol/refusal.ts';
import { checkMembers } from '../protocol/rules.ts';
import { type AccountState, latest } from '../state/account-state.ts';
import { isActive, type SimulatedProperty } from '../state/property.ts';
import { MIDGRESS_FIELD, vendorFields } from '../vendor/fields.ts';
import { VENDOR_LOG_TYPES } from '../vendor/log-types.ts';

/** The stream that a request body is for. */
export interface Addressee {
  readonly logType: LogType;
  /** Absent: the request creates the stream. */
  readonly streamId?: number;
}

/**
 * Returns the ids in a list of a request body or of stored content, in the same order. Items without an id are
 * skipped.
 */
export function idsIn(list: Json | undefined, idMember: string): readonly (number | string)[] {
  const items = isArray(list) ? list : [];
  return items.flatMap((item) => {
    const id = isObject(item) ? item[idMember] : undefined;
    return typeof id === 'number' || typeof id === 'string' ? [id] : [];
  });
}

/** Checks the data set fields. Returns every finding. */
export function checkFields(body: JsonObject, { logType, streamId }: Addressee): readonly Finding[] {
  const accepted = streamId === undefined ? [] : ['datasetFieldName', 'datasetFieldJsonKey'];
  const items = checkItems(body['datasetFields'], 'datasetFields', 'datasetFieldId', 'integer', accepted);
  const known = new Set(vendorFields(logType).map(({ id }) => id));
  const wrong = idsIn(body['datasetFields'], 'datasetFieldId').flatMap((id) => fieldFinding(id, known));
  return [...items, ...wrong];
}

function fieldFinding(id: number | string, known: ReadonlySet<number>): readonly Finding[] {
  if (id === MIDGRESS_FIELD.id) {
    const text = `Data set field ${id} follows collectMidgress and is accepted only with collectMidgress: true.`;
    return [simulated(text, 'datasetFields')];
  }
  if (typeof id === 'number' && known.has(id)) return [];
  return [{ ...simulated(`Data set field ${id} does not exist.`, 'datasetFields'), value: id }];
}

/** Checks the sources: properties, zones, configurations. Returns every finding. */
export function checkSources(
  body: JsonObject,
  addressee: Addressee,
  accountState: AccountState,
): readonly Finding[] {
  const { sources } = VENDOR_LOG_TYPES[addressee.logType];
  if (!sources) return [];
  const { member, idMember, idType, returnedMembers } = sources;
  const isAccepted = addressee.streamId !== undefined || sources.createAcceptsReturned;
  const accepted = isAccepted ? returnedMembers : [];
  const items = checkItems(body[member], member, idMember, idType, accepted);
  const account = new Set(sources.of(accountState.accountObjects).map(({ id }) => id));
  const ids = [...new Set(idsIn(body[member], idMember))];
  const unknown = ids.filter((id) => !account.has(id)).map((id) => unknownSource(member, id));
  const rest = sources.areProperties ? checkProperties(ids, addressee, accountState) : [];
  return [...items, ...unknown, ...rest];
}

function unknownSource(member: string, id: number | string): Finding {
  return { ...simulated(`${member} names ${id}, which this account does not have.`, member), value: id };
}

function checkItems(
  list: Json | undefined,
  member: string,
  idMember: string,
  idType: 'integer' | 'string',
  accepted: readonly string[],
): readonly Finding[] {
  if (!isArray(list)) return [];
  const type = idType === 'integer' ? 'integer' : 'text';
  return list.flatMap((item, index) => {
    const at = `${member}[${index}]`;
    if (!isObject(item)) return [simulated(`${at} must be an object.`, at)];
    return checkMembers({ [idMember]: { type, required: true } }, item, `${at}.`, accepted);
  });
}

function checkProperties(
  ids: readonly (number | string)[],
  addressee: Addressee,
  accountState: AccountState,
): readonly Finding[] {
  const properties = accountState.accountObjects.properties.filter(({ propertyId }) =>
    ids.includes(propertyId),
  );
  const { propertiesPerStream } = accountState.settings.limits;
  const many = ids.length > propertiesPerStream;
  const products = new Set(properties.map(({ productId }) => productId));
  return [
    ...(many ? [simulated(`A stream takes at most ${propertiesPerStream} properties.`, 'properties')] : []),
    ...(products.size > 1 ? [simulated('All properties must be of the same product.', 'properties')] : []),
    ...properties.filter(isAsleep).map(asleep),
    ...properties.flatMap((property) => checkStreamsPerProperty(property, addressee, accountState)),
  ];
}

/** In v3, a property that DataStream manages may be inactive. A property that needs the behavior must be active. */
function isAsleep(property: SimulatedProperty): boolean {
  return !isActive(property) && property.integration !== 'DS_MANAGED';
}

function asleep({ propertyId }: SimulatedProperty): Finding {
  return { ...simulated(`Property ${propertyId} was never activated.`, 'properties'), value: propertyId };
}

function checkStreamsPerProperty(
  { propertyId }: SimulatedProperty,
  addressee: Addressee,
  accountState: AccountState,
): readonly Finding[] {
  const { streamsPerProperty } = accountState.settings.limits;
  const others = accountState.streams.filter(
    (stream) =>
      VENDOR_LOG_TYPES[stream.logType].sources?.areProperties &&
      stream.streamId !== addressee.streamId &&
      idsIn(latest(stream).content['properties'], 'propertyId').includes(propertyId),
  );
  if (others.length < streamsPerProperty) return [];
  const text = `Property ${propertyId} is in ${others.length} other streams; the limit is ${streamsPerProperty}.`;
  return [{ ...simulated(text, 'properties'), value: propertyId }];
}

/**
 * Refuses a name that another stream of the same log type has. Whether names must be unique across log types is not
 * established.
 */
export function checkName(
  name: Json | undefined,
  addressee: Addressee,
  accountState: AccountState,
): readonly Finding[] {
  const taken = accountState.streams.some(
    (stream) =>
      stream.logType === addressee.logType &&
      stream.streamId !== addressee.streamId &&
      latest(stream).content['streamName'] === name,
  );
  if (!taken || typeof name !== 'string') return [];
  return [finding(`Stream with name ${name} already exists.`, 'streamName', name)];
}
