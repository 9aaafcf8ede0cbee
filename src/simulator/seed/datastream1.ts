import type { JsonObject } from '../../model/json.ts';
import { SEED_CONTRACT, SEED_GROUP } from './places.ts';

/** A past event of a seeded stream of DataStream 1. */
export interface PastEvent1 {
  readonly act: 'create' | 'edit' | 'activate' | 'deactivate';
  /** Hours before the simulated account was created. */
  readonly hoursAgo: number;
  readonly by: string;
  /** `create`, `edit`: members that differ from the final body. */
  readonly change?: JsonObject;
}

/** A stream of DataStream 1 in the seeded account, with its past events. */
export interface SeededStream1 {
  readonly streamId: number;
  readonly body: JsonObject;
  readonly past: readonly PastEvent1[];
}

const HOME = { contractId: SEED_CONTRACT, groupId: SEED_GROUP } as const;
const DAY = 24;
/** The simulator checks that a required secret is present. It stores no secret. */
const SECRET = 'simulated';

/** An unmanaged stream: no example manifest names it. */
const edgeErrors: SeededStream1 = {
  streamId: 6285,
  body: {
    ...HOME,
    streamName: 'edge-errors-trial',
    streamType: 'AGGREGATE',
    timeFrame: 15,
    propertyIds: [349774],
    datasetFieldIds: [79, 80],
    connectors: [
      {
        connectorType: 'DATADOG',
        connectorName: 'Datadog trial',
        url: 'https://http-intake.logs.datadoghq.com/v1/input/',
        authToken: SECRET,
        service: 'edge',
      },
    ],
  },
  past: [
    { act: 'create', hoursAgo: 500 * DAY, by: 'hgildong' },
    { act: 'activate', hoursAgo: 499 * DAY, by: 'hgildong' },
    { act: 'deactivate', hoursAgo: 410 * DAY, by: 'jsmith' },
  ],
};

/** Matches its example manifest. Its logs are available from the Pull API. */
const originHealth: SeededStream1 = {
  streamId: 6301,
  body: {
    ...HOME,
    streamName: 'origin-health',
    streamType: 'AGGREGATE',
    timeFrame: 5,
    propertyIds: [349772, 349774],
    datasetFieldIds: [77, 78, 79, 80, 81, 83, 84, 85, 86, 91],
    connectors: [],
  },
  past: [
    { act: 'create', hoursAgo: 380 * DAY, by: 'mrossi', change: { timeFrame: 1 } },
    { act: 'activate', hoursAgo: 379 * DAY, by: 'mrossi' },
    { act: 'edit', hoursAgo: 90 * DAY, by: 'szhang' },
  ],
};

/** Has one field fewer than the example manifest, and another folder in its bucket. */
const edgeSamples: SeededStream1 = {
  streamId: 6310,
  body: {
    ...HOME,
    streamName: 'edge-samples',
    streamType: 'RAW',
    sampleRate: 10,
    propertyIds: [349772, 349770],
    datasetFieldIds: [3, 4, 6, 7, 8, 11, 12, 65, 67],
    connectors: [
      {
        connectorType: 'S3',
        connectorName: 'Sample archive',
        bucket: 'edge-samples.example.com',
        region: 'AP_Mumbai',
        path: 'samples/{year}/{month}/{day}',
        accessKey: SECRET,
        secretAccessKey: SECRET,
      },
      {
        connectorType: 'HTTPS',
        connectorName: 'Sample viewer',
        url: 'https://viewer.example.com',
      },
    ],
  },
  past: [
    { act: 'create', hoursAgo: 200 * DAY, by: 'adevi' },
    { act: 'activate', hoursAgo: 200 * DAY - 1, by: 'adevi' },
  ],
};

/** The streams of DataStream 1 in the seeded account. Two of them belong to example manifests in `streams/`. */
export const SEED_STREAMS1: readonly SeededStream1[] = [edgeErrors, originHealth, edgeSamples];
