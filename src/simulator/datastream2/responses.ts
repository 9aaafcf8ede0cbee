import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { type AccountState, latest, type SimulatedStream, type Version } from '../state/account-state.ts';
import type { OmittableMember, Quirks } from '../state/quirks.ts';
import { vendorDestination } from '../vendor/destinations.ts';
import { MIDGRESS_FIELD, vendorFields } from '../vendor/fields.ts';
import { VENDOR_LOG_TYPES } from '../vendor/log-types.ts';
import { hostOf } from './check-destination.ts';
import { idsIn } from './check-lists.ts';

/** Builds a row of the list response: everything except the content (`Stream` of the v2 OpenAPI). */
export function rowOf(accountState: AccountState, stream: SimulatedStream): JsonObject {
  return headOf(accountState, stream, latest(stream));
}

/**
 * Builds the response for one version with its content (`StreamDetail` of the v2 OpenAPI), as the server formats it.
 */
export function detailOf(
  accountState: AccountState,
  stream: SimulatedStream,
  version = latest(stream),
): JsonObject {
  const { quirks, extraMembers } = accountState.settings;
  const { content } = version;
  const extra = extraMembers.root.flatMap((member) => {
    const value = content[member];
    return value === undefined ? [] : [[member, value] as const];
  });
  return {
    ...headOf(accountState, stream, version),
    ...midgress(content, quirks),
    ...emails(content, quirks),
    ...unless(quirks, 'samplingPercentage', { samplingPercentage: content['samplingPercentage'] ?? 100 }),
    deliveryConfiguration: returnedDelivery(content, quirks),
    destination: returnedDestination(version, quirks),
    datasetFields: returnedFields(stream, content, quirks),
    ...Object.fromEntries(extra),
  };
}

function headOf(accountState: AccountState, stream: SimulatedStream, version: Version): JsonObject {
  const { content, modifiedAt, modifiedBy } = version;
  const { quirks } = accountState.settings;
  return {
    ...unless(quirks, 'contractId', { contractId: content['contractId'] ?? '' }, ''),
    createdBy: stream.createdBy,
    createdDate: isoDate(stream.createdAt),
    ...unless(quirks, 'groupId', { groupId: stream.groupId }, 0),
    latestVersion: latest(stream).version,
    modifiedBy,
    modifiedDate: isoDate(modifiedAt),
    productId: productOf(accountState, stream, content),
    streamId: stream.streamId,
    streamName: content['streamName'] ?? '',
    streamStatus: stream.status,
    streamVersion: version.version,
    ...integration(accountState, stream, content),
    ...returnedSources(accountState, stream, content),
  };
}

