import { Refused, refusedSimulated } from '../protocol/refusal.ts';
import type { RouteRequest } from '../protocol/route.ts';
import type { RuleVersion, SimulatedInclude, SimulatedProperty, Versioned } from '../state/property.ts';

/** The kinds of ids in responses. */
type Prefix = 'act_' | 'aid_' | 'atv_' | 'ctr_' | 'ehn_' | 'grp_' | 'inc_' | 'prd_' | 'prp_';

/** Writes an id as the request asks for: `prp_175780` or `175780`. */
export type WriteId = (prefix: Prefix, id: number | string) => string;

/**
 * Reads how ids are written in the response. The header `PAPI-Use-Prefixes` overrides the client setting.
 * @throws {Refused} If the header is neither `true` nor `false`.
 */
export function idWriter({ headers, accountState }: RouteRequest): WriteId {
  const { usesPrefixes } = accountState.settings.propertyManager;
  const { 'papi-use-prefixes': word = String(usesPrefixes) } = headers;
  if (word === 'true') return (prefix, id) => `${prefix}${id}`;
  if (word === 'false') return (_, id) => String(id);
  throw refusedSimulated('PAPI-Use-Prefixes must be true or false.');
}

/**
 * Finds the property that `{propertyId}` identifies. The contract and group may be omitted, but must be right.
 * @throws {Refused} With 404 if it does not exist.
 */
export function requestedProperty(call: RouteRequest): SimulatedProperty {
  const id = bareId(call.params['propertyId'], 'prp_');
  const property = call.accountState.accountObjects.properties.find(
    (known) => String(known.propertyId) === id,
  );
  if (!property || !isInScope(property, call)) throw new Refused(404, []);
  return property;
}

/**
 * Finds the include that `{includeId}` identifies.
 * @throws {Refused} With 404 if it does not exist, and with 400 if the request has no contract or no group. The
 * documents require both for every call without a property id, except in the description of single calls. This is the
 * stricter reading.
 */
export function requestedInclude(call: RouteRequest): SimulatedInclude {
  for (const name of ['contractId', 'groupId']) {
    if (!call.query.get(name)) throw refusedSimulated(`${name} is required for includes.`, name);
  }
  const id = bareId(call.params['includeId'], 'inc_');
  const include = call.accountState.accountObjects.includes.find((known) => String(known.includeId) === id);
  if (!include || !isInScope(include, call)) throw new Refused(404, []);
  return include;
}

/**
 * Finds the version that `{version}` identifies.
 * @throws {Refused} With 404 if it does not exist.
 */
export function requestedVersion(owner: Versioned, { params }: RouteRequest): RuleVersion {
  const version = owner.versions.find((known) => String(known.version) === params['version']);
  if (!version) throw new Refused(404, []);
  return version;
}

function isInScope({ contractId, groupId }: Versioned, { query }: RouteRequest): boolean {
  const contract = query.get('contractId');
  const group = query.get('groupId');
  return (
    (contract === null || bareId(contract, 'ctr_') === contractId) &&
    (group === null || bareId(group, 'grp_') === String(groupId))
  );
}

/** Requests may contain ids with or without their prefix, whatever the header says. */
export function bareId(id = '', prefix: Prefix): string {
  return id.startsWith(prefix) ? id.slice(prefix.length) : id;
}
