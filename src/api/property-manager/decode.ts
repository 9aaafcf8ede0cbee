import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { type JsonResponse, unreadable } from '../transport/json-response.ts';

/** A property and its versions. Source: Property Manager API v1, `GET /properties/{propertyId}`. */
export interface PropertyVersions {
  readonly propertyId: number;
  readonly propertyName: string;
  readonly latestVersion: number;
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

/** The rule tree of one version. */
export interface RuleTree {
  /** `v2025-10-16` or `latest`. */
  readonly ruleFormat: string;
  /** The default rule, as returned. */
  readonly rules: Json;
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
    ...productionVersionIn(response, item),
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
    ...productionVersionIn(response, item),
  };
}

/** The members of a response that say which rule tree it contains. */
export type RuleTreeIdentity =
  | { readonly propertyId: number; readonly propertyVersion: number }
  | { readonly includeId: number; readonly includeVersion: number };

export function decodeRuleTree(response: JsonResponse, asked: RuleTreeIdentity): RuleTree {
  const body = objectIn(response, response.body);
  for (const [member, id] of Object.entries(asked)) {
    if (body[member] !== undefined) sameId(response, body, member, id);
  }
  const { rules } = body;
  if (!isObject(rules)) throw unreadable(response.request, 'it has no rules');
  return { ruleFormat: textIn(response, body, 'ruleFormat'), rules };
}

function productionVersionIn(
  response: JsonResponse,
  item: JsonObject,
): Pick<PropertyVersions, 'productionVersion'> {
  const value = item['productionVersion'] ?? null;
  return value === null ? {} : { productionVersion: idIn(response, item, 'productionVersion') };
}

function onlyItem(response: JsonResponse, list: Json | undefined): JsonObject {
  const [item, ...others] = itemsIn(response, list);
  if (!item || others.length > 0)
    throw unreadable(response.request, `it has ${others.length + (item ? 1 : 0)} items instead of 1`);
  return item;
}

function itemsIn(response: JsonResponse, list: Json | undefined): readonly JsonObject[] {
  const items = isObject(list) ? list['items'] : undefined;
  if (!isArray(items)) throw unreadable(response.request, 'it has no list of items');
  return items.map((item) => objectIn(response, item));
}

function objectIn({ request }: JsonResponse, value: Json): JsonObject {
  if (isObject(value)) return value;
  throw unreadable(request, 'a part of it is not an object');
}

function textIn({ request }: JsonResponse, item: JsonObject, member: string): string {
  const value = item[member];
  if (typeof value === 'string' && value !== '') return value;
  throw unreadable(request, `it has no usable ${member}`);
}

/** Returns a positive integer that is a number or a string, with or without the prefix of another client setting. */
function idIn({ request }: JsonResponse, item: JsonObject, member: string): number {
  const value = item[member];
  const id =
    typeof value === 'string' && /^[a-z]{3}_[0-9]+$|^[0-9]+$/.test(value) ? Number(bare(value)) : value;
  if (typeof id === 'number' && Number.isSafeInteger(id) && id > 0) return id;
  throw unreadable(request, `it has no usable ${member}`);
}

/** Checks that a response is about the object that was requested. */
function sameId(response: JsonResponse, item: JsonObject, member: string, asked: number): number {
  const id = idIn(response, item, member);
  if (id === asked) return id;
  throw unreadable(response.request, `it is about ${member} ${id}`);
}

function bare(id: string): string {
  return id.replace(/^[a-z]{3}_/, '');
}
