import { defined } from '../../model/defined.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import { NETWORKS, type PropertyActivation, type PropertyVersion } from '../../model/property-logging.ts';
import { type Redact, serverMessage } from '../../redaction/server-text.ts';
import { isoDate } from '../streams/decode-row.ts';
import { type JsonResponse, unreadable } from '../transport/json-response.ts';
import {
  bare,
  etagIn,
  idIn,
  itemsIn,
  objectIn,
  onlyItem,
  optionalText,
  sameId,
  textIn,
  timeIn,
} from './members.ts';

/** Returns versions, the newest first. @throws {ApiError} kind `unreadable` */
export function decodeVersions(response: JsonResponse, propertyId: number): readonly PropertyVersion[] {
  const body = bodyAbout(response, propertyId);
  return itemsIn(response, body['versions'])
    .map((item) => decodeVersion(response, item))
    .toSorted((one, other) => other.version - one.version);
}

/** @throws {ApiError} kind `unreadable` */
export function decodeOneVersion(response: JsonResponse, propertyId: number, asked: number): PropertyVersion {
  const body = bodyAbout(response, propertyId);
  const version = decodeVersion(response, onlyItem(response, body['versions']));
  if (version.version === asked) return version;
  throw unreadable(response.request, `it is about version ${version.version}`);
}

/** Returns activations, the newest first. @throws {ApiError} kind `unreadable` */
export function decodeActivations(response: JsonResponse, redact: Redact): readonly PropertyActivation[] {
  const { activations } = objectIn(response, response.body);
  return itemsIn(response, activations)
    .map((item) => decodeActivation(response, item, redact))
    .toSorted((one, other) => Date.parse(other.submitDate) - Date.parse(one.submitDate));
}

/** @throws {ApiError} kind `unreadable` */
export function decodeHostnames(response: JsonResponse, propertyId: number): readonly JsonObject[] {
  return itemsIn(response, bodyAbout(response, propertyId)['hostnames']);
}

/**
 * Returns the id at the end of a link to something that was created. Links start with `/papi/v0/` or `/papi/v1/`, and
 * may contain prefixes.
 * @throws {ApiError} kind `unreadable`
 */
export function decodeLink(response: JsonResponse, member: 'versionLink' | 'activationLink'): string {
  const link = textIn(response, objectIn(response, response.body), member);
  const id = bare(link.replace(/[?#].*$/s, '').replace(/^.*\//s, ''));
  if (/^[1-9]\d{0,14}$/.test(id)) return id;
  throw unreadable(response.request, `it has no usable ${member}`);
}

function bodyAbout(response: JsonResponse, propertyId: number): JsonObject {
  const body = objectIn(response, response.body);
  if (body['propertyId'] !== undefined) sameId(response, body, 'propertyId', propertyId);
  return body;
}

function decodeVersion(response: JsonResponse, item: JsonObject): PropertyVersion {
  return {
    version: idIn(response, item, 'propertyVersion'),
    stagingStatus: textIn(response, item, 'stagingStatus'),
    productionStatus: textIn(response, item, 'productionStatus'),
    etag: etagIn(response, item),
    ...defined({
      ruleFormat: optionalText(item, 'ruleFormat'),
      note: optionalText(item, 'note'),
      modifiedBy: optionalText(item, 'updatedByUser'),
      modifiedDate: isoDate(item['updatedDate']),
    }),
  };
}

function decodeActivation(response: JsonResponse, item: JsonObject, redact: Redact): PropertyActivation {
  return {
    activationId: String(idIn(response, item, 'activationId')),
    version: idIn(response, item, 'propertyVersion'),
    network: oneOf(response, item, 'network', NETWORKS),
    type: oneOf(response, item, 'activationType', ['ACTIVATE', 'DEACTIVATE']),
    status: textIn(response, item, 'status'),
    submitDate: timeIn(response, item, 'submitDate'),
    ...defined({
      note: optionalText(item, 'note'),
      failureCause: failureCause(item, redact),
      fallback: fallback(response, item),
    }),
  };
}

function oneOf<T extends string>(
  response: JsonResponse,
  item: JsonObject,
  member: string,
  values: readonly T[],
): T {
  const text = textIn(response, item, member);
  const value = values.find((known) => known === text);
  if (value !== undefined) return value;
  throw unreadable(response.request, `it has no usable ${member}`);
}

/** A problem, as in the body of an error. */
function failureCause({ failureCause: cause = null }: JsonObject, redact: Redact): string | undefined {
  if (cause === null) return undefined;
  const { details } = serverMessage(JSON.stringify(cause), redact);
  return details.length === 0 ? undefined : details.join('; ');
}

/** Its time is in seconds since 1970. */
function fallback(response: JsonResponse, { fallbackInfo }: JsonObject): PropertyActivation['fallback'] {
  if (fallbackInfo === undefined || !isObject(fallbackInfo)) return undefined;
  const { canFastFallback, fastFallbackExpirationTime: seconds } = fallbackInfo;
  if (canFastFallback !== true || typeof seconds !== 'number') return undefined;
  const until = new Date(seconds * 1_000);
  if (Number.isNaN(until.getTime())) return undefined;
  return {
    version: idIn(response, fallbackInfo, 'fallbackVersion'),
    until: until.toISOString().replace('.000Z', 'Z'),
  };
}
