import type { DestinationCard } from '../../src/model/destination-card.ts';
import type { JsonObject } from '../../src/model/json.ts';

/** The value of every secret. It must never be returned or printed. */
export const CANARY = 'canary-5e77';

/** Two tokens in addresses: one that looks like a word, and one that looks generated. */
export const WORD = 'canarytoken';
export const RANDOM = '0f8fad5b-d9cb-469f-a165-70867728950e';

/**
 * An address, what people see of it, and what validation says about a new stream with it: a code, and what its hint
 * contains. Nothing if the address contains no credential.
 */
export type AddressRow = readonly [address: string, shown: string, finding?: string];

/** What the tests know about a destination type. It is written from the vendor's documents and not from the card. */
export interface DestinationRow {
  /**
   * The members, from the v2 OpenAPI and the vendor's clients. `!` required, `*` write-only, `~` returned
   * by some responses only, `?` a credential that is returned, `=x` default, `#x` fixed by the vendor.
   */
  readonly members: readonly string[];
  readonly family: 'object' | 'https';
  readonly jsonOnly?: true;
  /** Members that other members require. */
  readonly requiredWhen?: DestinationCard['requiredWhen'];
  /** True if only version 3 of the API has the type. The vendor publishes an OpenAPI file of version 2 only. */
  readonly onlyV3?: true;
  /** The members that every request must contain. */
  readonly required: JsonObject;
  /** Values for the optional members. */
  readonly optional: JsonObject;
  /** `compressLogs` in a response to a request without it. Absent: not returned. */
  readonly compressLogs?: boolean;
  /** Addresses with and without a credential. Absent: the destination has no address, but a bucket or a container. */
  readonly addresses?: readonly AddressRow[];
}

const HEADER_MEMBERS = ['customHeaderName', 'customHeaderValue?whole'];
const TLS_MEMBERS = ['tlsHostname', 'caCert*', 'clientCert*', 'clientKey*'];
const ENDPOINT = 'endpoint!?url';

const KEYS = { accessKey: CANARY, secretAccessKey: CANARY };
const LOGIN = { userName: CANARY, password: CANARY };
const HEADER = { customHeaderName: 'x-tenant', customHeaderValue: 'value' };
const CERTIFICATES = {
  tlsHostname: 'other.example.com',
  caCert: CANARY,
  clientCert: CANARY,
  clientKey: CANARY,
};

const REFERENCE = 'literal-credential endpoint: { env: NAME }';

