import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cdn } from '../../../src/collections/cdn.ts';
import { STREAM_CARDS } from '../../../src/collections/registry.ts';
import { exportSpec } from '../../../src/conversion/stream-to-manifest.ts';
import { https } from '../../../src/destinations/https.ts';
import { s3 } from '../../../src/destinations/s3.ts';
import { isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import { canonicalDesired, canonicalLive } from '../../../src/plan/canonical/canonical.ts';
import { sealDetail } from '../../../src/plan/credentials/seal-stream.ts';
import { compare } from '../../../src/plan/diff/compare.ts';
import { nameIndex, resolveSpec } from '../../../src/plan/resolve/resolve.ts';
import { sealer } from '../../../src/redaction/seal.ts';
import {
  answerTo,
  cardNames,
  destinationsFor,
  detailOf,
  formatsOf,
  fullSpec,
  leanSpec,
  sha256,
  TARGET,
} from '../../builders/card-samples.ts';
import { describeWithReference, reference } from '../../reference.ts';

const wanted = (spec: JsonObject) => canonicalDesired(cdn, spec, 'web');
const lean = leanSpec(cdn, s3, 'STRUCTURED');

describe('the canonical form of a manifest', () => {
  it('has every default that the vendor assumes', () => {
    expect(wanted(lean)).toMatchObject({
      streamName: 'web',
      collectMidgress: false,
      samplingPercentage: 100,
      notificationEmails: [],
      deliveryConfiguration: { uploadFilePrefix: 'ak', uploadFileSuffix: 'ds' },
    });
  });

  it('has no file names if the destination has none', () => {
    const spec = leanSpec(cdn, https, 'JSON');
    expect(wanted(spec)['deliveryConfiguration']).toEqual({
      format: 'JSON',
      frequency: { intervalInSeconds: 30 },
    });
  });

  it('omits members with a fixed value, since they are never sent', () => {
    const spec = { ...lean, destination: { ...objectOf(lean['destination']), compressLogs: true } };
    expect(wanted(spec)['destination']).not.toHaveProperty('compressLogs');
  });

  it('keeps the order of fields that are columns, each at its first position', () => {
    const spec = { ...lean, datasetFields: [1103, 1000, 1103, 1002] };
    expect(wanted(spec)['datasetFields']).toEqual([1103, 1000, 1002]);
  });

  it('sorts fields whose order has no effect', () => {
    const spec = { ...leanSpec(cdn, s3, 'JSON'), datasetFields: [1103, 1000, 1103, 1002] };
    expect(wanted(spec)['datasetFields']).toEqual([1000, 1002, 1103]);
  });

  it('has bare ids, without the prefixes of other tools', () => {
    const spec = {
      ...lean,
      contractId: 'ctr_C-1',
      groupId: 'grp_12',
      properties: ['prp_7', { propertyId: 3 }],
    };
    expect(wanted(spec)).toMatchObject({ contractId: 'C-1', groupId: 12, properties: [3, 7] });
  });

  it('keeps references and merges extra members without overriding known ones', () => {
    const spec = {
      ...lean,
      extra: { latencyProfile: 'LOW', collectMidgress: true, deliveryConfiguration: { compression: 'zstd' } },
      collectMidgress: false,
      destination: { ...objectOf(lean['destination']), extra: { storageClass: 'cold', bucket: 'other' } },
    };
    const form = wanted(spec);
    expect(form).toMatchObject({
      latencyProfile: 'LOW',
      collectMidgress: false,
      deliveryConfiguration: { compression: 'zstd', format: 'STRUCTURED' },
      destination: {
        storageClass: 'cold',
        bucket: 'logs.example.com',
        accessKey: { env: 'SECRET_ACCESSKEY' },
      },
    });
    expect(form).not.toHaveProperty('extra');
    expect(form['destination']).not.toHaveProperty('extra');
  });

  it('spells the destination type as the card does', () => {
    const spec = { ...lean, destination: { ...objectOf(lean['destination']), destinationType: 's3' } };
    expect(wanted(spec)['destination']).toMatchObject({ destinationType: 'S3' });
  });

  it('omits a host name that equals the default, and keeps any other', () => {
    const at = (tlsHostname: string) =>
      wanted({ ...leanSpec(cdn, https, 'JSON'), destination: { ...httpsPlace, tlsHostname } })['destination'];
    expect(at('LOGS.example.com')).not.toHaveProperty('tlsHostname');
    expect(at('other.example.com')).toHaveProperty('tlsHostname', 'other.example.com');
  });

  it('is idempotent', () => {
    for (const card of STREAM_CARDS) {
      for (const destination of destinationsFor(card)) {
        for (const format of formatsOf(destination)) {
          const once = canonicalDesired(card, fullSpec(card, destination, format), 'web');
          expect(canonicalDesired(card, once, 'web')).toEqual(once);
        }
      }
    }
  });

  it('does not depend on the notation, except for the order of columns', () => {
    fc.assert(
      fc.property(shuffled(fullSpec(cdn, https, 'JSON')), (spec) => {
        expect(wanted(spec)).toEqual(wanted(fullSpec(cdn, https, 'JSON')));
      }),
    );
  });
});

const httpsPlace = objectOf(leanSpec(cdn, https, 'JSON')['destination']);

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** A spec with members and lists in any order. */
function shuffled(spec: JsonObject): fc.Arbitrary<JsonObject> {
  const lists = fc.record({
    properties: anyOrder(spec['properties']),
    datasetFields: anyOrder(spec['datasetFields']),
  });
  return fc
    .tuple(anyOrder(Object.keys(spec)), lists)
    .map(([members, given]) =>
      Object.fromEntries(members.map((member) => [member, { ...spec, ...given }[String(member)] ?? null])),
    );
}

function anyOrder(items: Json | undefined): fc.Arbitrary<Json[]> {
  const all = Array.isArray(items) ? [...items] : [];
  return fc.shuffledSubarray(all, { minLength: all.length });
}

describe('the canonical form of a live stream', () => {
  const body = answerTo(cdn, https, fullSpec(cdn, https, 'JSON'));
  const live = (changes: JsonObject) => canonicalLive(cdn, detailOf(cdn, { ...body, ...changes }));

  it('keeps unknown members by their paths, without the server’s own members', () => {
    const { unknown } = live({
      latencyProfile: 'LOW',
      deliveryConfiguration: {
        format: 'JSON',
        frequency: { intervalInSeconds: 30, jitter: 5 },
        compression: 'x',
      },
      destination: { ...objectOf(body['destination']), shard: 2 },
    });
    expect(unknown).toEqual({
      latencyProfile: 'LOW',
      deliveryConfiguration: { frequency: { jitter: 5 }, compression: 'x' },
      destination: { shard: 2 },
    });
  });

  it('does not add defaults for members that the API may omit', () => {
    const { spec } = live({ samplingPercentage: null, contractId: null, groupId: 0 });
    expect(spec).not.toHaveProperty('samplingPercentage');
    expect(spec).not.toHaveProperty('contractId');
    expect(spec).not.toHaveProperty('groupId');
    expect(spec).toHaveProperty('collectMidgress');
  });

  it('never contains a write-only member, even if a response contains one', () => {
    const { spec, unknown } = live({
      destination: { ...objectOf(body['destination']), password: 'hunter2' },
    });
    expect(JSON.stringify({ spec, unknown })).not.toContain('hunter2');
  });

  it.each([
    [true, { mTlsEnabled: true }],
    [true, { mTLS: 'Enabled' }],
    [false, { mTlsEnabled: false }],
    [false, { mTLS: 'Disabled' }],
    [false, {}],
  ])('has mTlsEnabled %s for %j', (enabled, returned) => {
    const { mTlsEnabled, ...place } = objectOf(body['destination']);
    expect(mTlsEnabled).toBe(true);
    expect(live({ destination: { ...place, ...returned } }).spec['destination']).toMatchObject({
      mTlsEnabled: enabled,
    });
  });
});

/** Every object in the vendor's examples that is the detail of a stream. */
function detailsIn(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(detailsIn);
  if (typeof value !== 'object' || value === null) return [];
  const here = isExample(value) ? [value] : [];
  return [...here, ...Object.values(value).flatMap(detailsIn)];
}

function isExample(value: object): value is JsonObject {
  return (
    'streamVersion' in value && 'destination' in value && typeof Reflect.get(value, 'streamName') === 'string'
  );
}

describeWithReference('details in the vendor’s own documents', () => {
  const file = reference('openapi/datastream-config-v2.openapi.json');
  const samples = file === undefined ? [] : detailsIn(JSON.parse(readFileSync(file, 'utf8')));

  it("the vendor's examples contain streams", () => {
    expect(samples.length).toBeGreaterThan(5);
  });

  it('an imported example has no changes', () => {
    for (const body of samples) {
      const detail = sealDetail(detailOf(cdn, body), TARGET, sha256);
      const names = nameIndex({ rows: new Map(), details: new Map([['x', detail]]), names: new Map() });
      const resolution = resolveSpec(cdn, exportSpec(detail, names).spec, names);
      if (resolution.tag === 'unresolved') throw new Error(resolution.problems.join('\n'));
      const desired = canonicalDesired(cdn, resolution.spec, String(body['streamName']));
      const seal = sealer(TARGET, cdn.collection, detail.streamId, sha256);
      expect(compare(cdn, desired, canonicalLive(cdn, detail), seal, cardNames)).toEqual([]);
    }
  });
});
