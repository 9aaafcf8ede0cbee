import { cdn } from '../../collections/cdn.ts';
import { datastream1 } from '../../collections/datastream1.ts';
import { destinationCard, destinationSet } from '../../destinations/registry.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { migrateConnector, type NewSecret } from './connector.ts';
import { type FieldMapping, mapFields } from './fields.ts';

/** A DataStream 1 stream to convert to DataStream 2: a manifest, or a live stream in manifest form. */
export interface Original extends Pick<Manifest, 'name' | 'streamName' | 'state' | 'spec'> {
  /** Whether it was read from the account, which does not return everything. */
  readonly live: boolean;
  /** The account's names of data set fields, by id, if the account was read. */
  readonly fieldLabels?: ReadonlyMap<number, string>;
}

/** A note to read before the result is used. */
interface MigrationNote {
  /** Stable, kebab-case. */
  readonly code: string;
  /** A sentence without a full stop. */
  readonly message: string;
}

/** The result for one connector of a stream: a separate DataStream 2 stream, or the reason why there is none. */
export type Migration =
  | {
      readonly tag: 'migrated';
      readonly connector: string;
      /** Display name of the destination: `Amazon S3`. */
      readonly destination: string;
      /** Members of a CDN stream in manifest form. */
      readonly spec: JsonObject;
      readonly fields: FieldMapping;
      readonly newSecrets: readonly NewSecret[];
      readonly notes: readonly MigrationNote[];
    }
  | {
      readonly tag: 'refused';
      /** Absent if the reason is about the whole stream. */
      readonly connector?: string;
      /** Whole sentences that include the fix. */
      readonly reason: string;
    };

type Refused = Extract<Migration, { tag: 'refused' }>;

/** The collection of the results: DataStream 1 logs what CDN properties deliver. */
export const MIGRATED_TO = cdn;
/** The collection of the originals. */
export const MIGRATED_FROM = datastream1;

const CONNECTORS = destinationSet(datastream1);
const DESTINATION = destinationSet(cdn);

/**
 * Converts a DataStream 1 stream to DataStream 2 streams: one for each connector, since a DataStream 2 stream has
 * exactly one destination.
 *
 * @param suggest returns a variable, by connector and member, for a secret that the original does not have as a
 *   separate value
 */
export function migrate(
  original: Original,
  suggest: (connector: string, member: string) => string,
): readonly Migration[] {
  const fields = mapFields(original.spec['datasetFields'], original.fieldLabels);
  const connectors = connectorsOf(original);
  const refused = refusal(original, fields, connectors);
  if (refused) return [refused];
  return connectors.map((connector) => {
    const name = String(connector[CONNECTORS.nameMember] ?? connector[CONNECTORS.typeMember]);
    const made = migrateConnector(connector, {
      suggest: (member) => suggest(name, member),
      live: original.live,
    });
    if (made.tag === 'refused') return { ...made, connector: name };
    const { destination, newSecrets, notes } = made;
    return {
      tag: 'migrated',
      connector: name,
      destination: titleOf(destination),
      spec: { ...streamSpec(original, fields), [DESTINATION.member]: destination },
      fields,
      newSecrets,
      notes: [
        ...streamNotes(original, fields, connectors.length),
        ...notes.map((message) => ({ code: 'destination', message })),
      ],
    };
  });
}

function connectorsOf({ spec }: Original): readonly JsonObject[] {
  const connectors = spec[CONNECTORS.member];
  return isArray(connectors) ? connectors.filter(isObject) : [];
}

function titleOf(destination: JsonObject): string {
  const type = String(destination[DESTINATION.typeMember]);
  return destinationCard(DESTINATION, type)?.title ?? type;
}

