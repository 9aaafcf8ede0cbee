import type { Json, JsonObject } from '../../model/json.ts';
import { Refused, refused, refusedSimulated } from '../protocol/refusal.ts';
import type { Call, LogRoute, Reply } from '../protocol/route.ts';
import { wholeNumber } from '../protocol/rules.ts';
import { vendorFields } from '../vendor/fields.ts';
import { detailOf, isoDate, rowOf } from './answers.ts';
import { NO_GROUP } from './check-body.ts';
import { namedStream } from './named-stream.ts';

/** The operations that only read. */
export const READ_ROUTES: readonly LogRoute[] = [
  { method: 'GET', pattern: '/streams', run: listStreams },
  { method: 'GET', pattern: '/streams/{streamId}', run: getStream },
  { method: 'GET', pattern: '/streams/{streamId}/history', run: getHistory },
  { method: 'GET', pattern: '/streams/{streamId}/activation-history', run: getActivationHistory },
  { method: 'GET', pattern: '/datasets-fields', run: listFields },
  { method: 'GET', pattern: '/groups', run: listGroups },
  { method: 'GET', pattern: '/groups/{groupId}/properties', logTypes: ['cdn'], run: listProperties },
  { method: 'GET', pattern: '/contracts/{contractId}/zones', logTypes: ['edns'], run: listZones },
  { method: 'GET', pattern: '/contracts/{contractId}/properties', logTypes: ['gtm'], run: listGtmProperties },
  {
    method: 'GET',
    pattern: '/groups/{groupId}/contracts/{contractId}/configs',
    logTypes: ['appsec'],
    run: listAppSecConfigs,
  },
  {
    method: 'GET',
    pattern: '/contracts/{contractId}/answerxSSIDs',
    logTypes: ['answerx'],
    run: listAnswerXs,
  },
];

function ok(body: Json): Reply {
  return { status: 200, body };
}

function listStreams({ accountState, logType, query }: Call): Reply {
  const groupId = wholeNumber(query, 'groupId');
  const names = query.get('objectName')?.split(',').filter(Boolean) ?? [];
  if (names.length > 5) throw refusedSimulated('objectName takes at most five names.', 'objectName');
  const rows = accountState.streams
    .filter((stream) => stream.logType === logType && (groupId === undefined || stream.groupId === groupId))
    .map((stream) => rowOf(accountState, stream));
  return ok(names.length === 0 ? rows : rows.filter((row) => namesSource(row, names)));
}

function namesSource(row: JsonObject, names: readonly string[]): boolean {
  const lists = Object.values(row).filter((value) => Array.isArray(value));
  const returned = lists.flat().flatMap((item: JsonObject) => Object.values(item));
  return names.some((name) => returned.includes(name));
}

/**
 * `version` has no effect in v3 (changelog of the vendor's PowerShell module). The response has the latest version.
 */
function getStream(call: Call): Reply {
  return ok(detailOf(call.accountState, namedStream(call)));
}

/** Both bounds default to 1. The documents require start < end; the simulator also accepts equal bounds. */
function getHistory(call: Call): Reply {
  const stream = namedStream(call);
  const first = wholeNumber(call.query, 'startVersion') ?? 1;
  const last = wholeNumber(call.query, 'endVersion') ?? 1;
  if (first > last || first < 1) {
    throw refusedSimulated('startVersion must be less than endVersion.', 'startVersion');
  }
  const versions = stream.versions.filter(({ version }) => version >= first && version <= last);
  return ok(versions.toReversed().map((version) => detailOf(call.accountState, stream, version)));
}

function getActivationHistory(call: Call): Reply {
  const stream = namedStream(call);
  const lines = stream.activations.toReversed().map(({ version, status, by, at }) => ({
    streamId: stream.streamId,
    streamVersion: version,
    status,
    modifiedBy: by,
    modifiedDate: isoDate(at),
  }));
  return ok(lines);
}

