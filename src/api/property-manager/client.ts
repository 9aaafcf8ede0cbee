import type { HttpRequest } from '../../http/request.ts';
import type { JsonObject } from '../../model/json.ts';
import type {
  Network,
  PropertyActivation,
  PropertyActivationSpec,
  PropertyVersion,
  RuleOperation,
} from '../../model/property-logging.ts';
import { ApiError } from '../errors/errors.ts';
import { ApiClient, type ApiOptions, guarded } from '../streams/base-client.ts';
import type { WriteOptions } from '../streams/client.ts';
import type { JsonResponse } from '../transport/json-response.ts';
import type { Transport } from '../transport/transport.ts';
import {
  decodeFound,
  decodeInclude,
  decodeProperty,
  type IncludeVersions,
  type PropertyVersions,
} from './decode.ts';
import {
  decodeRuleTree,
  decodeValidatedTree,
  decodeVersionTree,
  type RuleTree,
  type ValidatedTree,
  type VersionTree,
} from './decode-rules.ts';
import {
  decodeActivations,
  decodeHostnames,
  decodeLink,
  decodeOneVersion,
  decodeVersions,
} from './decode-versions.ts';

/** The contract and the group of an include, which its requests must name. */
export interface IncludeScope {
  readonly contractId: string;
  readonly groupId: string;
}

/** Reads properties. It has no method that writes. All methods throw `ApiError`. */
export interface PropertyReader {
  /**
   * Finds the id of a property by its exact name.
   * @returns undefined if there is none, or the API client has no access to it
   */
  findProperty(propertyName: string): Promise<number | undefined>;
  /** @returns undefined if there is no such property */
  property(propertyId: number): Promise<PropertyVersions | undefined>;
  /**
   * Reads the newest versions, the newest first.
   * @param most the number of versions, at least 1
   */
  versions(propertyId: number, most: number): Promise<readonly PropertyVersion[]>;
  version(propertyId: number, version: number): Promise<PropertyVersion>;
  /** Reads the rule tree of a version in the format of that version, without validation. */
  rules(propertyId: number, version: number): Promise<VersionTree>;
  /** The same with a complete validation, which takes minutes for large trees. */
  validatedRules(propertyId: number, version: number): Promise<ValidatedTree>;
  /** Returns the hostnames of a version as the API does. */
  hostnames(propertyId: number, version: number): Promise<readonly JsonObject[]>;
  /** Returns the activations of all versions on both networks, the newest first. Cancelled ones are missing. */
  activations(propertyId: number): Promise<readonly PropertyActivation[]>;
  /** @returns undefined if there is no such include */
  include(includeId: number, scope: IncludeScope): Promise<IncludeVersions | undefined>;
  includeRules(includeId: number, version: number, scope: IncludeScope): Promise<RuleTree>;
}

/** A change of a rule tree. */
export interface RulePatch {
  /** Of the version, without quotes. The API refuses the change with 412 if the version has another one by now. */
  readonly etag: string;
  readonly operations: readonly RuleOperation[];
  /** Only validates the changed tree, and saves nothing. */
  readonly dryRun: boolean;
}

/** A request to activate a version on one network. Its warnings are acknowledged. */
export interface ActivationRequest extends Omit<PropertyActivationSpec, 'network'> {
  readonly version: number;
  readonly network: Network;
}

/**
 * The write methods of the API. None of them repeats a request whose outcome is unknown. A request that the rate limit
 * refused is repeated, because it was not executed.
 */
export interface PropertyWriter extends PropertyReader {
  /**
   * Creates a version as a copy of another one, with its rules and hostnames.
   * @param from the version to copy. The API refuses it with 412 if it has another etag by now.
   * @returns the number of the new version
   */
  createVersion(
    propertyId: number,
    from: Pick<PropertyVersion, 'version' | 'etag'>,
    options?: WriteOptions,
  ): Promise<number>;
  /**
   * Changes the rule tree of a version.
   * @returns the changed tree, validated, with the etag that the version has now
   */
  patchRules(
    propertyId: number,
    version: number,
    patch: RulePatch,
    options?: WriteOptions,
  ): Promise<ValidatedTree>;
  /** @returns the id of the activation */
  activate(propertyId: number, activation: ActivationRequest, options?: WriteOptions): Promise<string>;
}

const BASE = '/papi/v1';

/** IDs without the prefixes `prp_`, `ctr_` and `grp_`, as DataStream has them. */
const HEADERS = { 'papi-use-prefixes': 'false' };

const WITH_VALIDATION = 'validateRules=true&validateMode=full';

/**
 * A validation takes up to five minutes. If it takes longer, the API returns 500. Source: known issues of the API.
 * Milliseconds, with half a minute for everything else.
 */
const VALIDATION_TIME = 330_000;

