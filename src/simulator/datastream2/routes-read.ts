import type { Json, JsonObject } from '../../model/json.ts';
import { Refused, refused, refusedSimulated } from '../protocol/refusal.ts';
import type { Call, LogRoute, Reply } from '../protocol/route.ts';
import { wholeNumber } from '../protocol/rules.ts';
import { vendorFields } from '../vendor/fields.ts';
import { VENDOR_LOG_TYPES } from '../vendor/log-types.ts';
import type { VendorSources } from '../vendor/sources.ts';
import { NO_GROUP } from './check-body.ts';
import { namedStream } from './named-stream.ts';
import { detailOf, isoDate, rowOf } from './responses.ts';

/** The operations that only read. */
export const READ_ROUTES: readonly LogRoute[] = [
  { method: 'GET', pattern: '/streams', run: listStreams },
  { method: 'GET', pattern: '/streams/{streamId}', run: getStream },
  { method: 'GET', pattern: '/streams/{streamId}/history', run: getHistory },
  { method: 'GET', pattern: '/streams/{streamId}/activation-history', run: getActivationHistory },
  { method: 'GET', pattern: '/datasets-fields', run: listFields },
  { method: 'GET', pattern: '/groups', run: listGroups },
  ...Object.entries(VENDOR_LOG_TYPES).flatMap(([logType, { sources }]) =>
    sources ? [catalogRoute(logType, sources)] : [],
  ),
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

/** The list of the sources of a log type, for the group and the contract in its path. */
function catalogRoute(logType: string, { member, catalog }: VendorSources): LogRoute {
  const { pattern, isBare, isPaged } = catalog;
  const run = (call: Call): Reply => {
    const scope = {
      ...(pattern.includes('{groupId}') ? { groupId: knownGroup(call) } : {}),
      ...(pattern.includes('{contractId}') ? { contractId: knownContract(call) } : {}),
    };
    const all = catalog.entries(call.accountState.accountObjects, {
      groupId: Number.NaN,
      contractId: '',
      ...scope,
    });
    if (isBare) return ok(all);
    const { entries, ...paging } = isPaged ? pageOf(all, call) : { entries: all };
    return ok({ ...paging, ...scope, [member]: entries });
  };
  return { method: 'GET', pattern, logTypes: [logType], run };
}

function pageOf(all: readonly JsonObject[], { query }: Call) {
  const page = wholeNumber(query, 'page') ?? 1;
  const pageSize = wholeNumber(query, 'pageSize') ?? 1000;
  if (page < 1 || pageSize < 1) throw refusedSimulated('page and pageSize count from 1.', 'page');
  const lastPage = Math.max(1, Math.ceil(all.length / pageSize));
  return {
    metadata: { page, pageSize, lastPage, totalElements: all.length },
    entries: all.slice((page - 1) * pageSize, page * pageSize),
  };
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
