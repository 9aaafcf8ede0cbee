import { describe, expect, it } from 'vitest';
import { encodeBody as encodeBody1 } from '../../../src/api/datastream1/encode.ts';
import { encodeBody } from '../../../src/api/datastream2/encode.ts';
import { streamCard } from '../../../src/collections/registry.ts';
import type { Collection } from '../../../src/model/collection.ts';
import { LOG_TYPES } from '../../../src/model/collection.ts';
import { isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { PlanItem } from '../../../src/model/plan-item.ts';
import { sealDetail } from '../../../src/plan/credentials/seal-stream.ts';
import { bodyFor, differs } from '../../../src/plan/diff/base-version.ts';
import { withPart } from '../../builders/card-samples.ts';
import {
  CDN,
  cdnSpec,
  HTTPS,
  hash,
  type LiveParts,
  live,
  manifest,
  planOf,
  TARGET,
} from '../../builders/streams.ts';

const S3: JsonObject = {
  destinationType: 'S3',
  displayName: 'Archive',
  bucket: 'example-logs',
  region: 'eu-central-1',
  path: 'akamai',
  accessKey: { env: 'S3_ACCESS' },
  secretAccessKey: { env: 'S3_SECRET' },
};

const EDITED = { frequency: { intervalInSeconds: 60 } };

/** The item that is planned from a manifest's spec. */
function itemOf(spec: JsonObject, stream?: ReturnType<typeof live>, collection: Collection = CDN): PlanItem {
  const one = manifest('web', { spec, collection });
  const [item] = planOf([one], stream ? [stream] : []).items;
  if (!item?.desired) throw new Error('the stream is not written');
  return item;
}

/** What the API receives. Secrets remain references. */
function sentBody(spec: JsonObject, parts?: LiveParts): JsonObject {
  const stream = parts && live(7, 'web', parts);
  const item = itemOf(spec, stream, parts?.collection);
  const body = bodyFor(item, stream, item.desired?.spec ?? {});
  return encodeBody(streamCard(parts?.collection ?? CDN), body, stream ? 'update' : 'create');
}

function blockOf(body: JsonObject, member: string): JsonObject {
  const value = body[member];
  return isObject(value) ? value : {};
}

const edited = (changes: JsonObject = {}) =>
  withPart(cdnSpec(changes), 'deliveryConfiguration', (delivery) => ({ ...delivery, ...EDITED }));

describe('a default that is not set explicitly', () => {
  it('is not part of a create', () => {
    const body = sentBody(cdnSpec());
    expect(Object.keys(body).sort()).toEqual([...Object.keys(cdnSpec()), 'streamName'].sort());
    expect(body['destination']).toEqual(HTTPS);
    expect(sentBody(cdnSpec({ destination: S3 }))['deliveryConfiguration']).toEqual(
      cdnSpec()['deliveryConfiguration'],
    );
  });

  it.each(LOG_TYPES.filter((logType) => logType !== 'appsec'))(
    'is not part of a create or an edit of a %s stream',
    (logType) => {
      const collection = { kind: 'DataStream2', logType } as const;
      const { properties: _, ...common } = cdnSpec();
      const lists = streamCard(collection).lists.filter(({ role }) => role === 'sources');
      const sources = lists.map(({ member, id }) => [member, [id === 'number' ? 1 : 'example.com']] as const);
      const spec = { ...common, ...Object.fromEntries(sources) };
      const item = planOf([manifest('web', { spec, collection })], []);
      expect(item.items[0]?.desired?.defaulted).toContain('/samplingPercentage');
      const body = sentBody({ ...spec, ...blockWith60(spec) }, { collection, spec });
      for (const member of ['samplingPercentage', 'notificationEmails', 'collectMidgress']) {
        expect(body).not.toHaveProperty(member);
      }
    },
  );

  it('is sent if the manifest has it', () => {
    const asked = { samplingPercentage: 100, collectMidgress: false };
    expect(sentBody(cdnSpec(asked))).toMatchObject(asked);
    expect(sentBody(edited(asked), {})).toMatchObject(asked);
  });

  it.each([
    ['samplingPercentage', 50, 100],
    ['collectMidgress', true, false],
  ])('is sent if the live stream has another value: %s', (member, other, byDefault) => {
    expect(sentBody(cdnSpec(), { body: { [member]: other } })).toHaveProperty(member, byDefault);
    expect(sentBody(edited(), { body: { [member]: byDefault } })).not.toHaveProperty(member);
  });

  it('is omitted if it is an empty list, whatever the live stream has', () => {
    const body = { notificationEmails: ['a@example.com'] };
    expect(sentBody(cdnSpec(), { body })).not.toHaveProperty('notificationEmails');
    expect(sentBody(cdnSpec({ notificationEmails: [] }), { body })).not.toHaveProperty('notificationEmails');
  });

  it('is repeated in a block that the API returns, as the official clients do', () => {
    const names = { uploadFilePrefix: 'ak', uploadFileSuffix: 'ds' };
    const delivery = { format: 'JSON', frequency: { intervalInSeconds: 30 } };
    const spec = cdnSpec({ destination: S3 });
    const returned = sentBody(edited({ destination: S3 }), {
      spec,
      body: { deliveryConfiguration: { ...delivery, ...names } },
    });
    expect(returned['deliveryConfiguration']).toEqual({ ...delivery, ...EDITED, ...names });
    const omitted = sentBody(edited({ destination: S3 }), { spec });
    expect(omitted['deliveryConfiguration']).toEqual({ ...delivery, ...EDITED });
  });

  it('is sent by a saved plan of an earlier version, which does not list it', () => {
    const stream = live(7, 'web');
    const item = itemOf(edited(), stream);
    const { defaulted: _, ...desired } = item.desired ?? {
      streamName: '',
      state: 'active',
      spec: {},
      folder: '',
      resolved: [],
    };
    const { spec } = bodyFor({ ...item, desired }, stream, desired.spec);
    expect(spec).toMatchObject({ samplingPercentage: 100, collectMidgress: false });
  });

  it('is not part of the fingerprint', () => {
    const plans = [{}, { samplingPercentage: 100 }].map((more) =>
      planOf([manifest('web', { spec: edited(more) })], [live(7, 'web')]),
    );
    expect(plans[0]?.fingerprint).toBe(plans[1]?.fingerprint);
  });

  it('is part of the comparison with the response to the write', () => {
    const item = itemOf(edited(), live(7, 'web'));
    const answer = live(7, 'web', { spec: edited() });
    expect(differs(item, sealDetail(answer, TARGET, hash), TARGET, hash)).toEqual([]);
    const kept = { ...answer, body: { ...answer.body, samplingPercentage: 50 } };
    expect(differs(item, sealDetail(kept, TARGET, hash), TARGET, hash)).toEqual([
      { path: '/samplingPercentage', before: 50, after: 100 },
    ]);
  });
});

function blockWith60(spec: JsonObject): JsonObject {
  return { deliveryConfiguration: { ...blockOf(spec, 'deliveryConfiguration'), ...EDITED } };
}

describe('midgress', () => {
  it('is repeated by every update while the manifest has it', () => {
    const spec = { collectMidgress: true };
    expect(sentBody(edited(spec), { spec: cdnSpec(spec) })).toHaveProperty('collectMidgress', true);
  });
});

describe('DataStream 1', () => {
  const collection: Collection = { kind: 'DataStream1' };
  const spec: JsonObject = {
    streamType: 'AGGREGATE',
    contractId: 'C-0N7RAC7',
    groupId: 21484,
    properties: [1],
    datasetFields: [1],
    connectors: [{ connectorType: 'HTTPS', connectorName: 'A', url: 'https://logs.example.com/in' }],
  };
  const stream = live(7, 'web', {
    collection,
    spec: { ...spec, timeFrame: 1 },
    body: {
      connectors: [{ connectorType: 'Https', connectorName: 'A', url: 'https://logs.example.com/in' }],
    },
  });
  const item = itemOf({ ...spec, properties: [1, 2] }, stream, collection);
  const body = encodeBody1(streamCard(collection), bodyFor(item, stream, item.desired?.spec ?? {}), 'update');

  it('sends its defaults in every request, since the API does not document a default for an omitted member', () => {
    expect(body).toHaveProperty('timeFrame', 1);
  });

  it("sends the type of a connector in the API's spelling", () => {
    expect(body['connectors']).toMatchObject([{ connectorType: 'Https', connectorName: 'A' }]);
  });
});

describe("an update repeats the live stream's own spelling", () => {
  const editTo = (destination: JsonObject, expected: JsonObject, more: JsonObject = {}) =>
    sentBody(edited({ destination, ...more }), {
      spec: cdnSpec({ destination }),
      body: { destination: expected, ...more },
    })['destination'];

  const oracle: JsonObject = {
    destinationType: 'ORACLE_CLOUD_STORAGE',
    displayName: 'Archive',
    bucket: 'b',
    namespace: 'n',
    region: 'eu-frankfurt-1',
    path: 'akamai',
    accessKey: { env: 'A' },
    secretAccessKey: { env: 'B' },
  };
  const withoutKeys = ({ accessKey: _, secretAccessKey: __, ...expected }: JsonObject) => expected;

  it('of a destination type', () => {
    for (const type of ['Oracle_Cloud_Storage', 'ORACLE_CLOUD_STORAGE', 'oracle_cloud_storage']) {
      expect(editTo(oracle, { ...withoutKeys(oracle), destinationType: type })).toEqual({
        ...oracle,
        destinationType: type,
      });
    }
    expect(
      sentBody(cdnSpec({ destination: { ...oracle, destinationType: 'Oracle_Cloud_Storage' } })),
    ).toMatchObject({
      destination: { destinationType: 'ORACLE_CLOUD_STORAGE' },
    });
  });

  it('of a content type', () => {
    const wanted: JsonObject = { ...HTTPS, contentType: 'application/JSON' };
    const { userName: _, password: __, ...expected } = wanted;
    expect(editTo(wanted, { ...expected, contentType: 'Application/json' })).toMatchObject({
      contentType: 'Application/json',
    });
    expect(
      sentBody(cdnSpec({ destination: wanted }), {
        body: { destination: { ...expected, contentType: 'text/plain' } },
      }),
    ).toMatchObject({ destination: { contentType: 'application/JSON' } });
  });

  it('of a set, in its order', () => {
    const emails = ['b@example.com', 'a@example.com'];
    const spec = { notificationEmails: emails.toReversed() };
    expect(sentBody(edited(spec), { body: { notificationEmails: emails } })).toMatchObject({
      notificationEmails: emails,
    });
  });

  it('of a missing value, as an empty string', () => {
    const empty = { ...withoutKeys(S3), path: '' };
    const { path: _, ...wanted } = S3;
    expect(editTo(wanted, empty)).toEqual({ ...wanted, path: '' });
  });

  it('but not of another type, and no nulls', () => {
    const body: JsonObject = { destination: { ...withoutKeys(oracle), path: '', namespace: null } };
    expect(sentBody(cdnSpec({ destination: S3 }), { body })['destination']).toEqual(S3);
    const expected: Json = { ...withoutKeys(S3), path: 'akamai', compressLogs: null };
    expect(editTo(S3, expected)).toEqual(S3);
  });
});

describe('compressLogs of Elasticsearch, which the request schema lacks', () => {
  const elastic: JsonObject = {
    destinationType: 'ELASTICSEARCH',
    displayName: 'Elastic',
    endpoint: 'https://elastic.example.com:9243/_bulk/',
    indexName: 'logs',
    userName: { env: 'U' },
    password: { env: 'P' },
  };
  const { userName: _, password: __, ...expected } = elastic;
  const returned = (compressLogs?: boolean): LiveParts => ({
    body: { destination: { ...expected, ...(compressLogs === undefined ? {} : { compressLogs }) } },
  });
  const compressed = (spec: JsonObject, parts?: LiveParts) =>
    blockOf(sentBody(spec, parts), 'destination')['compressLogs'];
  const wanted = (compressLogs?: boolean) => ({
    destination: { ...elastic, ...(compressLogs === undefined ? {} : { compressLogs }) },
  });

  it.each([
    [undefined, true, undefined],
    [undefined, undefined, undefined],
    [undefined, false, true],
    [true, true, undefined],
    [true, undefined, undefined],
    [true, false, true],
    [false, false, false],
    [false, true, false],
    [false, undefined, false],
  ])('manifest %s, live %s: sent as %s', (ours, theirs, sent) => {
    expect(compressed(edited(wanted(ours)), returned(theirs))).toBe(sent);
  });

  it('is part of a create only if it is false', () => {
    expect([undefined, true, false].map((ours) => compressed(cdnSpec(wanted(ours))))).toEqual([
      undefined,
      undefined,
      false,
    ]);
  });

  it('is compared like any other member', () => {
    const changes = (ours: boolean | undefined, theirs: boolean | undefined) =>
      planOf([manifest('web', { spec: cdnSpec(wanted(ours)) })], [live(7, 'web', returned(theirs))]).items[0]
        ?.changes;
    expect(changes(undefined, false)).toEqual([
      { path: '/destination/compressLogs', before: false, after: true },
    ]);
    expect([changes(false, false), changes(undefined, true), changes(undefined, undefined)]).toEqual([
      [],
      [],
      [],
    ]);
  });
});

describe('a value other than the documented one', () => {
  const { accessKey: _, secretAccessKey: __, ...expected } = S3;
  const parts: LiveParts = { body: { destination: { ...expected, compressLogs: false } } };
  const planWith = (spec: JsonObject) => planOf([manifest('web', { spec })], [live(7, 'web', parts)]);

  it('is not a difference, is named by the plan of an update, and is sent back', () => {
    expect(planWith(cdnSpec({ destination: S3 }))).toMatchObject({
      items: [{ action: 'none' }],
      warnings: [],
    });
    const plan = planWith(edited({ destination: S3 }));
    expect(plan.items[0]?.changes.map(({ path }) => path)).toEqual([
      '/deliveryConfiguration/frequency/intervalInSeconds',
    ]);
    expect(plan.warnings).toContainEqual({
      code: 'undocumented-value',
      message:
        'destination.compressLogs of the live stream is false, and the vendor documents only true; the update sends it back as it is',
      name: 'web',
    });
    expect(plan.warnings.map(({ code }) => code)).not.toContain('carried-members');
    expect(sentBody(edited({ destination: S3 }), parts)).toMatchObject({
      destination: { compressLogs: false },
    });
  });

  it('is a difference if the manifest sets the documented one', () => {
    const stated = { destination: { ...S3, compressLogs: true } };
    expect(planWith(cdnSpec(stated)).items[0]?.changes).toEqual([
      { path: '/destination/compressLogs', before: false, after: true },
    ]);
    expect(sentBody(cdnSpec(stated), parts)['destination']).toEqual(S3);
    const documented = live(7, 'web', { body: { destination: { ...expected, compressLogs: true } } });
    const plan = planOf([manifest('web', { spec: cdnSpec(stated) })], [documented]);
    expect(plan.items[0]?.action).toBe('none');
  });

  it('is lost with its destination, which the plan shows', () => {
    const other = cdnSpec({ destination: { ...HTTPS, compressLogs: true } });
    expect(sentBody(other, parts)['destination']).toEqual({ ...HTTPS, compressLogs: true });
    expect(planWith(other).items[0]?.changes).toContainEqual({
      path: '/destination/compressLogs',
      before: false,
      after: true,
    });
  });
});
