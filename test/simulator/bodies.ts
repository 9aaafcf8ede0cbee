import type { LogType } from '../../src/model/collection.ts';
import type { JsonObject } from '../../src/model/json.ts';

/** A value that must never come back. */
export const CANARY = 'canary-5e77';

const key = { accessKey: CANARY, secretAccessKey: CANARY };
const basic = { userName: CANARY, password: CANARY };

/** One whole destination of every type. */
const DESTINATIONS_BY_TYPE: Readonly<Record<string, JsonObject>> = {
  S3: { bucket: 'logs', region: 'eu-central-1', path: 'a', ...key },
  AZURE: { accountName: 'acc', containerName: 'con', path: 'a', accessKey: CANARY },
  GCS: { bucket: 'logs', projectId: 'p', serviceAccountName: 's', privateKey: CANARY },
  ORACLE_CLOUD_STORAGE: { bucket: 'logs', namespace: 'n', region: 'r', path: 'a', ...key },
  S3_COMPATIBLE: { bucket: 'logs', region: 'r', endpoint: 'https://objects.example.com', ...key },
  NS4: { endpoint: 'example-nsu.akamaihd.net', bucket: '123456', userName: CANARY, secretAccessKey: CANARY },
  HTTPS: { endpoint: 'https://logs.example.com/in', authenticationType: 'BASIC', ...basic },
  SPLUNK: { endpoint: 'https://splunk.example.com/services/collector/raw', eventCollectorToken: CANARY },
  SUMO_LOGIC: { endpoint: 'https://sumo.example.com/receiver/v1/http', collectorCode: CANARY },
  DATADOG: { endpoint: 'https://datadog.example.com/v1/input/', authToken: CANARY },
  LOGGLY: { endpoint: 'https://loggly.example.com/bulk/', authToken: CANARY },
  NEWRELIC: { endpoint: 'https://log-api.newrelic.com/log/v1/', authToken: CANARY },
  ELASTICSEARCH: { endpoint: 'https://elastic.example.com:9243/_bulk/', indexName: 'logs', ...basic },
  TRAFFICPEAK: {
    endpoint: `https://peak.example.com/ingest/event?table=logs&token=t`,
    authenticationType: 'BASIC',
    contentType: 'application/json',
    ...basic,
  },
  DYNATRACE: { endpoint: 'https://abc.live.dynatrace.com/api/v2/logs/ingest', authToken: CANARY },
};

/** A destination with its type and name. */
export function destination(type: string, more: JsonObject = {}): JsonObject {
  return { destinationType: type, displayName: 'Logs', ...DESTINATIONS_BY_TYPE[type], ...more };
}

const PLACE = { contractId: 'C-0N7RAC7', groupId: 21484 };

/** What is special about each log type: its sources and its fields. */
const SPECIAL: Readonly<Record<LogType, JsonObject>> = {
  cdn: {
    properties: [{ propertyId: 349772 }],
    datasetFields: [{ datasetFieldId: 1000 }, { datasetFieldId: 1002 }, { datasetFieldId: 1023 }],
  },
  edns: { ...PLACE, zones: [{ zoneName: 'example.com' }], datasetFields: [{ datasetFieldId: 4002 }] },
  gtm: {
    ...PLACE,
    properties: [{ propertyName: '@.example.com' }],
    datasetFields: [{ datasetFieldId: 5002 }],
  },
  edgeworkers: { ...PLACE, datasetFields: [{ datasetFieldId: 6000 }] },
  appsec: { ...PLACE, appSecConfigs: [{ appSecId: 12345 }] },
  answerx: { ...PLACE, serviceSubletterIds: [{ ssid: 1234 }], datasetFields: [{ datasetFieldId: 9020 }] },
};

/** A body that the simulator accepts as a create. */
export function createBody(change: JsonObject = {}, logType: LogType = 'cdn'): JsonObject {
  return {
    streamName: 'web-access-logs',
    ...SPECIAL[logType],
    deliveryConfiguration: { format: 'JSON', frequency: { intervalInSeconds: 30 } },
    destination: destination('HTTPS'),
    ...change,
  };
}

/** The same as an edit: the group cannot change any more. */
export function editBody(change: JsonObject = {}, logType: LogType = 'cdn'): JsonObject {
  const { groupId: _, ...body } = createBody(change, logType);
  return body;
}
