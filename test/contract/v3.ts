import type { LogType } from '../../src/model/collection.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { destinationRow, typesOnlyInV3 } from '../builders/destinations.ts';

/**
 * Version 3 of the API has no OpenAPI document. This is the complete list of differences from version 2 in
 * the product's requests and the simulator's responses. Everything else must be valid against the v2
 * document. Source of every row: the v2-to-v3 migration page and the requests of official clients.
 */

/** `/v3/log/{logType}/…` is `/v2/log/…`. */
export const BASE = { v3: '/datastream-config-api/v3/log/', v2: '/log' } as const;

/**
 * Operations that only v3 has, by log type, with the shapes that the vendor's own clients read.
 */
export const ONLY_V3_PATHS: readonly {
  readonly logType: LogType;
  readonly path: string;
  readonly query: readonly string[];
  readonly answer: JsonObject;
}[] = [
  {
    logType: 'edns',
    path: '/contracts/{contractId}/zones',
    query: [],
    answer: catalog('zones', { zoneName: 'string' }),
  },
  {
    logType: 'gtm',
    path: '/contracts/{contractId}/properties',
    query: [],
    answer: catalog('properties', { propertyName: 'string' }),
  },
  {
    logType: 'appsec',
    path: '/groups/{groupId}/contracts/{contractId}/configs',
    query: [],
    answer: {
      type: 'array',
      items: item({
        id: 'integer',
        name: 'string',
        fileType: 'string',
        latestVersion: 'integer',
        productionVersion: 'integer',
        targetProduct: 'string',
      }),
    },
  },
  {
    logType: 'answerx',
    path: '/contracts/{contractId}/answerxSSIDs',
    query: ['page', 'pageSize'],
    answer: {
      ...catalog('serviceSubletterIds', { ssid: 'integer', name: 'string', product: 'string' }),
      required: ['metadata', 'contractId', 'serviceSubletterIds'],
    },
  },
];

/** Operations of v2 that only CDN has in v3. */
export const ONLY_CDN_PATHS = ['/log/groups/{groupId}/properties'] as const;

/** Root members that v3 adds to creates and updates. */
const ADDED_TO_REQUESTS: JsonObject = { samplingPercentage: { type: 'integer', minimum: 1, maximum: 100 } };

/** Root members that v3 adds to responses. `latencyProfile` is an unknown member in the simulator's seed. */
const ADDED_TO_ANSWERS: JsonObject = {
  samplingPercentage: { type: 'integer' },
  integrationType: { enum: ['PM_DEPENDENT', 'DS_MANAGED', 'HYBRID'] },
  latencyProfile: { type: 'string' },
};

/** Required in v2, optional in v3. Only CDN requests may omit them. */
const OPTIONAL_FOR_CDN = ['contractId', 'groupId'];

/** Members of streams instead of CDN properties: the list's member, and members of its items by type. */
const SOURCES: Readonly<Record<Exclude<LogType, 'cdn'>, Sources>> = {
  edns: { member: 'zones', asked: { zoneName: 'string' }, returned: {} },
  gtm: { member: 'properties', asked: { propertyName: 'string' }, returned: {} },
  edgeworkers: {},
  appsec: { member: 'appSecConfigs', asked: { appSecId: 'integer' }, returned: { appSecName: 'string' } },
  answerx: {
    member: 'serviceSubletterIds',
    asked: { ssid: 'integer' },
    returned: { name: 'string', product: 'string' },
  },
};

type Members = Readonly<Record<string, 'string' | 'integer' | 'boolean'>>;
type Sources =
  | { readonly member: string; readonly asked: Members; readonly returned: Members }
  | { readonly member?: never };

/** Responses for application security streams contain data set fields, but requests must not. */
const FIELDS_NOT_CHOSEN: readonly LogType[] = ['appsec'];

/** Only CDN has traffic between Akamai servers. */
const ONLY_CDN_MEMBERS = ['collectMidgress'];

/** What requests may contain in deviation from the v2 document. */
const REQUESTED_DESTINATIONS: Readonly<Record<string, JsonObject>> = {
  /** The vendor's Go client sends the mixed case of responses, and an update repeats it. */
  ORACLE_CLOUD_STORAGE: { destinationType: { enum: ['ORACLE_CLOUD_STORAGE', 'Oracle_Cloud_Storage'] } },
};

/** What responses contain in v3, or in any version in deviation from the v2 document. */
const ANSWERED_DESTINATIONS: Readonly<Record<string, JsonObject>> = {
  /** Mixed case: the vendor's Go client and Terraform provider. */
  ORACLE_CLOUD_STORAGE: { destinationType: { enum: ['Oracle_Cloud_Storage'] } },
  /** Read from responses by the vendor's Terraform provider. */
  ELASTICSEARCH: { indexName: { type: 'string' } },
  /** Not settable, value not documented. */
  DYNATRACE: { compressLogs: { type: 'boolean' } },
};

/** Sources in responses have a member for their integration. */
const ADDED_TO_SOURCES: JsonObject = { integrationType: { enum: ['PM_DEPENDENT', 'DS_MANAGED'] } };

/** Every word in the tables above that is not in the v2 document, for the test of these tables. */
export const ONLY_V3_WORDS = [
  ...Object.keys(ADDED_TO_REQUESTS),
  ...Object.keys(ADDED_TO_ANSWERS),
  ...typesOnlyInV3(),
  'Oracle_Cloud_Storage',
  'zoneName',
  'appSecId',
  'ssid',
];

