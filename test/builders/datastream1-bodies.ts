import type { Json, JsonObject } from '../../src/model/json.ts';
import { seededAccount } from '../../src/simulator/seed/seed.ts';
import type { AccountState } from '../../src/simulator/state/account-state.ts';
import type { Settings } from '../../src/simulator/state/settings.ts';
import { DEFAULT_SETTINGS } from '../../src/simulator/state/settings.ts';
import { type Answer, objectIn, START, type TestClient, testClient, unmetered } from '../simulator/client.ts';
import { CANARY } from './destinations.ts';

const BASE1 = '/datastream-config-api/v1/datastream1';

/** Sends a request to DataStream 1. The path follows its base. */
export function ask1(client: TestClient, method: string, path: string, body?: Json): Promise<Answer> {
  return client.send(method, `${BASE1}${path}`, body);
}

/** The seeded account without its rate limits. */
export const seeded1 = (settings: Partial<Settings> = {}) =>
  testClient(unmetered(seededAccount(START, settings)));

/** Settings for other behaviors of DataStream 1. */
export function settings1(change: {
  readonly quirks?: Partial<Settings['datastream1']['quirks']>;
  readonly extraMembers?: Partial<Settings['datastream1']['extraMembers']>;
}): Partial<Settings> {
  const { datastream1 } = DEFAULT_SETTINGS;
  return {
    datastream1: {
      ...datastream1,
      quirks: { ...datastream1.quirks, ...change.quirks },
      extraMembers: { ...datastream1.extraMembers, ...change.extraMembers },
    },
  };
}

/** One complete connector of every type. */
const CONNECTORS1: Readonly<Record<string, JsonObject>> = {
  S3: { bucket: 'logs', region: 'AP_Mumbai', path: 'log', accessKey: CANARY, secretAccessKey: CANARY },
  DATADOG: { url: 'https://datadog.example.com/v1/input/', authToken: CANARY, service: 'store' },
  SPLUNK: { url: 'https://splunk.example.com/collector/raw', authToken: CANARY },
  SUMO_LOGIC: { url: 'https://sumo.example.com/receiver/v1/http/CODE' },
  HTTPS: { url: 'https://logs.example.com/in' },
};

/** A connector with its type and name. */
export function connector1(type: string, more: JsonObject = {}): JsonObject {
  return { connectorType: type, connectorName: `${type} connector`, ...CONNECTORS1[type], ...more };
}

/** A body that the simulator accepts as a create and, for such a stream, as an update. */
export function aggregateBody(change: JsonObject = {}): JsonObject {
  return {
    streamName: 'errors',
    streamType: 'AGGREGATE',
    groupId: 21484,
    contractId: 'C-0N7RAC7',
    timeFrame: 5,
    propertyIds: [349778],
    datasetFieldIds: [77, 80, 81],
    connectors: [],
    ...change,
  };
}

/** The same for a RAW stream. */
export function rawBody(change: JsonObject = {}): JsonObject {
  const { timeFrame: _, ...body } = aggregateBody();
  return { ...body, streamType: 'RAW', sampleRate: 50, datasetFieldIds: [3, 4, 65], ...change };
}

/** Creates a stream of DataStream 1 and returns its id. */
export async function created1(client: TestClient, body: JsonObject = aggregateBody()): Promise<number> {
  const answer = await ask1(client, 'POST', '/streams', body);
  const key = objectIn(answer)['streamVersionKey'] as JsonObject | undefined;
  if (answer.status !== 202 || key === undefined) throw new Error(JSON.stringify(answer.body));
  return Number(key['streamId']);
}

/** The details of a stream. */
export async function detailOf1(client: TestClient, streamId: number, query = ''): Promise<JsonObject> {
  return objectIn(await ask1(client, 'GET', `/streams/${streamId}${query}`));
}

/** The messages of a refusal. */
export function details1(answer: Answer): readonly string[] {
  return (objectIn(answer)['errors'] as unknown as JsonObject[]).map(({ detail }) => String(detail));
}

/** Names of DataStream 1 streams by status. */
export function statuses1(accountState: AccountState): Readonly<Record<string, string>> {
  return Object.fromEntries(
    accountState.datastream1.streams.map(({ versions, status }) => [
      String(versions.at(-1)?.content['streamName']),
      status,
    ]),
  );
}
