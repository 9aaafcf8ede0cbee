import { streamCard } from '../../collections/registry.ts';
import type { FieldCard } from '../../model/card.ts';
import type { Json } from '../../model/json.ts';
import type { Rule, Rules } from '../protocol/rules.ts';

/**
 * What the vendor does with streams of DataStream 1: fact sheet, sections 3.1, 6.3 and 10.2. The simulator's own
 * tables, apart from the cards, so that a mistake in either one shows. The documents mark required members with
 * icons that their text has lost: what delivery cannot do without counts as required.
 */
export type StreamType = 'RAW' | 'AGGREGATE';

/** The data set endpoint calls AGGREGATE streams' fields AGGREGATED, bodies do not. */
export const DATASET_TYPES = { RAW: 'RAW', AGGREGATED: 'AGGREGATE' } as const satisfies Record<
  string,
  StreamType
>;

/** Members of one stream type only, with what the server assumes when they are left out or null. */
export const TYPE_MEMBERS = {
  sampleRate: { type: 'RAW', assumed: 25, rule: { type: 'integer', least: 1, most: 100 } },
  timeFrame: { type: 'AGGREGATE', assumed: 1, rule: { type: 'integer', values: [1, 5, 15, 30, 60] } },
} as const satisfies Record<
  string,
  { readonly type: StreamType; readonly assumed: Json; readonly rule: Rule }
>;

const needed = { type: 'text', required: true } as const satisfies Rule;
const secret = { type: 'text', required: true, secret: true } as const satisfies Rule;
/** Told in clear. Discreet: Sumo Logic's and custom ones end with what acts as a credential. */
const url: Rule = { ...needed, discreet: true, pattern: ['^https://[^/]', 'must be an https URL'] };

/** What a request may hold, by `connectorType`; `secret` members are never told. */
export const VENDOR_CONNECTORS: Readonly<Record<string, Rules>> = {
  S3: { bucket: needed, region: needed, path: needed, accessKey: secret, secretAccessKey: secret },
  DATADOG: { url, authToken: secret, service: { type: 'text' } },
  SPLUNK: { url, authToken: secret },
  SUMO_LOGIC: { url },
  HTTPS: { url },
};

/** Groups of data set fields in the order in which the server tells them. */
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

/** RAW fields that the sample of an edit chooses and that no card may know. Their names are simulated. */
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
  only: { member: 'streamType', equals: 'RAW' },
}));

const FIELDS: readonly FieldCard[] = fieldTable();

function fieldTable(): readonly FieldCard[] {
  const carded = streamCard({ kind: 'DataStream1' }).fields;
  return [...carded, ...SAMPLED.filter(({ id }) => !carded.some((field) => field.id === id))];
}

/** Every data set field that a stream of a type can choose. */
export function vendorFields1(type: StreamType): readonly FieldCard[] {
  return FIELDS.filter(({ onlyWhen: only }) => only?.equals === type);
}
