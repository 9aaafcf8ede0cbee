import type { JsonObject } from '../../model/json.ts';
import type { AccountObjects } from '../state/account-state.ts';
import {
  activeVersion,
  hostnamesOf,
  newestVersion,
  type RuleVersion,
  type SimulatedInclude,
  type SimulatedProperty,
  statusOn,
  type Versioned,
} from '../state/property.ts';
import { etagOf } from './etag.ts';
import type { WriteId } from './request.ts';
import { includeIdsIn } from './rule-tree.ts';

/** The account of every simulated object, as DataStream 1 returns it. */
const ACCOUNT = '1-EXAMPLE';

/** Builds the item of a property. */
export function propertyItem(property: SimulatedProperty, id: WriteId): JsonObject {
  return {
    ...scopeOf(property, id),
    ...propertyIds(property, id),
    latestVersion: newestVersion(property).version,
    ...networkVersions(property),
    assetId: assetOf(property.propertyId, id),
    productId: id('prd_', property.productId),
    ruleFormat: newestVersion(property).ruleFormat,
    propertyType: 'TRADITIONAL',
    note: newestVersion(property).note,
  };
}

/** Builds the item of an include. */
export function includeItem(include: SimulatedInclude, id: WriteId): JsonObject {
  return {
    ...scopeOf(include, id),
    ...includeIds(include, id),
    latestVersion: newestVersion(include).version,
    ...networkVersions(include),
    assetId: assetOf(include.includeId, id),
    propertyType: 'INCLUDE',
  };
}

/** Lists the includes that a version of a property uses, and whether the live versions use them. */
export function usedIncludes(
  { includes }: AccountObjects,
  property: SimulatedProperty,
  version: RuleVersion,
  id: WriteId,
): readonly JsonObject[] {
  const used = includeIdsIn(version.rules);
  const isUsedIn = (includeId: number, live: RuleVersion | undefined) =>
    live !== undefined && includeIdsIn(live.rules).includes(includeId);
  return includes
    .filter(({ includeId }) => used.includes(includeId))
    .map((include) => ({
      ...scopeOf(include, id),
      ...includeIds(include, id),
      ...networkVersions(include),
      assetId: assetOf(include.includeId, id),
      isIncludeUsedInProductionVersion: isUsedIn(include.includeId, activeVersion(property, 'PRODUCTION')),
      isIncludeUsedInStagingVersion: isUsedIn(include.includeId, activeVersion(property, 'STAGING')),
    }));
}

/** Builds the members around the versions of a property. */
export function propertyHead(property: SimulatedProperty, id: WriteId): JsonObject {
  return {
    ...propertyIds(property, id),
    ...scopeOf(property, id),
    assetId: assetOf(property.propertyId, id),
  };
}

/** Builds the members around the rules or the hostnames of a version of a property. */
export function rulesHead(property: SimulatedProperty, { version }: RuleVersion, id: WriteId): JsonObject {
  const { propertyName: _, assetId: __, ...ids } = propertyHead(property, id);
  return { ...ids, propertyVersion: version };
}

/** Builds the members around the versions of an include. */
export function includeHead(include: SimulatedInclude, id: WriteId): JsonObject {
  return { ...includeIds(include, id), ...scopeOf(include, id), assetId: assetOf(include.includeId, id) };
}

/** Builds the item of a version. `versionMember` is `propertyVersion` or `includeVersion`. */
export function versionItem(
  owner: Versioned,
  version: RuleVersion,
  versionMember: string,
  id: WriteId,
): JsonObject {
  return {
    [versionMember]: version.version,
    ...statuses(owner, version),
    etag: etagOf(owner, version),
    productId: id('prd_', owner.productId),
    ruleFormat: version.ruleFormat,
    note: version.note,
  };
}

/** Builds the item of a version in the result of a search. */
export function foundItem(property: SimulatedProperty, version: RuleVersion, id: WriteId): JsonObject {
  return {
    ...propertyHead(property, id),
    propertyVersion: version.version,
    ...statuses(property, version),
  };
}

/**
 * Lists the hostnames of a version. The certificate is one that the customer manages, so it has no status here.
 */
export function hostnameItems(
  property: SimulatedProperty,
  version: RuleVersion,
  id: WriteId,
): readonly JsonObject[] {
  return hostnamesOf(property, version).map((cnameTo, index) => ({
    cnameType: 'EDGE_HOSTNAME',
    edgeHostnameId: id('ehn_', property.propertyId * 10 + index),
    cnameFrom: hostnameOf(cnameTo),
    cnameTo,
    certProvisioningType: 'CPS_MANAGED',
  }));
}

/** Writes a time, milliseconds since 1970, as the vendor does. */
export function isoSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** The path before the paths of all operations. */
export const BASE = '/papi/v1/';

/**
 * Returns the path of an object that belongs to a property. The vendor's own links begin with `/papi/v0/` or
 * `/papi/v1/`.
 * @param path After the id of the property.
 */
export function linkIn(
  { contractId, groupId, propertyId }: SimulatedProperty,
  path: string,
  id: WriteId,
): string {
  const scope = `contractId=${id('ctr_', contractId)}&groupId=${id('grp_', groupId)}`;
  return `${BASE}properties/${id('prp_', propertyId)}/${path}?${scope}`;
}

/** Returns the hostname of visitors that leads to an edge hostname: `www.example.com` for `www.example.com.edgekey.net`. */
export function hostnameOf(edgeHostname: string): string {
  return edgeHostname.replace(/\.(edgekey|edgesuite|akamaized)\.net$/u, '');
}

function statuses(owner: Versioned, { version, updatedBy, updatedAt }: RuleVersion): JsonObject {
  return {
    updatedByUser: updatedBy,
    updatedDate: isoSeconds(updatedAt),
    productionStatus: statusOn(owner, 'PRODUCTION', version),
    stagingStatus: statusOn(owner, 'STAGING', version),
  };
}

function networkVersions(owner: Versioned): JsonObject {
  return {
    stagingVersion: activeVersion(owner, 'STAGING')?.version ?? null,
    productionVersion: activeVersion(owner, 'PRODUCTION')?.version ?? null,
  };
}

function scopeOf({ contractId, groupId }: Versioned, id: WriteId): JsonObject {
  return {
    accountId: id('act_', ACCOUNT),
    contractId: id('ctr_', contractId),
    groupId: id('grp_', groupId),
  };
}

function propertyIds({ propertyId, propertyName }: SimulatedProperty, id: WriteId): JsonObject {
  return { propertyId: id('prp_', propertyId), propertyName };
}

function includeIds({ includeId, includeName, includeType }: SimulatedInclude, id: WriteId): JsonObject {
  return { includeId: id('inc_', includeId), includeName, includeType };
}

/** Whether an asset id is related to the id of its property is not established. */
function assetOf(id: number, write: WriteId): string {
  return write('aid_', id + 10_000_000);
}
