import fc from 'fast-check';
import { DESTINATIONS } from '../../src/destinations/registry.ts';
import type { LogType } from '../../src/model/collection.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { vendorFields } from '../../src/simulator/vendor/fields.ts';
import { CANARY, destination, destinationWithOptions } from '../builders/destinations.ts';
import { CONTRACT, GROUP } from './account.ts';

/** Random contents of streams, as in a manifest and as in a request body: two notations of one content. */

/** The content of a stream. Indices point into the tables below, so that shrinking keeps them valid. */
export interface Content {
  readonly logType: LogType;
  /** Indices of sources and fields, at least one of each, in the order in which they are named. */
  readonly sources: readonly number[];
  readonly fields: readonly number[];
  readonly type: string;
  /** Every optional member of the destination. */
  readonly full: boolean;
  /** Another destination of the same type; another display name. */
  readonly elsewhere: boolean;
  readonly renamed: boolean;
  readonly structured: boolean;
  readonly interval: 30 | 60;
  readonly fileNames: boolean;
  readonly midgress?: boolean;
  readonly sampling?: number;
  readonly emails?: readonly string[];
}

/** Ids of the seeded account, with their names if they have some. */
const SOURCES: Readonly<
  Record<LogType, { member: string; idMember: string; all: readonly (readonly [number | string, string?])[] }>
> = {
  cdn: {
    member: 'properties',
    idMember: 'propertyId',
    all: [
      [349770, 'shop.example.com'],
      [349772, 'www.example.com'],
      [349774, 'api.example.com'],
      [349776, 'static.example.com'],
      [349778, 'portal.example.com'],
    ],
  },
  edns: { member: 'zones', idMember: 'zoneName', all: [['example.com'], ['example.net'], ['example.org']] },
  gtm: {
    member: 'properties',
    idMember: 'propertyName',
    all: [['@.example.com'], ['www.example.com.akadns.net'], ['api.example.com.akadns.net']],
  },
  edgeworkers: { member: '', idMember: '', all: [] },
  appsec: {
    member: 'appSecConfigs',
    idMember: 'appSecId',
    all: [
      [12345, 'Example security'],
      [12346, 'Example API security'],
    ],
  },
  answerx: {
    member: 'serviceSubletterIds',
    idMember: 'ssid',
    all: [
      [1234, 'Example resolver'],
      [1235, 'Example guest resolver'],
    ],
  },
};

const fieldsOf = (logType: LogType) => (logType === 'appsec' ? [] : vendorFields(logType).slice(0, 6));

const some = (count: number) =>
  count === 0
    ? fc.constant<readonly number[]>([])
    : fc.uniqueArray(fc.nat({ max: count - 1 }), { minLength: 1, maxLength: 4 });

/** Any content of a log type. */
export function contentOf(logType: LogType): fc.Arbitrary<Content> {
  const card = fc.constantFrom(...DESTINATIONS);
  return card.chain(({ type, formats, family }) =>
    fc.record(
      {
        logType: fc.constant(logType),
        sources: some(SOURCES[logType].all.length),
        fields: some(fieldsOf(logType).length),
        type: fc.constant(type),
        full: fc.boolean(),
        elsewhere: fc.boolean(),
        renamed: fc.boolean(),
        structured:
          logType !== 'appsec' && formats?.includes('STRUCTURED') ? fc.boolean() : fc.constant(false),
        interval: fc.constantFrom(30 as const, 60 as const),
        fileNames: family === 'object' ? fc.boolean() : fc.constant(false),
        ...(logType === 'cdn' ? { midgress: fc.boolean() } : {}),
        sampling: fc.constantFrom(50, 100),
        emails: fc.uniqueArray(fc.constantFrom('a@example.com', 'b@example.com')),
      },
      {
        requiredKeys: [
          'logType',
          'sources',
          'fields',
          'type',
          'full',
          'elsewhere',
          'renamed',
          'structured',
          'interval',
          'fileNames',
        ],
      },
    ),
  );
}

function destinationOf({ type, full, elsewhere, renamed }: Content): JsonObject {
  const whole = full ? destinationWithOptions(type) : destination(type);
  const { endpoint, bucket, containerName } = whole;
  return {
    ...whole,
    ...(renamed ? { displayName: 'Other logs' } : {}),
    ...(elsewhere && typeof endpoint === 'string'
      ? { endpoint: endpoint.replace('https://', 'https://b-') }
      : {}),
    ...(elsewhere && bucket !== undefined ? { bucket: type === 'NS4' ? '654321' : 'other-logs' } : {}),
    ...(elsewhere && containerName !== undefined ? { containerName: 'other' } : {}),
  };
}

function membersOf(content: Content): JsonObject {
  const { structured, interval, fileNames, midgress, sampling, emails } = content;
  return {
    ...(midgress === undefined ? {} : { collectMidgress: midgress }),
    ...(sampling === undefined ? {} : { samplingPercentage: sampling }),
    ...(emails === undefined ? {} : { notificationEmails: emails }),
    deliveryConfiguration: {
      format: structured ? 'STRUCTURED' : 'JSON',
      ...(structured ? { fieldDelimiter: 'TAB' } : {}),
      frequency: { intervalInSeconds: interval },
      ...(fileNames ? { uploadFilePrefix: 'edge', uploadFileSuffix: 'log' } : {}),
    },
  };
}

