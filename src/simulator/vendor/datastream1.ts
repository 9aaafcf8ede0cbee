import { streamCard } from '../../collections/registry.ts';
import type { FieldCard } from '../../model/card.ts';
import type { Json } from '../../model/json.ts';
import type { Rule, Rules } from '../protocol/rules.ts';

/**
 * What the vendor does with streams of DataStream 1 (DataStream 1 Configuration API v1). These tables are
 * separate from the cards, so that a mistake in either one is detected. The documents mark required members with
 * icons, which the text version does not show. Members that delivery needs count as required.
 */
export type StreamType = 'RAW' | 'AGGREGATE';

/** The data set endpoint uses AGGREGATED for the type that request bodies call AGGREGATE. */
export const DATASET_TYPES = { RAW: 'RAW', AGGREGATED: 'AGGREGATE' } as const satisfies Record<
  string,
  StreamType
>;

/** Members that only one stream type has, and the value that the server assumes if a member is omitted or null. */
export const TYPE_MEMBERS = {
  sampleRate: { type: 'RAW', assumed: 25, rule: { type: 'integer', least: 1, most: 100 } },
  timeFrame: { type: 'AGGREGATE', assumed: 1, rule: { type: 'integer', values: [1, 5, 15, 30, 60] } },
} as const satisfies Record<
  string,
  { readonly type: StreamType; readonly assumed: Json; readonly rule: Rule }
>;

const needed = { type: 'text', required: true } as const satisfies Rule;
const secret = { type: 'text', required: true, secret: true } as const satisfies Rule;
/**
 * The API returns this member in plain text. It is marked `hidden`, because URLs of Sumo Logic and custom URLs end
 * with a string that acts as a credential.
 */
const url: Rule = { ...needed, hidden: true, pattern: ['^https://[^/]', 'must be an https URL'] };

/** The members of a request, by `connectorType`. No response contains `secret` members. */
export const VENDOR_CONNECTORS: Readonly<Record<string, Rules>> = {
  S3: { bucket: needed, region: needed, path: needed, accessKey: secret, secretAccessKey: secret },
  DATADOG: { url, authToken: secret, service: { type: 'text' } },
  SPLUNK: { url, authToken: secret },
  SUMO_LOGIC: { url },
  HTTPS: { url },
};

/** Groups of data set fields, in the order in which the server returns them. */
export const DATASET_GROUPS: readonly { readonly name: string; readonly description: string }[] = [
  { name: 'edge_response_time', description: 'Edge Response Time' },
  { name: 'http_status_cd', description: 'HTTP Status Code' },
  { name: 'traffic_volumes', description: 'Traffic Volumes' },
  { name: 'cdn_offload', description: 'CDN Offload' },
  { name: 'origin_response_time', description: 'Origin Response Time' },
  { name: 'message', description: 'Message Exchange Data' },
  { name: 'geo', description: 'Geo Data' },
  { name: 'network', description: 'Network Data' },
  { name: 'cache', description: 'Cache Data' },
  { name: 'reqHdr', description: 'Request Header Data' },
];

/** RAW fields that the sample of an edit uses and that the cards may lack. Their names are simulated. */
const SAMPLED: readonly FieldCard[] = [
  [99, 'cacheStatus'],
  [100, 'cacheable'],
  [101, 'cacheStats'],
  [102, 'cacheH'],
].map(([id, key]) => ({
  id: Number(id),
  key: String(key),
  name: `Field ${id}`,
  group: 'cache',
  onlyWhen: { member: 'streamType', equals: 'RAW' },
}));

const FIELDS: readonly FieldCard[] = fieldTable();

function fieldTable(): readonly FieldCard[] {
  const carded = streamCard({ kind: 'DataStream1' }).fields;
  return [...carded, ...SAMPLED.filter(({ id }) => !carded.some((field) => field.id === id))];
}

/** Lists all data set fields that a stream of this type can use. */
export function vendorFields1(type: StreamType): readonly FieldCard[] {
  return FIELDS.filter(({ onlyWhen: only }) => only?.equals === type);
}