/** Every destination type, in the order of the vendor's documentation. A new destination needs one row here. */
export const DESTINATION_ROWS: Readonly<Record<string, DestinationRow>> = {
  S3: {
    members: ['bucket!', 'region!', 'path!', 'accessKey!*', 'secretAccessKey!*', 'compressLogs#true'],
    family: 'object',
    required: { bucket: 'logs', region: 'eu-central-1', path: 'a', ...KEYS },
    optional: {},
    compressLogs: true,
  },
  AZURE: {
    members: ['accountName!', 'containerName!', 'path!', 'accessKey!*', 'compressLogs#true'],
    family: 'object',
    required: { accountName: 'acc', containerName: 'con', path: 'a', accessKey: CANARY },
    optional: {},
    compressLogs: true,
  },
  GCS: {
    members: ['bucket!', 'projectId!', 'serviceAccountName!', 'path', 'privateKey!*', 'compressLogs#true'],
    family: 'object',
    required: { bucket: 'logs', projectId: 'p', serviceAccountName: 's', privateKey: CANARY },
    optional: { path: 'akamai' },
    compressLogs: true,
  },
  ORACLE_CLOUD_STORAGE: {
    members: [
      ...['bucket!', 'namespace!', 'region!', 'path!'],
      ...['accessKey!*', 'secretAccessKey!*', 'compressLogs#true'],
    ],
    family: 'object',
    required: { bucket: 'logs', namespace: 'n', region: 'r', path: 'a', ...KEYS },
    optional: {},
    compressLogs: true,
  },
  S3_COMPATIBLE: {
    members: [
      ...[ENDPOINT, 'bucket!', 'region!', 'path'],
      ...['accessKey!*', 'secretAccessKey!*', 'compressLogs#true'],
    ],
    family: 'object',
    required: { bucket: 'logs', region: 'r', endpoint: 'https://objects.example.com', ...KEYS },
    optional: { path: 'akamai' },
    addresses: [
      ['https://objects.example.com', 'https://objects.example.com'],
      [`https://u:${WORD}@objects.example.com`, 'https://***@objects.example.com', REFERENCE],
    ],
  },
  NS4: {
    members: [ENDPOINT, 'bucket!', 'path', 'userName!*', 'secretAccessKey!*', 'compressLogs#true'],
    family: 'object',
    onlyV3: true,
    required: {
      endpoint: 'example-nsu.akamaihd.net',
      bucket: '123456',
      userName: CANARY,
      secretAccessKey: CANARY,
    },
    optional: { path: 'akamai' },
    compressLogs: true,
    addresses: [
      ['example-nsu.akamaihd.net', 'example-nsu.akamaihd.net'],
      [`https://u:${WORD}@example-nsu.akamaihd.net`, 'https://***@example-nsu.akamaihd.net', REFERENCE],
    ],
  },
  HTTPS: {
    members: [
      ...[ENDPOINT, 'authenticationType!', 'userName*', 'password*'],
      ...['compressLogs~=false', 'contentType', ...HEADER_MEMBERS, ...TLS_MEMBERS],
    ],
    family: 'https',
    requiredWhen: [{ member: 'authenticationType', equals: 'BASIC', needs: ['userName', 'password'] }],
    required: { endpoint: 'https://logs.example.com/in', authenticationType: 'BASIC', ...LOGIN },
    optional: { compressLogs: true, contentType: 'application/json', ...HEADER, ...CERTIFICATES },
    compressLogs: false,
    addresses: [
      ['https://logs.example.com/in?table=a', 'https://logs.example.com/in?table=a'],
      [`https://logs.example.com/in/${RANDOM}`, 'https://logs.example.com/in/***', REFERENCE],
      [`https://logs.example.com/in?apiKey=${WORD}`, 'https://logs.example.com/in?apiKey=***', REFERENCE],
      [`https://logs.example.com/in#${WORD}`, 'https://logs.example.com/in#***', REFERENCE],
    ],
  },
  SPLUNK: {
    members: [ENDPOINT, 'eventCollectorToken!*', 'compressLogs~=true', ...HEADER_MEMBERS, ...TLS_MEMBERS],
    family: 'https',
    required: { endpoint: 'https://splunk.example.com/services/collector/raw', eventCollectorToken: CANARY },
    optional: { compressLogs: false, ...HEADER, ...CERTIFICATES },
    compressLogs: true,
    addresses: [
      ['https://s.example.com/services/collector/raw', 'https://s.example.com/services/collector/raw'],
      [
        `https://s.example.com/${RANDOM}/collector/raw`,
        'https://s.example.com/***/collector/raw',
        'credential-in-path "eventCollectorToken"',
      ],
      [
        `s.example.com:8088/${RANDOM}/collector/raw`,
        's.example.com:8088/***/collector/raw',
        'credential-in-path "eventCollectorToken"',
      ],
    ],
  },
  SUMO_LOGIC: {
    members: [ENDPOINT, 'collectorCode!*?whole', 'compressLogs~=true', 'contentType', ...HEADER_MEMBERS],
    family: 'https',
    required: { endpoint: 'https://sumo.example.com/receiver/v1/http', collectorCode: CANARY },
    optional: { compressLogs: false, contentType: 'text/plain', ...HEADER },
    compressLogs: true,
    addresses: [
      ['https://c.example.com/receiver/v1/http', 'https://c.example.com/receiver/v1/http'],
      ['https://c.example.com/receiver/v1/http/', 'https://c.example.com/receiver/v1/http/'],
      [
        `https://c.example.com/receiver/v1/http/${WORD}`,
        'https://c.example.com/receiver/v1/http/***',
        'credential-in-path "collectorCode"',
      ],
    ],
  },
  DATADOG: {
    members: [ENDPOINT, 'authToken!*', 'service', 'source', 'tags', 'compressLogs~=false'],
    family: 'https',
    required: { endpoint: 'https://datadog.example.com/v1/input/', authToken: CANARY },
    optional: { compressLogs: true, tags: 'env:prod', source: 'akamai', service: 'shop' },
    compressLogs: false,
    addresses: [
      ['https://d.example.com/v1/input/?ddsource=a', 'https://d.example.com/v1/input/?ddsource=a'],
      [
        `https://d.example.com/v1/input/${WORD}`,
        'https://d.example.com/v1/input/***',
        'credential-in-path "authToken"',
      ],
      // As the vendor's own guide lists sites.
      [
        `d.example.com/v1/input/${WORD}?table=a`,
        'd.example.com/v1/input/***?table=a',
        'credential-in-path "authToken"',
      ],
    ],
  },
  LOGGLY: {
    members: [ENDPOINT, 'authToken!*', 'tags', 'compressLogs#true', 'contentType', ...HEADER_MEMBERS],
    family: 'https',
    required: { endpoint: 'https://loggly.example.com/bulk/', authToken: CANARY },
    optional: { tags: 'akamai', contentType: 'text/plain', ...HEADER },
    compressLogs: true,
    addresses: [
      ['https://logs-01.loggly.com/bulk/', 'https://logs-01.loggly.com/bulk/'],
      [
        `logs-01.loggly.com/bulk/${WORD}/tag/x`,
        'logs-01.loggly.com/bulk/***/tag/x',
        'credential-in-path "authToken"',
      ],
      [
        `https://logs-01.loggly.com/bulk/${WORD}/tag/x`,
        'https://logs-01.loggly.com/bulk/***/tag/x',
        'credential-in-path "authToken"',
      ],
    ],
  },
  NEWRELIC: {
    members: [ENDPOINT, 'authToken!*', 'compressLogs#true', 'contentType', ...HEADER_MEMBERS],
    family: 'https',
    jsonOnly: true,
    required: { endpoint: 'https://log-api.newrelic.com/log/v1/', authToken: CANARY },
    optional: { contentType: 'application/json', ...HEADER },
    compressLogs: true,
    addresses: [
      ['https://log-api.newrelic.com/log/v1/', 'https://log-api.newrelic.com/log/v1/'],
      [
        `https://log-api.newrelic.com/log/v1/${RANDOM}`,
        'https://log-api.newrelic.com/log/v1/***',
        'credential-in-path "authToken"',
      ],
      [
        `https://log-api.newrelic.com/log/v1?Api-Key=${WORD}`,
        'https://log-api.newrelic.com/log/v1?Api-Key=***',
        'literal-credential "authToken"',
      ],
    ],
  },
  ELASTICSEARCH: {
    members: [
      ...[ENDPOINT, 'indexName!~', 'userName!*', 'password!*'],
      ...['compressLogs~=true', 'contentType', ...HEADER_MEMBERS, ...TLS_MEMBERS],
    ],
    family: 'https',
    jsonOnly: true,
    required: { endpoint: 'https://elastic.example.com:9243/_bulk/', indexName: 'logs', ...LOGIN },
    optional: { contentType: 'application/json', ...HEADER, ...CERTIFICATES },
    compressLogs: true,
    addresses: [
      ['https://e.example.com:9243/_bulk/', 'https://e.example.com:9243/_bulk/'],
      [`https://e.example.com:9243/${RANDOM}/_bulk/`, 'https://e.example.com:9243/***/_bulk/', REFERENCE],
    ],
  },
  TRAFFICPEAK: {
    members: [
      ...[ENDPOINT, 'authenticationType!~', 'userName!*', 'password!*'],
      ...['contentType!~', 'compressLogs~=true', ...HEADER_MEMBERS],
    ],
    family: 'https',
    jsonOnly: true,
    onlyV3: true,
    required: {
      endpoint: `https://peak.example.com/ingest/event?table=logs&token=t`,
      authenticationType: 'BASIC',
      contentType: 'application/json',
      ...LOGIN,
    },
    optional: { compressLogs: false, ...HEADER },
    compressLogs: true,
    addresses: [
      [
        `https://t.example.com/ingest/event?table=a.b&token=${WORD}`,
        'https://t.example.com/ingest/event?table=a.b&token=***',
        REFERENCE,
      ],
      ['https://t.example.com/ingest/event?table=a.b', 'https://t.example.com/ingest/event?table=a.b'],
    ],
  },
  DYNATRACE: {
    members: [ENDPOINT, 'authToken!*', 'contentType', ...HEADER_MEMBERS],
    family: 'https',
    jsonOnly: true,
    onlyV3: true,
    required: { endpoint: 'https://abc.live.dynatrace.com/api/v2/logs/ingest', authToken: CANARY },
    optional: { contentType: 'application/json', ...HEADER },
    addresses: [
      [
        'https://abc12345.live.dynatrace.com/api/v2/logs/ingest',
        'https://abc12345.live.dynatrace.com/api/v2/logs/ingest',
      ],
      [
        `https://u:${WORD}@abc12345.live.dynatrace.com/api/v2/logs/ingest`,
        'https://***@abc12345.live.dynatrace.com/api/v2/logs/ingest',
        'literal-credential "authToken"',
      ],
    ],
  },
};

/** Returns the types that the OpenAPI file of version 2 does not have. */
export function typesOnlyInV3(): readonly string[] {
  return typesWith(({ onlyV3 }) => onlyV3 === true);
}

/** Returns the types whose row passes a test, sorted. */
export function typesWith(test: (row: DestinationRow) => boolean): readonly string[] {
  return Object.keys(DESTINATION_ROWS)
    .filter((type) => test(destinationRow(type)))
    .sort();
}

/** Returns the row of a destination type. */
export function destinationRow(type: string): DestinationRow {
  const row = DESTINATION_ROWS[type];
  if (!row) throw new Error(`no row for ${type} in test/builders/destinations.ts`);
  return row;
}

/** Returns a destination with its type, its name and the required members. */
export function destination(type: string, more: JsonObject = {}): JsonObject {
  return { destinationType: type, displayName: 'Logs', ...DESTINATION_ROWS[type]?.required, ...more };
}

/** Returns a destination with the optional members, too. */
export function destinationWithOptions(type: string): JsonObject {
  return destination(type, destinationRow(type).optional);
}
