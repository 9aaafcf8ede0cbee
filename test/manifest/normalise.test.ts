import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readManifests } from '../../src/manifest/read-manifests.ts';
import { manifestText } from '../../src/manifest/write.ts';
import { isObject, type Json } from '../../src/model/json.ts';
import { runs } from '../soak.ts';
import { DNS, ERRORS, manifestsIn, RAW, spoilt, WEB, withDestination, withSpec } from './samples.ts';

const one = (text: string) => {
  const [manifest] = manifestsIn(text);
  if (!manifest) throw new Error('no manifest');
  return manifest;
};

describe('the normal form does not depend on the notation', () => {
  test('of a manifest', () => {
    expect(one(WEB)).toEqual({
      name: 'web',
      collection: { kind: 'DataStream2', logType: 'cdn' },
      state: 'active',
      protect: false,
      separate: false,
      streamName: 'web',
      spec: {
        contractId: 'C-0N7RAC7',
        groupId: 21484,
        properties: ['www.example.com'],
        datasetFields: ['cp', 'reqId'],
        deliveryConfiguration: { format: 'JSON', frequency: { intervalInSeconds: 30 } },
        destination: {
          authenticationType: 'BASIC',
          destinationType: 'HTTPS',
          displayName: 'Log platform',
          endpoint: 'https://logs.example.com/akamai',
          password: { env: 'LOG_PASSWORD' },
          userName: { env: 'LOG_USER' },
        },
      },
      source: { file: 'web.yaml', line: 1 },
    });
  });

  test('leaves members of this tool out of the spec', () => {
    const text = withSpec(WEB, 'protect: true', 'streamId: 7', 'streamName: other', 'logType: cdn');
    expect(one(text)).toEqual({ ...one(WEB), protect: true, streamId: 7, streamName: 'other' });
  });

  test.each([
    ['2026-11-28T10:00:00Z', '2026-11-28T10:00:00Z'],
    ['"2026-11-28T10:00:00Z"', '2026-11-28T10:00:00Z'],
    ['2026-11-28T11:00:00+01:00', '2026-11-28T10:00:00Z'],
    ['2026-11-28T10:00Z', '2026-11-28T10:00:00Z'],
    ['2026-11-28T10:00:00.500Z', '2026-11-28T10:00:00.500Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00Z'],
  ])('of a time: %s', (written, rotateSecretsAfter) => {
    const text = withSpec(WEB, `rotateSecretsAfter: ${written}`);
    expect(one(text)).toEqual({ ...one(WEB), rotateSecretsAfter });
    expect(manifestsIn(manifestText(one(text)))).toMatchObject([{ rotateSecretsAfter }]);
  });

  test.each([
    ['prefixes', spoilt(spoilt(WEB, 'C-0N7', 'ctr_C-0N7'), ' 21484', ' grp_21484')],
    [
      'ids as strings, with blanks around them',
      spoilt(spoilt(WEB, 'C-0N7RAC7', "' C-0N7RAC7 '"), '21484', "' 21484 '"),
    ],
    ['destination type in another case', spoilt(WEB, 'Type: HTTPS', 'Type: Https')],
    ['quotes', spoilt(WEB, 'state: active', 'state: "active"')],
    ['JSON', JSON.stringify(jsonOf(one(WEB)))],
  ])('of %s', (_title, text) => {
    expect(one(text)).toEqual(one(WEB));
  });

  test('shortens list items to bare ids and removes duplicates', () => {
    const items =
      "[prp_7, ' 8 ', { propertyId: 9, propertyName: c }, ' www.example.com ', { propertyId: prp_10 }]";
    expect(one(spoilt(WEB, '[www.example.com]', items)).spec['properties']).toEqual([
      7,
      8,
      9,
      'www.example.com',
      10,
    ]);
    expect(one(spoilt(DNS, '[example.com]', '[{ zoneName: example.com }, "12"]')).spec['zones']).toEqual([
      'example.com',
      '12',
    ]);
  });

  test('keeps extra separate', () => {
    const text = withDestination(
      withSpec(WEB, 'extra: { b: 1, a: [{ d: 1, c: 2 }] }'),
      'extra: { latency: LOW }',
    );
    expect(one(text).spec['extra']).toEqual({ a: [{ c: 2, d: 1 }], b: 1 });
    expect(one(text).spec['destination']).toMatchObject({ extra: { latency: 'LOW' } });
  });

  test('of an absent stream requires no other member', () => {
    const text =
      'apiVersion: datastream-gitops/v1\nkind: DataStream2\nmetadata: { name: web }\nspec: { state: absent }\n';
    expect(one(text)).toMatchObject({ state: 'absent', spec: {} });
  });

  test('records the line of each document in a file', () => {
    const sources = manifestsIn(`# first\n${WEB}---\n${DNS}`).map(({ name, source }) => [name, source.line]);
    expect(sources).toEqual([
      ['web', 2],
      ['dns', 23],
    ]);
  });

  test('or on the order of members', () => {
    const plain = jsonOf(one(withDestination(WEB, 'customHeaderName: x', 'customHeaderValue: { env: V }')));
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (random) => {
        const text = JSON.stringify(shuffled(plain, random));
        expect(JSON.stringify(one(text))).toBe(JSON.stringify(one(JSON.stringify(plain))));
      }),
      { numRuns: runs(50) },
    );
  });

  test('and does not change when it is normalised again', () => {
    const items = "[prp_7, '8', { propertyId: 9 }, www.example.com]";
    const first = one(
      withSpec(spoilt(spoilt(WEB, '[www.example.com]', items), 'C-0N', 'ctr_C-0N'), 'protect: true'),
    );
    expect(one(manifestText(first))).toEqual(first);
  });
});

