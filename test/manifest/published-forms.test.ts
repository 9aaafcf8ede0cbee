import { describe, expect, test } from 'vitest';
import { exportSpec } from '../../src/conversion/stream-to-manifest.ts';
import { DESTINATIONS } from '../../src/destinations/registry.ts';
import { readManifests } from '../../src/manifest/read-manifests.ts';
import { manifestText } from '../../src/manifest/write.ts';
import { isObject, type JsonObject } from '../../src/model/json.ts';
import { checkDelivery } from '../../src/simulator/datastream2/check-delivery.ts';
import { checkDestination } from '../../src/simulator/datastream2/check-destination.ts';
import { DEFAULT_SETTINGS } from '../../src/simulator/state/settings.ts';
import { cardNames } from '../builders/card-samples.ts';
import { destination } from '../builders/destinations.ts';
import { manifest, wrong } from '../builders/schema-samples.ts';
import { CDN, cdnSpec, itemOf, live, planOf } from '../builders/streams.ts';

/** Configurations shown in vendors' guides, clients and public modules. */
function specOf(type: string, members: JsonObject, delivery: JsonObject = {}): JsonObject {
  const card = DESTINATIONS.find((one) => one.type === type);
  const given = Object.entries(destination(type, members)).map(([member, value]) =>
    card?.members[member]?.writeOnly ? [member, { env: 'A_SECRET' }] : [member, value],
  );
  return cdnSpec({
    deliveryConfiguration: { format: 'JSON', frequency: { intervalInSeconds: 30 }, ...delivery },
    destination: Object.fromEntries(given),
  });
}

const PEAK = 'https://peak.example.com/ingest/event';

const FORMS: readonly (readonly [title: string, spec: JsonObject, code: string | undefined])[] = [
  ['a prefix with a dot', specOf('S3', {}, { uploadFilePrefix: 'akamai.{%Y}' }), 'unusual-value'],
  ['the suffix .log', specOf('S3', {}, { uploadFileSuffix: '.log' }), 'unusual-value'],
  [
    'an S3-compatible endpoint without a scheme',
    specOf('S3_COMPATIBLE', { endpoint: 'objects.example.com' }),
    'unusual-value',
  ],
  [
    'Loggly inputs over http',
    specOf('LOGGLY', { endpoint: 'http://logs-01.loggly.com/inputs/' }),
    'unusual-value',
  ],
  [
    'a TrafficPeak query in another order',
    specOf('TRAFFICPEAK', { endpoint: `${PEAK}?token=t&table=a` }),
    undefined,
  ],
  ['a content type in another case', specOf('TRAFFICPEAK', { contentType: 'Application/JSON' }), undefined],
];

function read(spec: JsonObject) {
  const text = manifestText({ name: 'web', collection: CDN, state: 'active', spec });
  return readManifests([{ file: 'web.yaml', text }], [], 'streams');
}

describe.each(FORMS)('%s', (_title, spec, code) => {
  const { manifests, findings } = read(spec);
  const about = findings.filter(({ rule }) => rule === 'value');

  test('passes for a new stream, with a warning if documents and examples differ', () => {
    expect(about.map((one) => [one.severity, one.code])).toEqual(
      code === undefined ? [] : [['warning', code]],
    );
    const plan = planOf(manifests, []);
    expect(itemOf(plan, 'web').action).toBe('create');
    expect(plan.warnings.filter((one) => one.code === 'unusual-value')).toHaveLength(about.length);
  });

  test('passes the schema that editors use', () => {
    expect(wrong(manifest({ state: 'active', ...spec }))).toEqual([]);
  });

  test('is imported unchanged, and validates', () => {
    const { spec: exported } = exportSpec(live(7, 'web', { spec }), cardNames);
    const { findings: again } = read(exported);
    expect(again.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('is not reported if the live stream has it', () => {
    const plan = planOf(manifests, [live(7, 'web', { spec })]);
    expect(itemOf(plan, 'web').action).toBe('none');
    expect(plan.warnings.filter((one) => one.code === 'unusual-value')).toEqual([]);
  });

  test('is accepted by the simulator', () => {
    const destination = Object.entries(objectIn(spec, 'destination')).map(([member, value]) => [
      member,
      typeof value === 'object' ? 'value' : value,
    ]);
    const { findings: wrong, accepted } = checkDestination(Object.fromEntries(destination), DEFAULT_SETTINGS);
    expect(wrong).toEqual([]);
    const delivery = objectIn(spec, 'deliveryConfiguration');
    expect(checkDelivery(delivery, accepted?.vendor, DEFAULT_SETTINGS)).toEqual([]);
  });
});

function objectIn(spec: JsonObject, member: string): JsonObject {
  const value = spec[member];
  return isObject(value) ? value : {};
}

test('content types that differ only in case are equal', () => {
  const { manifests } = read(specOf('HTTPS', { contentType: 'application/json' }));
  const stream = live(7, 'web', { spec: specOf('HTTPS', { contentType: 'Application/JSON' }) });
  expect(itemOf(planOf(manifests, [stream]), 'web').action).toBe('none');
});

test.each([
  ['SUMO_LOGIC', 'https://collectors.example.com/other'],
  ['ELASTICSEARCH', 'https://elastic.example.com/logs'],
  ['SPLUNK', 'https://splunk.example.com/services/collector/event'],
  ['DYNATRACE', 'https://abc.example.com/api/v2/logs/ingest'],
])('%s: a new stream without the documented form is blocked', (type, endpoint) => {
  const { manifests, findings } = read(specOf(type, { endpoint }));
  expect(findings.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual([
    'invalid-value',
  ]);
  expect(itemOf(planOf(manifests, []), 'web').action).toBe('blocked');
});

test('a form that only a client of the vendor requires is a warning', () => {
  const { findings } = read(specOf('TRAFFICPEAK', { endpoint: `${PEAK}?token=t` }));
  const about = findings.filter(({ rule }) => rule === 'value');
  expect(about.map(({ severity, code }) => [severity, code])).toEqual([['warning', 'unusual-value']]);
});