/** The body of a create, secrets in plain text. */
export function bodyOf(content: Content, streamName: string): JsonObject {
  const { logType } = content;
  const { member, idMember, all } = SOURCES[logType];
  const sources = content.sources.map((index) => ({ [idMember]: all[index]?.[0] ?? '' }));
  const fields = content.fields.map((index) => ({ datasetFieldId: fieldsOf(logType)[index]?.id ?? 0 }));
  return {
    streamName,
    contractId: CONTRACT,
    groupId: GROUP,
    ...(sources.length > 0 ? { [member]: sources } : {}),
    ...(fields.length > 0 ? { datasetFields: fields } : {}),
    ...membersOf(content),
    destination: destinationOf(content),
  };
}

/** The API members of a manifest. `byName`: sources and fields by their names. */
export function specOf(content: Content, byName: boolean): JsonObject {
  const { logType } = content;
  const { member, all } = SOURCES[logType];
  const sources = content.sources.map((index) => (byName && all[index]?.[1]) || (all[index]?.[0] ?? ''));
  const fields = content.fields.map((index) => {
    const field = fieldsOf(logType)[index];
    if (!byName) return field?.id ?? 0;
    return (index % 2 ? field?.name : field?.key) ?? 0;
  });
  const secrets = Object.entries(destinationOf(content)).map(([name, value]): [string, Json] => [
    name,
    value === CANARY ? { env: 'SECRET' } : value,
  ]);
  return {
    ...(sources.length > 0 ? { [member]: sources } : {}),
    ...(fields.length > 0 ? { datasetFields: fields } : {}),
    ...membersOf(content),
    destination: Object.fromEntries(secrets),
  };
}

const COMPRESSED: Readonly<Record<string, boolean>> = {
  HTTPS: false,
  DATADOG: false,
  SPLUNK: true,
  SUMO_LOGIC: true,
  TRAFFICPEAK: true,
  ELASTICSEARCH: true,
};
const TLS = ['HTTPS', 'SPLUNK', 'ELASTICSEARCH'];
const OBJECT = ['S3', 'AZURE', 'GCS', 'ORACLE_CLOUD_STORAGE', 'S3_COMPATIBLE', 'NS4'];

/**
 * The meaning of a body, independent of the product: defaults set, sets sorted, secrets removed. Bodies with
 * one meaning create the same stream. `omittedMembers`: members that are ignored, since no response contains them.
 */
export function meaningOf(
  body: JsonObject,
  given: readonly string[],
  omittedMembers: readonly string[],
): JsonObject {
  const { deliveryConfiguration, destination: place, groupId: _, contractId: __, ...root } = body;
  const delivery = isObject(deliveryConfiguration) ? deliveryConfiguration : {};
  const lists = Object.entries(root).filter(([, value]) => isArray(value));
  const ordered = (member: string) => member === 'datasetFields' && delivery['format'] === 'STRUCTURED';
  const meant: JsonObject = {
    samplingPercentage: 100,
    collectMidgress: false,
    notificationEmails: [],
    ...root,
    ...Object.fromEntries(lists.map(([member, items]) => [member, setOf(items ?? [], ordered(member))])),
    deliveryConfiguration: Object.fromEntries(
      Object.entries(delivery).filter(([member]) => !member.startsWith('uploadFile')),
    ),
    destination: placeOf(isObject(place) ? place : {}, delivery, given, omittedMembers),
  };
  return Object.fromEntries(Object.entries(meant).filter(([member]) => !omittedMembers.includes(member)));
}

function setOf(items: Json, ordered: boolean): Json {
  const texts = [...new Set(isArray(items) ? items.map((item) => JSON.stringify(item)) : [])];
  return ordered ? texts : texts.sort();
}

function placeOf(
  place: JsonObject,
  delivery: JsonObject,
  given: readonly string[],
  omittedMembers: readonly string[],
): JsonObject {
  const type = String(place['destinationType']).toUpperCase();
  const { endpoint } = place;
  const host = typeof endpoint === 'string' && TLS.includes(type) ? new URL(endpoint).hostname : undefined;
  const { uploadFilePrefix = 'ak', uploadFileSuffix = 'ds' } = delivery;
  const kept = Object.entries(place).filter(
    ([name, value]) => value !== CANARY && !omittedMembers.includes(name) && name !== 'customHeaderValue',
  );
  return {
    ...(host === undefined ? {} : { tlsHostname: host }),
    ...(COMPRESSED[type] === undefined ? {} : { compressLogs: COMPRESSED[type] }),
    ...Object.fromEntries(kept),
    destinationType: type,
    ...(OBJECT.includes(type) ? { uploadFilePrefix, uploadFileSuffix } : {}),
    certified: given.includes('clientCert'),
  };
}

/** Names of the secrets in a body. */
export function secretsIn(body: JsonObject): readonly string[] {
  const place = body['destination'];
  return isObject(place) ? Object.keys(place).filter((name) => place[name] === CANARY) : [];
}