describe('the normal form of streams of DataStream 1', () => {
  test('keeps connectors as a list in their order, with sorted members', () => {
    expect(one(ERRORS)).toEqual({
      name: 'errors',
      collection: { kind: 'DataStream1' },
      state: 'active',
      protect: false,
      separate: false,
      streamName: 'errors',
      spec: {
        streamType: 'AGGREGATE',
        contractId: 'C-0N7RAC7',
        groupId: 21484,
        timeFrame: 5,
        properties: ['www.example.com'],
        datasetFields: ['2xx', '5xx', 81],
        connectors: [
          {
            accessKey: { env: 'ARCHIVE_KEY' },
            bucket: 'logs.example.com',
            connectorName: 'Archive',
            connectorType: 'S3',
            path: 'logs/{year}/{month}/{day}',
            region: 'AP_Mumbai',
            secretAccessKey: { env: 'ARCHIVE_SECRET' },
          },
          { connectorName: 'Search', connectorType: 'SUMO_LOGIC', url: { env: 'SEARCH_URL' } },
        ],
      },
      source: { file: 'web.yaml', line: 1 },
    });
  });

  test('has an empty list if there are no connectors', () => {
    expect(one(RAW).collection).toEqual({ kind: 'DataStream1' });
    expect(one(RAW).spec).toMatchObject({ streamType: 'RAW', sampleRate: 10, connectors: [] });
  });

  test('accepts types in any case, id prefixes, and ids in every notation', () => {
    const text = spoilt(
      spoilt(spoilt(spoilt(ERRORS, 'SUMO_LOGIC', ' sumo_Logic'), ' 21484', ' grp_21484'), 'C-0N', 'ctr_C-0N'),
      '[2xx, 5xx, 81]',
      "[2xx, 5xx, '81']",
    );
    expect(one(text)).toEqual(one(ERRORS));
  });

  test('keeps a type that is new at the vendor as written', () => {
    const text = spoilt(ERRORS, 'SUMO_LOGIC', 'Kafka\n      allowUnknownType: true');
    const { manifests } = readManifests([{ file: 'web.yaml', text }], [], 'streams');
    expect(manifests[0]?.spec['connectors']).toMatchObject([{}, { connectorType: 'Kafka' }]);
    expect(JSON.stringify(manifests[0]?.spec)).not.toContain('allowUnknownType');
  });

  test('of an absent stream requires no other member', () => {
    const text =
      'apiVersion: datastream-gitops/v1\nkind: DataStream1\nmetadata: { name: web }\nspec: { state: absent }\n';
    expect(one(text)).toMatchObject({ state: 'absent', spec: {} });
  });

  test('does not change when it is normalised again', () => {
    for (const text of [ERRORS, RAW]) expect(one(manifestText(one(text)))).toEqual(one(text));
  });
});

function jsonOf(manifest: ReturnType<typeof one>): Json {
  return {
    apiVersion: 'datastream-gitops/v1',
    kind: manifest.collection.kind,
    metadata: { name: manifest.name },
    spec: {
      ...(manifest.collection.logType === undefined ? {} : { logType: manifest.collection.logType }),
      state: manifest.state,
      ...manifest.spec,
    },
  };
}

function shuffled(value: Json, random: Iterator<number>): Json {
  if (!isObject(value)) return value;
  const ranked = Object.keys(value).map((name) => [name, Number(random.next().value)] as const);
  const names = ranked.sort((a, b) => a[1] - b[1]).map(([name]) => name);
  return Object.fromEntries(names.map((name) => [name, shuffled(value[name] ?? null, random)]));
}
