import { type ManifestFile, readManifests } from '../src/manifest/read-manifests.ts';
import type { Manifest } from '../src/model/manifest.ts';
import { SEEDED_OBJECTS } from '../src/simulator/seed/account.ts';
import { SEED_CONTRACT, SEED_GROUP } from '../src/simulator/seed/places.ts';
import type { AccountObjects } from '../src/simulator/state/account-state.ts';
import type { SimulatedProperty } from '../src/simulator/state/property.ts';
import { firstVersion, ruleTree } from '../src/simulator/vendor/rule-trees.ts';

/** Any number of manifests for a measurement, each in its own file, in the style of the examples. */
export interface Fleet {
  readonly files: readonly ManifestFile[];
  readonly manifests: readonly Manifest[];
}

/**
 * Creates streams with three kinds of destinations alternately. Each names two properties, and each property is in two
 * streams.
 */
export function fleetOf(size: number): Fleet {
  const files = Array.from({ length: size }, (_, index) => fileOf(index));
  const { manifests, findings } = readManifests(files, [], 'streams');
  const [finding] = findings;
  if (finding) throw new Error(`a manifest of the fleet has a finding: ${finding.message}`);
  return { files, manifests };
}

/** Creates an account that owns the properties of a fleet's streams, from the stream at index `start`. */
export function accountObjectsOf(size: number, start = 0): AccountObjects {
  const properties = Array.from({ length: size + 1 }, (_, index) => propertyOf(start + index));
  return { ...SEEDED_OBJECTS, properties };
}

/** Returns the properties of the stream at an index. */
export function propertyIds(index: number): readonly number[] {
  return [index, index + 1].map((each) => propertyOf(each).propertyId);
}

/** The environment variables that the fleet's references name. */
export const ENVIRONMENT = {
  LOG_USER: 'bench-user',
  LOG_PASSWORD: 'bench-password',
  ARCHIVE_ACCESS_KEY: 'bench-access-key',
  ARCHIVE_SECRET_ACCESS_KEY: 'bench-secret-access-key',
  COLLECTOR_TOKEN: 'bench-token',
} as const;

function propertyOf(index: number): SimulatedProperty {
  const propertyName = `site-${index}.example.com`;
  return {
    propertyId: 400_000 + index,
    propertyName,
    productId: 'Dynamic_Site_Accelerator',
    contractId: SEED_CONTRACT,
    groupId: SEED_GROUP,
    hostnames: [`${propertyName}.edgekey.net`],
    ...firstVersion(ruleTree(propertyName)),
    integration: 'PM_DEPENDENT',
  };
}

function fileOf(index: number): ManifestFile {
  const { propertyName: first } = propertyOf(index);
  const { propertyName: second } = propertyOf(index + 1);
  const part = PARTS[index % PARTS.length] ?? '';
  return {
    file: `streams/stream-${index}.yaml`,
    text: `${head(index)}  properties: [${first}, ${second}]\n${part}`,
  };
}

function head(index: number): string {
  return `# yaml-language-server: $schema=../schemas/stream.schema.json

# The traffic of two sites. Inform the readers of these logs before the list of fields changes.
apiVersion: datastream-gitops/v1
kind: DataStream2
metadata:
  name: stream-${index}
spec:
  logType: cdn
  state: active # active: delivers logs; inactive: exists, delivers nothing
  contractId: ${SEED_CONTRACT}
  groupId: ${SEED_GROUP} # cannot change later
`;
}

const FIELDS = `
  datasetFields:
    # Log information
    - streamId
    - cp
    - reqId
    - reqTimeSec
    # Message exchange data
    - bytes
    - cliIP
    - statusCode
    - proto
    - reqHost
    - reqMethod
    - reqPath
    - queryStr
    - rspContentType
    - UA
    # Network performance data
    - turnAroundTimeMSec
    - transferTimeMSec
    - timeToFirstByte
    - asn
`;

const TO_HTTPS = `${FIELDS}
  deliveryConfiguration:
    format: JSON
    frequency: { intervalInSeconds: 30 }

  destination:
    destinationType: HTTPS
    displayName: Log platform
    endpoint: https://logs.example.com/akamai
    authenticationType: BASIC
    userName: { env: LOG_USER } # the organization's name
    password: { env: LOG_PASSWORD } # its ingestion token
    compressLogs: true
`;

const TO_S3 = `${FIELDS}
  notificationEmails: [cdn-team@example.com]

  # Lines without names: the order above is the order of the columns.
  deliveryConfiguration:
    format: STRUCTURED
    fieldDelimiter: SPACE
    frequency: { intervalInSeconds: 60 }
    uploadFilePrefix: edge
    uploadFileSuffix: log

  destination:
    destinationType: S3
    displayName: Edge log archive
    bucket: edge-logs.example.com
    region: eu-central-1
    path: akamai/edge/{%Y}/{%m}/{%d} # Akamai fills in year, month and day
    accessKey: { env: ARCHIVE_ACCESS_KEY }
    secretAccessKey: { env: ARCHIVE_SECRET_ACCESS_KEY }
`;

const TO_SPLUNK = `${FIELDS}
  collectMidgress: true

  deliveryConfiguration:
    format: JSON
    frequency: { intervalInSeconds: 30 }

  destination:
    destinationType: SPLUNK
    displayName: Security operations
    endpoint: https://splunk.example.com:8088/services/collector/raw
    eventCollectorToken: { env: COLLECTOR_TOKEN }
    tlsHostname: collector.example.com # default: the host of the endpoint
`;

const PARTS = [TO_HTTPS, TO_S3, TO_SPLUNK];

/** Number of stream shapes that differ in more than name and properties. */
export const SHAPES = PARTS.length;
