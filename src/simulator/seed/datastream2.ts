import type { LogType } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';
import { SEED_CONTRACT, SEED_GROUP } from './places.ts';

/** A past event of a seeded stream. */
export interface PastEvent {
  readonly act: 'create' | 'edit' | 'activate';
  /** Hours before the simulated account was created. 0: the transition has not ended yet. */
  readonly hoursAgo: number;
  readonly by: string;
  /** `create`, `edit`: members that differ from the final body. */
  readonly change?: JsonObject;
}

/** A stream in the seeded account, with its past events. */
export interface SeededStream {
  readonly streamId: number;
  readonly logType: LogType;
  readonly body: JsonObject;
  readonly past: readonly PastEvent[];
}

const HOME = { contractId: SEED_CONTRACT, groupId: SEED_GROUP } as const;
const DAY = 24;

const fields = (...ids: readonly number[]) => ids.map((datasetFieldId) => ({ datasetFieldId }));
const properties = (...ids: readonly number[]) => ids.map((propertyId) => ({ propertyId }));
const json = (intervalInSeconds: 30 | 60) => ({ format: 'JSON', frequency: { intervalInSeconds } }) as const;
/** The simulator checks that a required secret is present. It stores no secret. */
const SECRET = 'simulated';

/** Has another folder than the example manifest, one field fewer, and a member that the product does not know. */
const edgeArchive: SeededStream = {
  streamId: 7050,
  logType: 'cdn',
  body: {
    ...HOME,
    streamName: 'edge-archive',
    properties: properties(349772, 349774, 349776),
    datasetFields: fields(1100, 1002, 1000, 1006, 1012, 1011, 1013, 1008, 1005, 2010, 1102),
    notificationEmails: ['cdn-team@example.com'],
    latencyProfile: 'HIGH_COMPLETENESS',
    deliveryConfiguration: {
      format: 'STRUCTURED',
      fieldDelimiter: 'SPACE',
      frequency: { intervalInSeconds: 60 },
      uploadFilePrefix: 'edge',
      uploadFileSuffix: 'log',
    },
    destination: {
      destinationType: 'S3',
      displayName: 'Edge log archive',
      bucket: 'edge-logs.example.com',
      region: 'eu-central-1',
      path: 'akamai/{%Y}/{%m}/{%d}',
      accessKey: SECRET,
      secretAccessKey: SECRET,
    },
  },
  past: [
    { act: 'create', hoursAgo: 400 * DAY, by: 'mrossi', change: { properties: properties(349772) } },
    { act: 'activate', hoursAgo: 399 * DAY, by: 'mrossi' },
    { act: 'edit', hoursAgo: 120 * DAY, by: 'szhang', change: { properties: properties(349772, 349774) } },
    { act: 'edit', hoursAgo: 30 * DAY, by: 'szhang' },
  ],
};

const securitySplunk: SeededStream = {
  streamId: 7052,
  logType: 'cdn',
  body: {
    ...HOME,
    streamName: 'security-splunk',
    properties: properties(349774),
    datasetFields: fields(1100, 1002, 1006, 1012, 1011, 1013, 2009, 1008, 1017, 2050, 2012),
    deliveryConfiguration: json(30),
    destination: {
      destinationType: 'SPLUNK',
      displayName: 'Security operations',
      endpoint: 'https://splunk.example.com:8088/services/collector/raw',
      tlsHostname: 'collector.example.com',
      eventCollectorToken: SECRET,
      caCert: SECRET,
      clientCert: SECRET,
      clientKey: SECRET,
    },
  },
  past: [{ act: 'create', hoursAgo: 9 * DAY, by: 'adevi' }],
};

const legacyDatadog: SeededStream = {
  streamId: 7033,
  logType: 'cdn',
  body: {
    ...HOME,
    streamName: 'legacy-datadog',
    properties: properties(349776),
    datasetFields: fields(1100, 1002, 1011, 1013, 1008, 1005),
    deliveryConfiguration: json(60),
    destination: {
      destinationType: 'DATADOG',
      displayName: 'Datadog',
      endpoint: 'https://http-intake.logs.datadoghq.com/v1/input/',
      authToken: SECRET,
      service: 'store',
      source: 'akamai',
      tags: 'env:prod,team:store',
      compressLogs: true,
    },
  },
  past: [
    { act: 'create', hoursAgo: 700 * DAY, by: 'jsmith' },
    { act: 'activate', hoursAgo: 699 * DAY, by: 'jsmith' },
  ],
};

const storeElastic: SeededStream = {
  streamId: 7061,
  logType: 'cdn',
  body: {
    ...HOME,
    streamName: 'store-elastic',
    properties: properties(349770),
    datasetFields: fields(1100, 1002, 1000, 1006, 1012, 1011, 1013, 1008, 1005, 1017, 2010, 2012),
    samplingPercentage: 50,
    deliveryConfiguration: json(30),
    destination: {
      destinationType: 'ELASTICSEARCH',
      displayName: 'Store search cluster',
      endpoint: 'https://elastic.example.com:9243/_bulk/',
      indexName: 'store-logs',
      userName: SECRET,
      password: SECRET,
    },
  },
  past: [
    { act: 'create', hoursAgo: 60 * DAY, by: 'adevi' },
    { act: 'activate', hoursAgo: 59 * DAY, by: 'adevi' },
  ],
};

const dnsQueries: SeededStream = {
  streamId: 7070,
  logType: 'edns',
  body: {
    ...HOME,
    streamName: 'dns-queries',
    zones: [{ zoneName: 'example.com' }],
    datasetFields: fields(4002, 4003, 4010, 4011),
    deliveryConfiguration: json(60),
    destination: {
      destinationType: 'HTTPS',
      displayName: 'DNS analytics',
      endpoint: 'https://logs.example.com/dns',
      authenticationType: 'NONE',
      customHeaderName: 'X-Api-Key',
      customHeaderValue: SECRET,
      contentType: 'application/json',
    },
  },
  past: [
    { act: 'create', hoursAgo: 1, by: 'jkowalski' },
    { act: 'activate', hoursAgo: 0, by: 'jkowalski' },
  ],
};

const portalExperiment: SeededStream = {
  streamId: 7077,
  logType: 'cdn',
  body: {
    ...HOME,
    streamName: 'portal-experiment',
    properties: properties(349778),
    datasetFields: fields(1002, 1011, 1013, 1008),
    collectMidgress: true,
    deliveryConfiguration: json(30),
    destination: {
      destinationType: 'HTTPS',
      displayName: 'Laptop',
      endpoint: 'https://experiment.example.com/logs',
      authenticationType: 'NONE',
    },
  },
  past: [
    { act: 'create', hoursAgo: 20 * DAY, by: 'hgildong' },
    { act: 'activate', hoursAgo: 20 * DAY - 1, by: 'hgildong' },
  ],
};

/**
 * The streams of the seeded account, which belong to example manifests in `streams/`. The stream of the example
 * manifest `agent-analytics` is missing.
 */
export const SEED_STREAMS: readonly SeededStream[] = [
  legacyDatadog,
  edgeArchive,
  storeElastic,
  portalExperiment,
  securitySplunk,
  dnsQueries,
];