/** Formats a date for a response: ISO 8601, UTC, whole seconds. */
export function isoDate(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

function unless(quirks: Quirks, member: OmittableMember, returned: JsonObject, empty?: Json): JsonObject {
  if (!quirks.omittedMembers.includes(member)) return returned;
  return quirks.emptiesOmitted && empty !== undefined ? { [member]: empty } : {};
}

function midgress(content: JsonObject, quirks: Quirks): JsonObject {
  const on = content['collectMidgress'] === true;
  if (content['collectMidgress'] === undefined && !on) return {};
  return on || !quirks.omitsFalseMidgress ? { collectMidgress: on } : {};
}

function emails(content: JsonObject, quirks: Quirks): JsonObject {
  const returned = content['notificationEmails'];
  if (isArray(returned)) return { notificationEmails: returned };
  return quirks.returnsUnset ? { notificationEmails: [] } : {};
}

function productOf(accountState: AccountState, { logType }: SimulatedStream, content: JsonObject): string {
  return VENDOR_LOG_TYPES[logType].productId ?? propertiesOf(accountState, content)[0]?.productId ?? '';
}

function propertiesOf(accountState: AccountState, content: JsonObject) {
  const ids = idsIn(content['properties'], 'propertyId');
  return accountState.accountObjects.properties.filter(({ propertyId }) => ids.includes(propertyId));
}

/**
 * The server computes this value: DS_MANAGED, PM_DEPENDENT, or HYBRID if the stream has properties of both kinds.
 * Only CDN streams have it.
 */
function integration(
  accountState: AccountState,
  { logType }: SimulatedStream,
  content: JsonObject,
): JsonObject {
  if (!VENDOR_LOG_TYPES[logType].sources?.areProperties) return {};
  const [one, other] = new Set(propertiesOf(accountState, content).map((property) => property.integration));
  const integrationType = other ? 'HYBRID' : (one ?? 'PM_DEPENDENT');
  return unless(accountState.settings.quirks, 'integrationType', { integrationType });
}

function returnedSources(
  accountState: AccountState,
  { logType }: SimulatedStream,
  content: JsonObject,
): JsonObject {
  const { sources } = VENDOR_LOG_TYPES[logType];
  if (!sources) return {};
  const { quirks } = accountState.settings;
  const account = new Map(sources.of(accountState.accountObjects).map(({ id, returned }) => [id, returned]));
  const ids = once(idsIn(content[sources.member], sources.idMember), quirks);
  const items = ids.map((id) => ({
    ...(account.get(id) ?? { [sources.idMember]: id }),
    ...(sources.areProperties ? propertyIntegration(accountState, id) : {}),
  }));
  return { [sources.member]: quirks.shufflesSources ? items.toReversed() : items };
}

/** Every property has the member too, without the value HYBRID. Clients read it and may have to do without it. */
function propertyIntegration(accountState: AccountState, id: number | string): JsonObject {
  const property = accountState.accountObjects.properties.find(({ propertyId }) => propertyId === id);
  if (!property) return {};
  return unless(accountState.settings.quirks, 'integrationType', { integrationType: property.integration });
}

function returnedFields(
  { logType }: SimulatedStream,
  content: JsonObject,
  quirks: Quirks,
): readonly JsonObject[] {
  const table = vendorFields(logType);
  const chosen = VENDOR_LOG_TYPES[logType].fixedFields
    ? table.map(({ id }) => id)
    : once(idsIn(content['datasetFields'], 'datasetFieldId'), quirks);
  const midgressId =
    content['collectMidgress'] === true && quirks.addsMidgressField ? [MIDGRESS_FIELD.id] : [];
  const ids = [...shuffled(chosen, content, quirks), ...midgressId];
  const known = new Map([...table, MIDGRESS_FIELD].map((field) => [field.id, field]));
  return ids.map((id) => ({
    datasetFieldId: id,
    datasetFieldName: known.get(Number(id))?.name ?? '',
    datasetFieldJsonKey: known.get(Number(id))?.key ?? '',
  }));
}

function shuffled(
  ids: readonly (number | string)[],
  content: JsonObject,
  quirks: Quirks,
): readonly (number | string)[] {
  const delivery = content['deliveryConfiguration'];
  const json = isObject(delivery) && delivery['format'] === 'JSON';
  if (!quirks.shufflesJsonFields || !json) return ids;
  const rank = (id: number | string) => (Number(id) * 7919) % 1009;
  return ids.toSorted((one, other) => rank(one) - rank(other) || Number(one) - Number(other));
}

function once<T>(ids: readonly T[], quirks: Quirks): readonly T[] {
  return quirks.collapsesDuplicates ? [...new Set(ids)] : ids;
}

function destinationOf(content: JsonObject): JsonObject {
  const destination = content['destination'];
  return isObject(destination) ? destination : {};
}

function returnedDelivery(content: JsonObject, quirks: Quirks): JsonObject {
  const delivery = content['deliveryConfiguration'];
  const kept = isObject(delivery) ? delivery : {};
  const vendor = vendorDestination(String(destinationOf(content)['destinationType']));
  const named = vendor?.family === 'object' && quirks.returnsFileNameDefaults;
  const returned = { ...(named ? { uploadFilePrefix: 'ak', uploadFileSuffix: 'ds' } : {}), ...kept };
  return withoutOmitted(returned, ['uploadFilePrefix', 'uploadFileSuffix'], quirks);
}

function withoutOmitted(
  returned: JsonObject,
  members: readonly OmittableMember[],
  { omittedMembers }: Quirks,
): JsonObject {
  const omitted: readonly string[] = members.filter((member) => omittedMembers.includes(member));
  return Object.fromEntries(Object.entries(returned).filter(([member]) => !omitted.includes(member)));
}

function returnedDestination({ content, given }: Version, quirks: Quirks): JsonObject {
  const kept = destinationOf(content);
  const type = String(kept['destinationType']);
  const vendor = vendorDestination(type);
  const returned = {
    ...tlsHostname(kept, vendor?.members['tlsHostname'] !== undefined, quirks),
    ...(vendor?.members['tags'] !== undefined && quirks.returnsUnset ? { tags: null } : {}),
    ...kept,
    destinationType: quirks.mixedCaseOracle ? (vendor?.returnedAs ?? type) : type.toUpperCase(),
    ...compression(type, kept, vendor?.compressed, quirks),
    ...mutualTls(given, quirks),
  };
  return withoutOmitted(returned, ['indexName'], quirks);
}

function tlsHostname(destination: JsonObject, takes: boolean, quirks: Quirks): JsonObject {
  const { endpoint } = destination;
  const host = typeof endpoint === 'string' ? hostOf(endpoint) : undefined;
  return takes && quirks.returnsTlsHostname && host !== undefined ? { tlsHostname: host } : {};
}

function compression(
  type: string,
  { compressLogs }: JsonObject,
  byDefault: boolean | undefined,
  quirks: Quirks,
): JsonObject {
  if (type.toUpperCase() === 'S3_COMPATIBLE' && !quirks.returnsS3CompatibleCompression) return {};
  if (compressLogs !== undefined) return { compressLogs };
  return byDefault !== undefined && quirks.returnsCompression ? { compressLogs: byDefault } : {};
}

function mutualTls(given: readonly string[], quirks: Quirks): JsonObject {
  const set = given.includes('clientCert') || (quirks.mutualTlsForAuthorityOnly && given.includes('caCert'));
  if (!set) return {};
  return quirks.mutualTls === 'mTLS' ? { mTLS: 'Enabled' } : { mTlsEnabled: true };
}
