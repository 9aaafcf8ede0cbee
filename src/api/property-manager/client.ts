import type { HttpRequest } from '../../http/request.ts';
import { ApiError } from '../errors/errors.ts';
import { ApiClient, type ApiOptions } from '../streams/base-client.ts';
import type { JsonResponse } from '../transport/json-response.ts';
import type { Transport } from '../transport/transport.ts';
import {
  decodeFound,
  decodeInclude,
  decodeProperty,
  decodeRuleTree,
  type IncludeVersions,
  type PropertyVersions,
  type RuleTree,
} from './decode.ts';

/** The contract and the group of an include, which its requests must name. */
export interface IncludeScope {
  readonly contractId: string;
  readonly groupId: string;
}

/** Reads properties. It has no method that writes. */
export interface PropertyReader {
  /**
   * Finds the id of a property by its exact name.
   * @returns undefined if there is none, or the API client has no access to it
   * @throws {ApiError}
   */
  findProperty(propertyName: string): Promise<number | undefined>;
  /** @returns undefined if there is no such property. @throws {ApiError} */
  property(propertyId: number): Promise<PropertyVersions | undefined>;
  /** Reads the rule tree of a version in the format of that version. @throws {ApiError} */
  rules(propertyId: number, version: number): Promise<RuleTree>;
  /** @returns undefined if there is no such include. @throws {ApiError} */
  include(includeId: number, scope: IncludeScope): Promise<IncludeVersions | undefined>;
  /** @throws {ApiError} */
  includeRules(includeId: number, version: number, scope: IncludeScope): Promise<RuleTree>;
}

const BASE = '/papi/v1';

/** IDs without the prefixes `prp_`, `ctr_` and `grp_`, as DataStream has them. */
const HEADERS = { 'papi-use-prefixes': 'false' };

/**
 * Creates a client of the Property Manager API that reads, on a transport that signs, rate-limits and retries. Rules
 * are not validated, because a validation takes minutes for large trees. The active version is requested by its number:
 * `/versions/latest` redirects, and redirects are not followed.
 */
export function propertyManager(transport: Transport, options: ApiOptions = {}): PropertyReader {
  const client = new ApiClient(transport, options);
  const get = (path: string) => client.ask({ method: 'GET', path: `${BASE}${path}`, headers: HEADERS });
  return {
    findProperty: async (propertyName) => {
      const request: HttpRequest = {
        method: 'POST',
        path: `${BASE}/search/find-by-value`,
        headers: HEADERS,
        body: JSON.stringify({ propertyName }),
      };
      return decodeFound(await client.ask(request), propertyName);
    },
    property: async (propertyId) => {
      const response = await unlessNotFound(get(`/properties/${propertyId}`));
      return response && decodeProperty(response, propertyId);
    },
    rules: async (propertyId, version) =>
      decodeRuleTree(await get(`/properties/${propertyId}/versions/${version}/rules?validateRules=false`), {
        propertyId,
        propertyVersion: version,
      }),
    include: async (includeId, scope) => {
      const response = await unlessNotFound(get(`/includes/${includeId}?${parameters(scope)}`));
      return response && decodeInclude(response, includeId);
    },
    includeRules: async (includeId, version, scope) =>
      decodeRuleTree(
        await get(
          `/includes/${includeId}/versions/${version}/rules?${parameters(scope)}&validateRules=false`,
        ),
        { includeId, includeVersion: version },
      ),
  };
}

function parameters({ contractId, groupId }: IncludeScope): string {
  return `contractId=${encodeURIComponent(contractId)}&groupId=${encodeURIComponent(groupId)}`;
}

async function unlessNotFound(response: Promise<JsonResponse>): Promise<JsonResponse | undefined> {
  try {
    return await response;
  } catch (error) {
    if (error instanceof ApiError && error.details.status === 404) return undefined;
    throw error;
  }
}
