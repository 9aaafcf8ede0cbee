import type { JsonObject } from '../../model/json.ts';
import { type JsonResponse, unreadable } from '../transport/json-response.ts';
import { bare, idIn, itemsIn, objectIn, onlyItem, sameId, textIn } from './members.ts';

/** A property and its versions. Source: Property Manager API v1, `GET /properties/{propertyId}`. */
export interface PropertyVersions {
  readonly propertyId: number;
  readonly propertyName: string;
  readonly latestVersion: number;
  /** Absent: no version is active on staging. */
  readonly stagingVersion?: number;
  /** Absent: no version is active on production. */
  readonly productionVersion?: number;
  readonly contractId: string;
  readonly groupId: string;
}

/** An include and the version of it that is active on production. */
export interface IncludeVersions {
  readonly includeId: number;
  readonly includeName: string;
  /** Absent: no version is active on production. */
  readonly productionVersion?: number;
}

/**
 * Returns the id of the found property. The search returns one item for each version that is active or latest. Items of
 * other names are ignored: names are compared exactly here.
 * @throws {ApiError} kind `unreadable`, also if several properties have the name
 */
export function decodeFound(response: JsonResponse, propertyName: string): number | undefined {
  const { versions } = objectIn(response, response.body);
  const items = itemsIn(response, versions);
  const ids = items
    .filter((item) => item['propertyName'] === propertyName)
    .map((item) => idIn(response, item, 'propertyId'));
  const [id, ...others] = new Set(ids);
  if (others.length > 0) throw unreadable(response.request, 'it has several properties of this name');
  return id;
}

export function decodeProperty(response: JsonResponse, asked: number): PropertyVersions {
  const { properties } = objectIn(response, response.body);
  const item = onlyItem(response, properties);
  return {
    propertyId: sameId(response, item, 'propertyId', asked),
    propertyName: textIn(response, item, 'propertyName'),
    latestVersion: idIn(response, item, 'latestVersion'),
    ...activeVersion(response, item, 'stagingVersion'),
    ...activeVersion(response, item, 'productionVersion'),
    contractId: bare(textIn(response, item, 'contractId')),
    groupId: String(idIn(response, item, 'groupId')),
  };
}

export function decodeInclude(response: JsonResponse, asked: number): IncludeVersions {
  const { includes } = objectIn(response, response.body);
  const item = onlyItem(response, includes);
  return {
    includeId: sameId(response, item, 'includeId', asked),
    includeName: textIn(response, item, 'includeName'),
    ...activeVersion(response, item, 'productionVersion'),
  };
}

function activeVersion<N extends 'stagingVersion' | 'productionVersion'>(
  response: JsonResponse,
  item: JsonObject,
  member: N,
): { readonly [M in N]?: number } {
  const none: { readonly [M in N]?: number } = {};
  return (item[member] ?? null) === null ? none : { ...none, [member]: idIn(response, item, member) };
}
