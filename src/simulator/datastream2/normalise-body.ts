import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { vendorDestination } from '../vendor/destinations.ts';
import { MIDGRESS_FIELD } from '../vendor/fields.ts';
import { VENDOR_LOG_TYPES } from '../vendor/log-types.ts';
import type { Addressee } from './check-lists.ts';

/** Members of a destination that only responses have, for the types that do not accept them in a request. */
const RESPONSE_ONLY = ['compressLogs', 'mTlsEnabled', 'mTLS'];

/**
 * Rewrites a body as the server reads it, before it is checked. The vendor's live tests PUT whole responses back,
 * with ids as strings and with a root member that their client adds (live tests of akamai/PowerShell).
 * @param members The root members that the server reads. A PUT ignores all others; a POST refuses them.
 */
export function normaliseBody(
  body: JsonObject,
  addressee: Addressee,
  members: readonly string[],
): JsonObject {
  const editing = addressee.streamId !== undefined;
  const read = editing ? withMembers(body, members) : body;
  const { sources } = VENDOR_LOG_TYPES[addressee.logType];
  return replacePresent(read, {
    groupId: numericId,
    datasetFields: (list) => withoutMidgressField(body, addressee, withNumericIds(list, 'datasetFieldId')),
    ...(sources?.idType === 'integer'
      ? { [sources.member]: (list: Json) => withNumericIds(list, sources.idMember) }
      : {}),
    ...(editing ? { destination: asRequestDestination } : {}),
  });
}

function withMembers(body: JsonObject, members: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([member]) => members.includes(member)));
}

function replacePresent(
  body: JsonObject,
  replacements: Readonly<Record<string, (value: Json) => Json>>,
): JsonObject {
  const entries = Object.entries(body).map(([member, value]) => {
    const replacement = Object.hasOwn(replacements, member) ? replacements[member] : undefined;
    return [member, replacement ? replacement(value) : value] as const;
  });
  return Object.fromEntries(entries);
}

/** Clients that read ids from environment variables send them as strings. */
function numericId(value: Json): Json {
  return typeof value === 'string' && /^\d{1,15}$/u.test(value) ? Number(value) : value;
}

function withNumericIds(list: Json, idMember: string): Json {
  if (!isArray(list)) return list;
  return list.map((item) => (isObject(item) ? replacePresent(item, { [idMember]: numericId }) : item));
}

/**
 * A response lists field 2051 while `collectMidgress` is true, and public configurations send the field together with
 * `collectMidgress`.
 */
function withoutMidgressField({ collectMidgress }: JsonObject, { logType }: Addressee, list: Json): Json {
  if (!VENDOR_LOG_TYPES[logType].midgress || collectMidgress !== true || !isArray(list)) return list;
  return list.filter((item) => !isObject(item) || item['datasetFieldId'] !== MIDGRESS_FIELD.id);
}

/** A response may contain null for members that are not set (`tags`). */
function asRequestDestination(value: Json): Json {
  if (!isObject(value)) return value;
  const known = vendorDestination(String(value['destinationType']))?.members ?? {};
  const ignored = RESPONSE_ONLY.filter((member) => !Object.hasOwn(known, member));
  const kept = Object.entries(value).filter(
    ([member, content]) => content !== null && !ignored.includes(member),
  );
  return Object.fromEntries(kept);
}
