import { describe, expect, it } from 'vitest';
import { cdn } from '../../../src/collections/cdn.ts';
import { type Migration, migrate, type Original } from '../../../src/conversion/datastream1/migrate.ts';
import { crowdedBy } from '../../../src/conversion/datastream1/source-limits.ts';
import type { JsonObject } from '../../../src/model/json.ts';

const HTTPS = {
  connectorType: 'HTTPS',
  connectorName: 'Platform',
  url: { env: 'PLATFORM_URL' },
} as const;

const RAW: JsonObject = {
  streamType: 'RAW',
  contractId: 'C-1',
  groupId: 7,
  properties: ['www.example.com', 5],
  datasetFields: [3],
  connectors: [HTTPS],
};

function original(spec: JsonObject, rest: Partial<Original> = {}): Original {
  return {
    name: 'shop',
    streamName: 'shop',
    state: 'active',
    live: false,
    spec: { ...RAW, ...spec },
    ...rest,
  };
}

const suggest = (connector: string, member: string) => `${connector}:${member}`;

type Migrated = Extract<Migration, { tag: 'migrated' }>;

/** The only stream that results from an original. */
function only(spec: JsonObject, rest: Partial<Original> = {}): Migrated {
  const [one] = migrate(original(spec, rest), suggest);
  if (one?.tag !== 'migrated') throw new Error(`not migrated: ${one?.reason}`);
  return one;
}

function reasonOf(spec: JsonObject, rest: Partial<Original> = {}): string {
  const [one] = migrate(original(spec, rest), suggest);
  if (one?.tag !== 'refused') throw new Error('it was migrated');
  return one.reason;
}

describe('a migrated stream', () => {
  it('keeps contract, group and properties, and delivers JSON every 30 seconds', () => {
    expect(only({}).spec).toEqual({
      contractId: 'C-1',
      groupId: 7,
      properties: ['www.example.com', 5],
      datasetFields: ['statusCode'],
      samplingPercentage: 25,
      deliveryConfiguration: { format: 'JSON', frequency: { intervalInSeconds: 30 } },
      destination: {
        destinationType: 'HTTPS',
        displayName: 'Platform',
        endpoint: { env: 'PLATFORM_URL' },
        authenticationType: 'NONE',
      },
    });
  });

  it.each([
    ['as configured', { sampleRate: 48 }, 48],
    ["DataStream 1's default, which is not that of DataStream 2", {}, 25],
    ['everything for numbers over all requests', { streamType: 'AGGREGATE', datasetFields: [77] }, 100],
  ])('samples %s', (_, spec, percentage) => {
    expect(only(spec).spec['samplingPercentage']).toBe(percentage);
  });

  it('reports that the API does not return the sampling of a live stream', () => {
    const { notes } = only({}, { live: true });
    expect(notes).toContainEqual(expect.objectContaining({ code: 'sampling' }));
    expect(notes.map(({ message }) => message).join()).toContain('the API does not return sampleRate');
  });

  it('has no extra members, and reports which were omitted', () => {
    const { spec, notes } = only({ extra: { a: 1 } });
    expect(spec['extra']).toBeUndefined();
    expect(notes.map(({ message }) => message).join()).toContain('extra: a omitted');
  });

  it('becomes as many streams as it has connectors', () => {
    const made = migrate(original({ connectors: [HTTPS, { ...HTTPS, connectorName: 'Other' }] }), suggest);
    expect(made.map((one) => one.connector)).toEqual(['Platform', 'Other']);
    expect(made[0]).toMatchObject({
      notes: expect.arrayContaining([expect.objectContaining({ code: 'one-destination' })]),
    });
  });

  it('of metrics states where they have to be computed', () => {
    const { notes } = only({ streamType: 'AGGREGATE', datasetFields: ['2xx'], timeFrame: 15 });
    const [note] = notes.filter(({ code }) => code === 'aggregate');
    expect(note?.message).toContain('until now over 15 minutes');
  });

  it.each<readonly [string, JsonObject, Partial<Original>, string]>([
    ['has no connectors', { connectors: [] }, {}, 'DataStream 2 has no pull mode'],
    ['is to be deleted', {}, { state: 'absent' }, 'nothing to migrate'],
    ['has no field left', { datasetFields: [13, 18] }, {}, 'Forward hostname (13): the vendor names it'],
  ])('that %s is refused with the reason', (_, spec, rest, reason) => {
    expect(reasonOf(spec, rest)).toContain(reason);
  });
});

describe('the limit of streams for a property', () => {
  const most = cdn.lists[0]?.streamsPerItem ?? 0;
  const streams = (n: number) => Array.from({ length: n }, (_, i) => ({ who: `s${i}`, sources: ['www'] }));

  it('is three, and counts a stream once that has a property by id and name', () => {
    expect(most).toBe(3);
    expect(crowdedBy([...streams(most - 1), { who: 'x', sources: [5, 'www', 'www'] }])).toEqual([]);
  });

  it('is reported with the property and every stream once it is exceeded', () => {
    const [crowded] = crowdedBy(streams(most + 1));
    expect(crowded).toMatchObject({ source: 'www', who: ['s0', 's1', 's2', 's3'] });
    expect(crowded?.message).toContain('4 DataStream 2 streams (s0, s1, s2, s3), and the vendor allows 3');
  });
});