function listFields({ accountState, logType, query }: Call): Reply {
  const product = query.get('productId');
  if (
    product !== null &&
    !accountState.accountObjects.properties.some(({ productId }) => productId === product)
  ) {
    throw refused('Invalid product ID. Provide the correct product ID and try again.');
  }
  const datasetFields = vendorFields(logType).map(({ id, key, name, group }) => ({
    datasetFieldId: id,
    datasetFieldName: name,
    datasetFieldJsonKey: key,
    datasetFieldDescription: `${name}.`,
    datasetFieldGroup: group,
  }));
  return ok({ datasetFields });
}

function listGroups({ accountState, query }: Call): Reply {
  const contract = query.get('contractId');
  const groups = accountState.accountObjects.groups.filter(
    ({ contractIds }) => contract === null || contractIds.includes(contract),
  );
  return ok({ groups });
}

/** Lists active properties only, whether or not DataStream manages them. */
function listProperties(call: Call): Reply {
  const groupId = knownGroup(call);
  const properties = call.accountState.accountObjects.properties
    .filter((property) => property.groupId === groupId && property.active)
    .map(({ propertyId, propertyName, productId, contractId, hostnames }) => ({
      propertyId,
      propertyName,
      productId,
      productName: productId.replaceAll('_', ' '),
      contractId,
      hostnames,
    }));
  return ok({ groupId, properties });
}

function listZones(call: Call): Reply {
  const contractId = knownContract(call);
  const zones = call.accountState.accountObjects.zones.filter((zone) => zone.contractId === contractId);
  return ok({ contractId, zones: zones.map(({ zoneName }) => ({ zoneName })) });
}

function listGtmProperties(call: Call): Reply {
  const contractId = knownContract(call);
  const properties = call.accountState.accountObjects.gtmProperties.filter(
    (property) => property.contractId === contractId,
  );
  return ok({ contractId, properties: properties.map(({ propertyName }) => ({ propertyName })) });
}

function listAppSecConfigs(call: Call): Reply {
  const groupId = knownGroup(call);
  const contractId = knownContract(call);
  const configs = call.accountState.accountObjects.appSecConfigs
    .filter((config) => config.groupId === groupId && config.contractId === contractId)
    .map(({ id, name }) => ({
      id,
      name,
      fileType: 'RBAC',
      latestVersion: 1,
      productionVersion: 1,
      targetProduct: 'KSD',
    }));
  return ok(configs);
}

function listAnswerXs(call: Call): Reply {
  const contractId = knownContract(call);
  const all = call.accountState.accountObjects.answerXs.filter(
    (service) => service.contractId === contractId,
  );
  const page = wholeNumber(call.query, 'page') ?? 1;
  const pageSize = wholeNumber(call.query, 'pageSize') ?? 1000;
  if (page < 1 || pageSize < 1) throw refusedSimulated('page and pageSize count from 1.', 'page');
  const serviceSubletterIds = all
    .slice((page - 1) * pageSize, page * pageSize)
    .map(({ ssid, name }) => ({ ssid, name, product: 'AnswerX' }));
  const lastPage = Math.max(1, Math.ceil(all.length / pageSize));
  const metadata = { page, pageSize, lastPage, totalElements: all.length };
  return ok({ metadata, contractId, serviceSubletterIds });
}

function knownGroup({ accountState, params }: Call): number {
  const groupId = Number(params['groupId']);
  if (accountState.accountObjects.groups.some((group) => group.groupId === groupId)) return groupId;
  throw new Refused(403, [{ detail: NO_GROUP, known: true }]);
}

function knownContract({ accountState, params }: Call): string {
  const contractId = String(params['contractId']);
  if (accountState.accountObjects.groups.some(({ contractIds }) => contractIds.includes(contractId)))
    return contractId;
  throw new Refused(403, [{ detail: 'The contract is not known.' }]);
}
