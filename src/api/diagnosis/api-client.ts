import { isArray, isObject, type Json, type JsonObject, objectsIn } from '../../model/json.ts';
import { isoDate, positive, text } from '../streams/decode-row.ts';
import { type ApiName, apiOf } from '../transport/api-name.ts';

/** The request for what the API client in use was granted. Source: Identity and Access Management API v3 (OpenAPI). */
export const OWN_CLIENT =
  '/identity-management/v3/api-clients/self?apiAccess=true&groupAccess=true&credentials=true';

/** What the API client in use was granted. A member is absent if the response does not have it. */
export interface ApiClientGrants {
  /** `READ-ONLY`, `READ-WRITE`, or another word of the vendor, for each API that the client was granted. */
  readonly access?: Partial<Readonly<Record<ApiName, string>>>;
  /** IDs of groups that the client may not use although they are listed. */
  readonly blockedGroups: readonly number[];
  readonly isLocked: boolean;
  readonly allowsAccountSwitch?: boolean;
  /** When the credential in use expires, ISO 8601 UTC. */
  readonly expiresOn?: string;
}

/**
 * Reads the response to `OWN_CLIENT`.
 * @param clientToken of the credentials in use; a client may have several
 * @returns undefined if the response is not what the API documents
 */
export function readApiClient(body: Json | undefined, clientToken?: string): ApiClientGrants | undefined {
  if (!isObject(body)) return undefined;
  const apiAccess = memberOf(body, 'apiAccess');
  const groupAccess = memberOf(body, 'groupAccess');
  const { allowAccountSwitch: switches, isLocked } = body;
  const expiresOn = isoDate(credentialIn(body, clientToken)?.['expiresOn']);
  return {
    ...(isArray(apiAccess['apis']) ? { access: accessIn(apiAccess['apis']) } : {}),
    blockedGroups: blockedIn(groupAccess['groups']),
    isLocked: isLocked === true,
    ...(typeof switches === 'boolean' ? { allowsAccountSwitch: switches } : {}),
    ...(expiresOn === undefined ? {} : { expiresOn }),
  };
}

function memberOf(body: JsonObject, name: string): JsonObject {
  const value = body[name];
  return isObject(value) ? value : {};
}

/** The first segments of the paths of APIs, with a path of each API that has it. DataStream 1 and 2 share one. */
const END_POINTS: Readonly<Record<string, readonly string[]>> = {
  'datastream-config-api': ['/datastream-config-api/v3/', '/datastream-config-api/v1/'],
  'datastream-pull-api': ['/datastream-pull-api/'],
  papi: ['/papi/'],
  'identity-management': ['/identity-management/'],
};

function accessIn(apis: Json): Partial<Record<ApiName, string>> {
  const access: Partial<Record<ApiName, string>> = {};
  for (const api of objectsIn(apis)) {
    const segment = text(api['endPoint'])?.split('/').find(Boolean) ?? '';
    const level = text(api['accessLevel']);
    const paths = Object.hasOwn(END_POINTS, segment) ? (END_POINTS[segment] ?? []) : [];
    if (level !== undefined) for (const path of paths) access[apiOf(path)] = level;
  }
  return access;
}

function blockedIn(groups: Json | undefined): readonly number[] {
  return objectsIn(groups).flatMap((group) => {
    const groupId = positive(group['groupId']);
    const isBlocked = group['isBlocked'] === true && groupId !== undefined;
    return [...(isBlocked ? [groupId] : []), ...blockedIn(group['subGroups'])];
  });
}

function credentialIn({ credentials }: JsonObject, clientToken: string | undefined): JsonObject | undefined {
  const all = objectsIn(credentials);
  return all.find((one) => one['clientToken'] === clientToken) ?? (all.length === 1 ? all[0] : undefined);
}