function refusal(
  { name, state }: Original,
  { keys, leftOut }: FieldMapping,
  connectors: readonly JsonObject[],
): Refused | undefined {
  if (state === 'absent') {
    return refuse(`${name} is to be deleted (state: absent), so there is nothing to migrate.`);
  }
  if (connectors.length === 0) {
    return refuse(
      'It has no connectors: its logs are pulled, and DataStream 2 has no pull mode, it always sends to a destination. ' +
        'Give the original a connector, or write the DataStream 2 manifest manually.',
    );
  }
  if (keys.length === 0) {
    const why = leftOut.map(({ field, reason }) => `${field}: ${reason}`).join('; ');
    return refuse(
      `None of its data set fields has a counterpart in DataStream 2 (${why}). Write the DataStream 2 manifest manually.`,
    );
  }
  return undefined;
}

function refuse(reason: string): Refused {
  return { tag: 'refused', reason };
}

/**
 * The delivery that the vendor's own migration proposed: JSON every 30 seconds, with the default prefix and suffix.
 */
const DELIVERY: JsonObject = { format: 'JSON', frequency: { intervalInSeconds: 30 } };

function streamSpec({ spec }: Original, { keys }: FieldMapping): JsonObject {
  const same = Object.entries(spec).filter(([member]) => SAME.has(member));
  return {
    ...Object.fromEntries(same),
    datasetFields: keys,
    samplingPercentage: samplingOf(spec),
    deliveryConfiguration: DELIVERY,
  };
}

/** Members with the same meaning in both APIs. */
const SAME = new Set(['contractId', 'groupId', 'properties']);

/**
 * Always stated, since the defaults differ: 25 in DataStream 1, 100 in DataStream 2. Metrics over all requests require
 * all requests, so AGGREGATE streams get 100.
 */
function samplingOf(spec: JsonObject): Json {
  if (isAggregate(spec)) return 100;
  return spec['sampleRate'] ?? byDefault('sampleRate');
}

/** The default that DataStream 1 uses for an omitted member. */
function byDefault(member: string): Json {
  return MIGRATED_FROM.members[member]?.default ?? null;
}

function isAggregate(spec: JsonObject): boolean {
  return spec['streamType'] === 'AGGREGATE';
}

function streamNotes(original: Original, fields: FieldMapping, connectors: number): readonly MigrationNote[] {
  const { spec, live } = original;
  const notes: MigrationNote[] = [];
  const add = (code: string, message: string) => notes.push({ code, message });
  if (connectors > 1) {
    add(
      'one-destination',
      `a DataStream 2 stream has exactly one destination, so the ${connectors} connectors of the original become a stream each: the first keeps the name, the others append the connector's name`,
    );
  }
  if (isAggregate(spec)) add('aggregate', aggregateNote(spec));
  else if (spec['sampleRate'] === undefined) add('sampling', samplingNote(live));
  if (fields.keys.includes('cacheStatus') && !isAggregate(spec)) {
    add(
      'cache-status',
      'cacheStatus has 0 or 1 (served from the cache), Cache hit had five values from 0 to 4',
    );
  }
  if (fields.keys.includes('queryStr')) {
    add(
      'query-string',
      "queryStr is filled only where the property's cache key includes all query parameters",
    );
  }
  if (isArray(spec['properties']) && spec['properties'].length > 1) {
    add(
      'one-product',
      'all properties of a DataStream 2 stream must be of one product, which only the API knows: if they are not, split the stream',
    );
  }
  if (isObject(spec['extra'])) {
    add(
      'extra',
      `extra: ${Object.keys(spec['extra']).join(', ')} omitted, because DataStream 2 has other members`,
    );
  }
  return notes;
}

function aggregateNote(spec: JsonObject): string {
  const minutes = spec['timeFrame'] ?? byDefault('timeFrame');
  return (
    'DataStream 2 has no aggregate streams: this one sends a record for every request, many more than before, and ' +
    `whatever receives them has to compute the metrics (until now over ${String(minutes)} minutes) from its fields`
  );
}

function samplingNote(live: boolean): string {
  return live
    ? 'the API does not return sampleRate, so its default of 25 is assumed; set samplingPercentage to what the stream has'
    : 'samplingPercentage is 25 because the original omits sampleRate; without it DataStream 2 would log every request';
}
