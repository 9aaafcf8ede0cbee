import { type Json, type JsonObject, objectsIn } from '../../model/json.ts';
import { type AccountState, latest, type StreamHistory, type Version } from '../state/account-state.ts';
import { DATASET_GROUPS, type StreamType, vendorFields1 } from '../vendor/datastream1.ts';
import { sharingStreams } from './change-stream.ts';
import { numbersIn, propertiesOf } from './check-body.ts';

/** Builds a row of the list response. It has the names of the connectors and no data set fields. */
export function row1(accountState: AccountState, stream: StreamHistory): JsonObject {
  const { version, content } = latest(stream);
  return {
    ...head(accountState, stream, latest(stream)),
    currentVersionId: version,
    archived: false,
    connectors: objectsIn(content['connectors']).map((connector) => connector['connectorName'] ?? ''),
  };
}

/** Builds the response for one version of a stream, with its content. */
export function detail1(
  accountState: AccountState,
  stream: StreamHistory,
  version = latest(stream),
): JsonObject {
  const { quirks, extraMembers } = accountState.settings.datastream1;
  const { content } = version;
  const connectors = objectsIn(content['connectors']);
  const extra = extraMembers.root.flatMap((member) => {
    const value = content[member];
    return value === undefined ? [] : [[member, value] as const];
  });
  return {
    ...head(accountState, stream, version),
    modifiedBy: version.modifiedBy,
    modifiedDate: date1(version.modifiedAt),
    ...timeFrame(content, quirks),
    datasets: datasets1(
      content['streamType'] === 'RAW' ? 'RAW' : 'AGGREGATE',
      numbersIn(content['datasetFieldIds']),
    ),
    connectors: quirks.shufflesConnectors ? connectors.toReversed() : connectors,
    ...Object.fromEntries(extra),
  };
}

function head(accountState: AccountState, stream: StreamHistory, { version, content }: Version): JsonObject {
  const group = accountState.accountObjects.groups.find(({ groupId }) => groupId === stream.groupId);
  const current = version === latest(stream).version;
  return {
    streamId: stream.streamId,
    streamName: content['streamName'] ?? '',
    streamVersionId: version,
    createdBy: stream.createdBy,
    createdDate: date1(stream.createdAt),
    // The documents give each version its own status. The simulator reports every older version as DEACTIVATED.
    activationStatus: current ? stream.status : 'DEACTIVATED',
    groupId: stream.groupId,
    groupName: group?.groupName ?? '',
    contractId: content['contractId'] ?? '',
    streamType: content['streamType'] ?? '',
    properties: numbersIn(content['propertyIds']).map((id) => property(accountState, id)),
  };
}

function property(accountState: AccountState, propertyId: number): JsonObject {
  const known = accountState.accountObjects.properties.find((other) => other.propertyId === propertyId);
  return { propertyId, propertyName: known?.propertyName ?? '' };
}

/** No response of DataStream 1 contains `sampleRate`. */
function timeFrame(
  { streamType, timeFrame: minutes = 1 }: JsonObject,
  quirks: AccountState['settings']['datastream1']['quirks'],
): JsonObject {
  if (streamType === 'RAW') return quirks.returnsNullTimeFrame ? { timeFrame: null } : {};
  return { timeFrame: quirks.timeFrameAsText ? String(minutes) : minutes };
}

/**
 * Lists the data set fields of a stream type by group, in the server's order.
 * @param chosen Ids of the fields to include. Omitted: all fields of the type.
 */
export function datasets1(type: StreamType, chosen?: readonly number[]): readonly JsonObject[] {
  const fields = vendorFields1(type).filter(({ id }) => chosen?.includes(id) ?? true);
  return DATASET_GROUPS.flatMap(({ name, description }) => {
    const members = fields.filter(({ group }) => group === name);
    if (members.length === 0) return [];
    const datasetFields: Json = members.map(({ id, key, name: label }) => ({
      datasetFieldId: id,
      datasetFieldName: key,
      datasetFieldDescription: label,
    }));
    return [{ datasetGroupName: name, datasetGroupDescription: description, datasetFields }];
  });
}

/** Builds the response to a create or an edit: the ids, and the streams that share properties with this stream. */
export function update1(accountState: AccountState, stream: StreamHistory): JsonObject {
  const sharing = sharingStreams(accountState, stream);
  const elsewhere = sharing.flatMap(propertiesOf);
  const shared = propertiesOf(stream).filter((id) => elsewhere.includes(id));
  return {
    ...versionKey(stream),
    // In the documented sample, the stream itself is the first item.
    affectedStreams: [stream, ...sharing].map((other) => ({
      streamName: latest(other).content['streamName'] ?? '',
      ...versionKey(other),
    })),
    affectedProperties: shared.map((id) => property(accountState, id)),
  };
}

/** Builds the response to an activation or deactivation, which has ids only. */
export function versionKey(stream: StreamHistory): JsonObject {
  return { streamVersionKey: { streamId: stream.streamId, streamVersionId: latest(stream).version } };
}

/** Formats a date for a response: `dd-MM-yyyy HH:mm:ss GMT`. */
function date1(milliseconds: number): string {
  const text = new Date(milliseconds).toISOString();
  const [year, month, day] = text.slice(0, 10).split('-');
  return `${day}-${month}-${year} ${text.slice(11, 19)} GMT`;
}
