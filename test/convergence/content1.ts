import fc from 'fast-check';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { type StreamType, vendorFields1 } from '../../src/simulator/vendor/datastream1.ts';
import { connector1 } from '../builders/datastream1-bodies.ts';
import { CANARY } from '../builders/destinations.ts';
import { CONTRACT, GROUP, TOKEN_URLS } from './account.ts';

/** Random contents of DataStream 1 streams, like those of `content.ts` for DataStream 2. */

/** A connector of a stream. Types whose URL is a credential may give it by reference. */
interface Connector1 {
  readonly type: (typeof TYPES)[number];
  readonly elsewhere: boolean;
  readonly byReference: boolean;
}

export interface Content1 {
  readonly kind: 'DataStream1';
  readonly streamType: StreamType;
  /** Indices into the tables below, at least one of each. */
  readonly sources: readonly number[];
  readonly fields: readonly number[];
  readonly connectors: readonly Connector1[];
  readonly sampleRate?: number;
  readonly timeFrame?: number;
}

const TYPES = ['S3', 'DATADOG', 'SPLUNK', 'SUMO_LOGIC', 'HTTPS'] as const;

/** Few, so that streams share them. */
const PROPERTIES: readonly (readonly [number, string])[] = [
  [349770, 'shop.example.com'],
  [349772, 'www.example.com'],
  [349774, 'api.example.com'],
];
const fieldsOf = (streamType: StreamType) => vendorFields1(streamType).slice(0, 6);

const connectors: fc.Arbitrary<readonly Connector1[]> = fc.uniqueArray(
  fc.record({ type: fc.constantFrom(...TYPES), elsewhere: fc.boolean(), byReference: fc.boolean() }),
  { selector: ({ type }) => type, maxLength: 3 },
);

/**
 * Any content of a type. The simulator is stricter than the documents: the type of a stream cannot change.
 */
export function contentOf1(streamType: StreamType): fc.Arbitrary<Content1> {
  const indices = (count: number, maxLength: number) =>
    fc.uniqueArray(fc.nat({ max: count - 1 }), { minLength: 1, maxLength });
  return fc.record(
    {
      kind: fc.constant('DataStream1' as const),
      streamType: fc.constant(streamType),
      sources: indices(PROPERTIES.length, 2),
      fields: indices(6, 4),
      connectors,
      sampleRate: fc.constantFrom(10, 25),
      timeFrame: fc.constantFrom(1, 5, 60),
    },
    { requiredKeys: ['kind', 'streamType', 'sources', 'fields', 'connectors'] },
  );
}

function connectorOf({ type, elsewhere, byReference }: Connector1): JsonObject {
  const whole = connector1(type);
  const { url } = whole;
  const token = TOKEN_URLS[type];
  if (token !== undefined) {
    return { ...whole, url: byReference ? token : `${String(url)}${elsewhere ? '/b' : ''}` };
  }
  if (!elsewhere) return whole;
  return typeof url === 'string'
    ? { ...whole, url: url.replace('https://', 'https://b-') }
    : { ...whole, bucket: 'b' };
}

function membersOf({ streamType, sampleRate, timeFrame }: Content1): JsonObject {
  return {
    streamType,
    ...(sampleRate === undefined || streamType !== 'RAW' ? {} : { sampleRate }),
    ...(timeFrame === undefined || streamType !== 'AGGREGATE' ? {} : { timeFrame }),
  };
}

/** The body of a create or an update, secrets in plain text. */
export function bodyOf1(content: Content1, streamName: string): JsonObject {
  return {
    streamName,
    contractId: CONTRACT,
    groupId: GROUP,
    ...membersOf(content),
    propertyIds: content.sources.map((index) => PROPERTIES[index]?.[0] ?? 0),
    datasetFieldIds: content.fields.map((index) => fieldsOf(content.streamType)[index]?.id ?? 0),
    connectors: content.connectors.map(connectorOf),
  };
}

/** The API members of a manifest. `byName`: properties and fields by their names. */
export function specOf1(content: Content1, byName: boolean): JsonObject {
  const reference = (value: Json): Json => {
    if (value === CANARY) return { env: 'SECRET' };
    const [token] = Object.entries(TOKEN_URLS).find(([, url]) => url === value) ?? [];
    return token === undefined ? value : { env: token };
  };
  return {
    ...membersOf(content),
    properties: content.sources.map((index) => PROPERTIES[index]?.[byName ? 1 : 0] ?? 0),
    datasetFields: content.fields.map((index) => {
      const field = fieldsOf(content.streamType)[index];
      return (byName ? field?.name : field?.id) ?? 0;
    }),
    connectors: content.connectors.map((one) =>
      Object.fromEntries(
        Object.entries(connectorOf(one)).map(([member, value]) => [member, reference(value)]),
      ),
    ),
  };
}

/** Members that another version of it would have as well: their values are unknown. */
const OMITTED = ['sampleRate', 'groupId', 'contractId'];

/**
 * The meaning of a body, independent of the product. Bodies with one meaning create the same stream.
 * `unseen`: connectors whose URL is given by reference, and is therefore not compared.
 */
export function meaningOf1(
  body: JsonObject,
  unseen: readonly string[],
  extra: readonly string[],
): JsonObject {
  const { connectors: list, propertyIds, datasetFieldIds, timeFrame, ...root } = body;
  const places = (isArray(list) ? list : []).filter(isObject).map((place): [string, Json] => {
    const name = String(place['connectorName']);
    const skipped = ['connectorId', ...extra, ...(unseen.includes(name) ? ['url'] : [])];
    const kept = Object.entries(place).filter(
      ([member, value]) => value !== CANARY && !skipped.includes(member),
    );
    return [name, Object.fromEntries(kept)];
  });
  const kept = Object.entries(root).filter(
    ([member]) => !OMITTED.includes(member) && !extra.includes(member),
  );
  return {
    ...Object.fromEntries(kept),
    ...(root['streamType'] === 'RAW' ? {} : { timeFrame: timeFrame ?? 1 }),
    propertyIds: idsOf(propertyIds),
    datasetFieldIds: idsOf(datasetFieldIds),
    connectors: Object.fromEntries(places),
  };
}

/** Names of the connectors of a body whose URL is given by reference. */
export function unseenIn(body: JsonObject): readonly string[] {
  const list = body['connectors'];
  return (isArray(list) ? list : []).flatMap((place) =>
    isObject(place) && Object.values(TOKEN_URLS).includes(String(place['url']))
      ? [String(place['connectorName'])]
      : [],
  );
}

function idsOf(list: Json | undefined): Json {
  return [...new Set(isArray(list) ? list.map(Number) : [])].sort((one, other) => one - other);
}
