import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { type Answer, unreadable } from '../transport/json-response.ts';

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
 */
export function decodeFound(answer: Answer, propertyName: string): number | undefined {
  const { versions } = objectIn(answer, answer.body);
  const items = itemsIn(answer, versions);
  const ids = items
    .filter((item) => item['propertyName'] === propertyName)
    .map((item) => idIn(answer, item, 'propertyId'));
  return ids[0];
}

export function decodeProperty(answer: Answer, asked: number): PropertyVersions {
  const { properties } = objectIn(answer, answer.body);
  const item = onlyItem(answer, properties);
  return {
    propertyId: sameId(answer, item, 'propertyId', asked),
    propertyName: textIn(answer, item, 'propertyName'),
    latestVersion: idIn(answer, item, 'latestVersion'),
    ...productionVersionIn(answer, item),
    contractId: bare(textIn(answer, item, 'contractId')),
    groupId: String(idIn(answer, item, 'groupId')),
  };
}

export function decodeInclude(answer: Answer, asked: number): IncludeVersions {
  const { includes } = objectIn(answer, answer.body);
  const item = onlyItem(answer, includes);
  return {
    includeId: sameId(answer, item, 'includeId', asked),
    includeName: textIn(answer, item, 'includeName'),
    ...productionVersionIn(answer, item),
  };
}

export function decodeRuleTree(answer: Answer): RuleTree {
  const body = objectIn(answer, answer.body);
  const { rules } = body;
  if (!isObject(rules)) throw unreadable(answer.request, 'it has no rules');
  return { ruleFormat: textIn(answer, body, 'ruleFormat'), rules };
}

function productionVersionIn(answer: Answer, item: JsonObject): Pick<PropertyVersions, 'productionVersion'> {
  const value = item['productionVersion'] ?? null;
  return value === null ? {} : { productionVersion: idIn(answer, item, 'productionVersion') };
}

function onlyItem(answer: Answer, list: Json | undefined): JsonObject {
  const [item, ...others] = itemsIn(answer, list);
  if (!item || others.length > 0)
    throw unreadable(answer.request, `it has ${others.length + (item ? 1 : 0)} items instead of 1`);
  return item;
}

function itemsIn(answer: Answer, list: Json | undefined): readonly JsonObject[] {
  const items = isObject(list) ? list['items'] : undefined;
  if (!isArray(items)) throw unreadable(answer.request, 'it has no list of items');
  return items.map((item) => objectIn(answer, item));
}

function objectIn({ request }: Answer, value: Json): JsonObject {
  if (isObject(value)) return value;
  throw unreadable(request, 'a part of it is not an object');
}

function textIn({ request }: Answer, item: JsonObject, member: string): string {
  const value = item[member];
  if (typeof value === 'string' && value !== '') return value;
  throw unreadable(request, `it has no usable ${member}`);
}

/** Returns a positive integer that is a number or a string, with or without the prefix of another client setting. */
function idIn({ request }: Answer, item: JsonObject, member: string): number {
  const value = item[member];
  const id =
    typeof value === 'string' && /^[a-z]{3}_[0-9]+$|^[0-9]+$/.test(value) ? Number(bare(value)) : value;
  if (typeof id === 'number' && Number.isSafeInteger(id) && id > 0) return id;
  throw unreadable(request, `it has no usable ${member}`);
}

/** Checks that a response is about the object that was requested. */
function sameId(answer: Answer, item: JsonObject, member: string, asked: number): number {
  const id = idIn(answer, item, member);
  if (id === asked) return id;
  throw unreadable(answer.request, `it is about ${member} ${id}`);
}

function bare(id: string): string {
  return id.replace(/^[a-z]{3}_/, '');
}
