import { describe, expect, test } from 'vitest';
import { appsec } from '../../src/collections/appsec.ts';
import { DESTINATIONS } from '../../src/destinations/registry.ts';
import { readManifests } from '../../src/manifest/read-manifests.ts';
import { manifestText } from '../../src/manifest/write.ts';
import type { Collection } from '../../src/model/collection.ts';
import { isObject, type JsonObject } from '../../src/model/json.ts';
import { checkLogTypeFormat } from '../../src/simulator/datastream2/check-delivery.ts';
import { checkDestination } from '../../src/simulator/datastream2/check-destination.ts';
import { DEFAULT_SETTINGS } from '../../src/simulator/state/settings.ts';
import { vendorFields } from '../../src/simulator/vendor/fields.ts';
import { destination } from '../builders/destinations.ts';
import { fullManifest, manifest, wrong } from '../builders/schema-samples.ts';
import { CDN, cdnSpec, itemOf, live, planOf } from '../builders/streams.ts';

/** A destination as written in a manifest, with references for secrets. */
function placeOf(type: string, members: JsonObject): JsonObject {
  const card = DESTINATIONS.find((one) => one.type === type);
  const given = Object.entries(destination(type, members)).map(([member, value]) =>
    card?.members[member]?.writeOnly ? [member, { env: 'A_SECRET' }] : [member, value],
  );
  return Object.fromEntries(given);
}

function read(spec: JsonObject, collection: Collection = CDN) {
  const text = manifestText({ name: 'web', collection, state: 'active', spec });
  return readManifests([{ file: 'web.yaml', text }], [], 'streams');
}

const IPS = [
  'https://192.0.2.1/in',
  'https://192.0.2.1:8443',
  'https://user@192.0.2.1/in',
  'https://[2001:db8::1]/in',
];

const NAMES = [
  'https://192.0.2.1.example.com/in',
  'https://1.example.com/in',
  'https://logs.example.com/192.0.2.1',
];

type Row = readonly [title: string, type: string, members: JsonObject, accepted: boolean];

/** Rules for destinations from the vendor's guides to each destination. */
const ROWS: readonly Row[] = [
  ['a content type', 'DYNATRACE', { contentType: 'application/json' }, true],
  ...IPS.map((endpoint): Row => [`an IP address as host: ${endpoint}`, 'HTTPS', { endpoint }, false]),
  ...NAMES.map((endpoint): Row => [`a name as host: ${endpoint}`, 'HTTPS', { endpoint }, true]),
  ['the v1 intake', 'DATADOG', { endpoint: 'https://http-intake.logs.datadoghq.eu/v1/input' }, true],
  ['the v2 intake', 'DATADOG', { endpoint: 'https://http-intake.logs.datadoghq.com/api/v2/logs' }, false],
  ...DESTINATIONS.flatMap(({ type }): readonly Row[] => [
    ['a name of 255 characters', type, { displayName: 'n'.repeat(255) }, true],
    ['a name of 256 characters', type, { displayName: 'n'.repeat(256) }, false],
  ]),
];

describe.each(ROWS)('%s for %s', (_title, type, members, accepted) => {
  const place = placeOf(type, members);
  const spec = cdnSpec({ destination: place });

  test(`is ${accepted ? 'accepted' : 'refused'} in a new stream by validation, plan, the schema and the simulator`, () => {
    const { manifests, findings } = read(spec);
    const errors = findings.filter(({ severity }) => severity === 'error');
    expect(errors.length).toBe(accepted ? 0 : 1);
    expect(itemOf(planOf(manifests, []), 'web').action).toBe(accepted ? 'create' : 'blocked');
    expect(wrong(manifest({ state: 'active', ...spec })).length).toBe(accepted ? 0 : 1);
    const sent = Object.entries(place).map(([name, value]) => [name, isObject(value) ? 'a secret' : value]);
    const { findings: refused } = checkDestination(Object.fromEntries(sent), DEFAULT_SETTINGS);
    expect(refused.length).toBe(accepted ? 0 : 1);
  });

  test('never blocks a live stream that has it', () => {
    const { manifests } = read(spec);
    expect(itemOf(planOf(manifests, [live(7, 'web', { spec })]), 'web').action).toBe('none');
  });
});

test.each(['https://3221225985/in', 'https://0xC0000201/in', 'https://0300.0.2.1/in'])(
  'an IP address in another notation is refused as a host: %s',
  (endpoint) => {
    const { findings } = read(cdnSpec({ destination: placeOf('HTTPS', { endpoint }) }));
    expect(findings.map(({ severity, code }) => [severity, code])).toContainEqual(['error', 'invalid-value']);
  },
);

test('a new application security stream accepts only the JSON format', () => {
  const full = fullManifest(appsec);
  const spec = isObject(full['spec']) ? full['spec'] : {};
  const withFormat = (deliveryConfiguration: JsonObject) => ({ ...spec, deliveryConfiguration });
  const frequency = { intervalInSeconds: 30 };
  const structured = withFormat({ format: 'STRUCTURED', fieldDelimiter: 'SPACE', frequency });
  const errorsIn = (given: JsonObject) =>
    read(given, appsec.collection).findings.filter(({ severity }) => severity === 'error');
  expect(errorsIn(structured)).toHaveLength(1);
  expect(errorsIn(withFormat({ format: 'JSON', frequency }))).toEqual([]);
  expect(wrong(manifest(structured))).toEqual(['/spec/deliveryConfiguration/format enum']);
  expect(wrong(manifest(withFormat({ format: 'JSON', frequency })))).toEqual([]);
  expect(checkLogTypeFormat({ format: 'STRUCTURED' }, 'appsec')).toHaveLength(1);
  expect(checkLogTypeFormat({ format: 'STRUCTURED' }, 'cdn')).toEqual([]);
});

test.each([
  [2026, 'Startup errors'],
  [2027, 'Download time'],
  [2028, 'Throughput'],
  [2084, 'Prefetch midgress hits'],
])('CDN field %i, %s, is known by id and by name, also in the simulator', (id, name) => {
  for (const field of [id, name]) {
    const { findings } = read(cdnSpec({ datasetFields: [field] }));
    expect(findings.filter(({ code }) => code.includes('field'))).toEqual([]);
  }
  expect(vendorFields('cdn')).toContainEqual(expect.objectContaining({ id, name }));
});