/** The v2 schema of a create or an update, in its v3 form for a log type. */
export function requestInV3(schema: JsonObject, logType: LogType): JsonObject {
  const sources = logType === 'cdn' ? undefined : SOURCES[logType];
  const gone = [
    ...(sources ? ['properties', ...ONLY_CDN_MEMBERS] : []),
    ...(FIELDS_NOT_CHOSEN.includes(logType) ? ['datasetFields'] : []),
  ];
  const optional = sources ? gone : OPTIONAL_FOR_CDN;
  const { destination = null, ...known } = without(membersOf(schema), gone);
  return {
    ...schema,
    required: [...requiredOf(schema, optional), ...(sources?.member ? [sources.member] : [])],
    properties: {
      ...known,
      ...ADDED_TO_REQUESTS,
      ...(sources?.member ? { [sources.member]: listOf(sources.asked) } : {}),
      destination: withMembers(oneOf(destination, typesOnlyInV3().map(requestOf)), REQUESTED_DESTINATIONS),
    },
  };
}

/** The v2 schema of a whole stream or of a list row, in its v3 form for a log type. */
export function answerInV3(schema: JsonObject, logType: LogType): JsonObject {
  const sources = logType === 'cdn' ? undefined : SOURCES[logType];
  const gone = sources ? ['properties'] : [];
  const known = without(membersOf(schema), gone);
  return {
    ...schema,
    required: [...requiredOf(schema, gone), ...(sources?.member ? [sources.member] : [])],
    properties: {
      ...known,
      ...ADDED_TO_ANSWERS,
      ...(sources?.member ? { [sources.member]: listOf({ ...sources.asked, ...sources.returned }) } : {}),
      ...(sources || !known['properties'] ? {} : { properties: withIntegration(known['properties']) }),
      ...(known['destination'] ? { destination: savedInV3(known['destination']) } : {}),
    },
  };
}

function savedInV3(destination: Json): JsonObject {
  return withMembers(oneOf(destination, typesOnlyInV3().map(responseOf)), ANSWERED_DESTINATIONS);
}

/** Variants of destinations with more or other members, by type. */
function withMembers(mapped: JsonObject, members: Readonly<Record<string, JsonObject>>): JsonObject {
  const variants = isArray(mapped['oneOf']) ? mapped['oneOf'].filter(isObject) : [];
  return {
    oneOf: variants.map((variant) => ({
      ...variant,
      properties: { ...membersOf(variant), ...members[typeOf(variant)] },
    })),
  };
}

function typeOf(variant: JsonObject): string {
  const type = membersOf(variant)['destinationType'];
  return isObject(type) && isArray(type['enum']) ? String(type['enum'][0]) : '';
}

/** The schema of a destination in a request, for a type that v2 does not have. */
function requestOf(type: string): JsonObject {
  const { required, optional } = destinationRow(type);
  return item({ destinationType: type, displayName: 'string', ...typesOf(required) }, typesOf(optional));
}

/** The schema of the same destination in a response: without its secrets, and with what the vendor fixes. */
function responseOf(type: string): JsonObject {
  const { members, required, optional } = destinationRow(type);
  const secrets = members
    .filter((member) => member.includes('*'))
    .map((member) => member.replace(/\W.*/, ''));
  return item(
    { destinationType: type, displayName: 'string', ...typesOf(without(required, secrets)) },
    {
      ...typesOf(without(optional, secrets)),
      ...(members.includes('compressLogs#true') ? { compressLogs: 'boolean' } : {}),
    },
  );
}

function typesOf(samples: JsonObject): Members {
  return Object.fromEntries(
    Object.entries(samples).map(([member, value]) => [
      member,
      typeof value === 'boolean' ? 'boolean' : 'string',
    ]),
  );
}

function oneOf(destination: Json, added: readonly JsonObject[]): JsonObject {
  const variants = isObject(destination) && isArray(destination['oneOf']) ? destination['oneOf'] : [];
  return { oneOf: [...variants, ...added] };
}

function withIntegration(list: Json): Json {
  const items = isObject(list) && isObject(list['items']) ? list['items'] : {};
  const members = { ...membersOf(items), ...ADDED_TO_SOURCES };
  return isObject(list) ? { ...list, items: { ...items, properties: members } } : list;
}

function catalog(list: string, members: Members): JsonObject {
  return {
    type: 'object',
    required: [list],
    properties: { [list]: { type: 'array', items: item(members) } },
  };
}

function listOf(members: Members): JsonObject {
  return { type: 'array', minItems: 1, items: item(members) };
}

/** An object with exactly these members. A word that is not a type is the only value of its member. */
function item(required: Readonly<Record<string, string>>, optional: Members = {}): JsonObject {
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(required),
    properties: Object.fromEntries(
      Object.entries({ ...required, ...optional }).map(([member, type]) => [member, schemaOf(type)]),
    ),
  };
}

function schemaOf(type: string): JsonObject {
  return ['string', 'integer', 'boolean'].includes(type) ? { type } : { enum: [type] };
}

function membersOf(schema: JsonObject): JsonObject {
  return isObject(schema['properties']) ? schema['properties'] : {};
}

function requiredOf(schema: JsonObject, optional: readonly string[]): readonly string[] {
  const required = isArray(schema['required']) ? schema['required'].map(String) : [];
  return required.filter((member) => !optional.includes(member));
}

function without(object: JsonObject, members: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([member]) => !members.includes(member)));
}