/**
 * Creates a client of the Property Manager API, on a transport that signs, rate-limits and retries. The active version
 * is requested by its number: `/versions/latest` redirects, and redirects are not followed.
 */
export function propertyManager(transport: Transport, options: ApiOptions = {}): PropertyWriter {
  const client = new ApiClient(transport, options);
  const redact = options.redaction?.redact ?? ((text: string) => text);
  const get = (path: string, more?: Pick<HttpRequest, 'responseTime'>) =>
    client.ask({ method: 'GET', path: `${BASE}${path}`, headers: HEADERS, ...more });
  const post = (path: string, body: JsonObject, write?: WriteOptions) =>
    client.ask(guarded(postOf(path, body), write));
  return {
    findProperty: async (propertyName) =>
      decodeFound(await post('/search/find-by-value', { propertyName }), propertyName),
    property: async (propertyId) => {
      const response = await unlessNotFound(get(`/properties/${propertyId}`));
      return response && decodeProperty(response, propertyId);
    },
    versions: async (propertyId, most) =>
      decodeVersions(await get(`/properties/${propertyId}/versions?limit=${most}`), propertyId),
    version: async (propertyId, version) =>
      decodeOneVersion(await get(versionPath(propertyId, version)), propertyId, version),
    rules: async (propertyId, version) => {
      const path = `${versionPath(propertyId, version)}/rules?validateRules=false`;
      return decodeVersionTree(await get(path), propertyId, version);
    },
    validatedRules: async (propertyId, version) => {
      const path = `${versionPath(propertyId, version)}/rules?${WITH_VALIDATION}`;
      const response = await get(path, { responseTime: VALIDATION_TIME });
      return decodeValidatedTree(response, propertyId, version, redact);
    },
    hostnames: async (propertyId, version) =>
      decodeHostnames(await get(`${versionPath(propertyId, version)}/hostnames`), propertyId),
    activations: async (propertyId) =>
      decodeActivations(await get(`/properties/${propertyId}/activations`), redact),
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
    createVersion: async (propertyId, { version, etag }, write) => {
      const body = { createFromVersion: version, createFromVersionEtag: etag };
      return Number(decodeLink(await post(`/properties/${propertyId}/versions`, body, write), 'versionLink'));
    },
    patchRules: async (propertyId, version, patch, write) => {
      const request = guarded(patchOf(propertyId, version, patch), write);
      const changed = async () => decodeValidatedTree(await client.ask(request), propertyId, version, redact);
      return patch.dryRun ? withoutEffect(changed()) : changed();
    },
    activate: async (propertyId, activation, write) => {
      const body = activationBody(activation);
      return decodeLink(await post(`/properties/${propertyId}/activations`, body, write), 'activationLink');
    },
  };
}

function versionPath(propertyId: number, version: number): string {
  return `/properties/${propertyId}/versions/${version}`;
}

function parameters({ contractId, groupId }: IncludeScope): string {
  return `contractId=${encodeURIComponent(contractId)}&groupId=${encodeURIComponent(groupId)}`;
}

function postOf(path: string, body: JsonObject): HttpRequest {
  return { method: 'POST', path: `${BASE}${path}`, headers: HEADERS, body: JSON.stringify(body) };
}

/** The version keeps its rule format: only the media type of a PUT would change it. */
function patchOf(propertyId: number, version: number, { etag, operations, dryRun }: RulePatch): HttpRequest {
  const parameters = `${dryRun ? 'dryRun=true&' : ''}${WITH_VALIDATION}`;
  return {
    method: 'PATCH',
    path: `${BASE}${versionPath(propertyId, version)}/rules?${parameters}`,
    headers: { ...HEADERS, 'content-type': 'application/json-patch+json', 'if-match': `"${etag}"` },
    body: JSON.stringify(operations),
    responseTime: VALIDATION_TIME,
  };
}

/**
 * `activationType` is always sent, because the other one takes the site down. Almost every activation has warnings, and
 * without the acknowledgement it is refused. Those of the rule tree were compared before.
 */
function activationBody(activation: ActivationRequest): JsonObject {
  const { version: propertyVersion, network, note, notifyEmails, complianceRecord } = activation;
  return {
    propertyVersion,
    network,
    activationType: 'ACTIVATE',
    ...(note === undefined ? {} : { note }),
    notifyEmails,
    acknowledgeAllWarnings: true,
    ...(complianceRecord === undefined ? {} : { complianceRecord }),
  };
}

async function unlessNotFound(response: Promise<JsonResponse>): Promise<JsonResponse | undefined> {
  try {
    return await response;
  } catch (error) {
    if (error instanceof ApiError && error.details.status === 404) return undefined;
    throw error;
  }
}

/** A dry run saves nothing, even if its response is lost. */
async function withoutEffect<T>(response: Promise<T>): Promise<T> {
  try {
    return await response;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new ApiError(error.kind, error.message, { ...error.details, happened: 'nothing' });
  }
}
