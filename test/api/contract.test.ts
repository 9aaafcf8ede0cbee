import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { datastream2 } from '../../src/api/datastream2/client.ts';
import { streamCard } from '../../src/collections/registry.ts';
import { DESTINATIONS } from '../../src/destinations/registry.ts';
import type { DestinationCard } from '../../src/model/destination-card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { LogFormat } from '../../src/model/member-card.ts';
import { isReference } from '../../src/model/secret.ts';
import { fullSpec } from '../builders/card-samples.ts';
import { typesOnlyInV3 } from '../builders/destinations.ts';
import { describeWithReference, reference } from '../reference.ts';
import { CONTENT, recorded } from './recorded.ts';

/** All differences of v3 from the official description of v2 in requests (migration page). */
const ONLY_IN_V3 = {
  /** `/log/{logType}/…` instead of `/log/…`. */
  path: { from: '/datastream-config-api/v3/log/cdn', to: '/log' },
  /** Root members. */
  members: ['samplingPercentage'],
} as const;

const CDN = { kind: 'DataStream2', logType: 'cdn' } as const;
const file = reference('openapi/datastream-config-v2.openapi.json');
const openapi: Json = file ? JSON.parse(readFileSync(file, 'utf8')) : {};
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });

function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

function requestSchema(path: string, method: string): JsonObject {
  const schema = at(openapi, 'paths', path, method, 'requestBody', 'content', 'application/json', 'schema');
  return isObject(schema) ? schema : { not: {} };
}

/** The path of a v3 request as in the description of v2. */
function pathInV2(path: string): string {
  const { from, to } = ONLY_IN_V3.path;
  return (
    path
      .split('?')[0]
      ?.replace(from, to)
      .replace(/\/streams\/\d+/, '/streams/{streamId}') ?? ''
  );
}

/** Replaces references by values. */
function resolved(value: Json): Json {
  if (isReference(value)) return 'a-secret-value';
  if (isArray(value)) return value.map(resolved);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, resolved(inner)]));
}

/** Sends a whole stream and checks the request. @returns the validation errors */
async function complaints(
  card: DestinationCard,
  format: LogFormat,
  method: 'post' | 'put',
  spec: JsonObject,
) {
  const answer = { ...CONTENT, streamId: 1, streamVersion: 1, streamStatus: 'INACTIVE', streamName: 'x' };
  const base = '/datastream-config-api/v3/log/cdn/streams';
  const transport = recorded({ [`POST ${base}`]: answer, [`PUT ${base}/1`]: answer });
  const verbs = datastream2(transport);
  const body = { spec: { streamName: `${card.type} ${format}`, ...spec }, carried: {} };
  await (method === 'post' ? verbs.create(CDN, body, false) : verbs.update(CDN, 1, body, false));
  const [request] = transport.seen;
  const sent: Json = JSON.parse(request?.body ?? 'null');
  const validate = ajv.compile(requestSchema(pathInV2(request?.path ?? ''), method));
  validate(withoutMembers(sent, ONLY_IN_V3.members));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function withoutMembers(value: Json, members: readonly string[]): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([member]) => !members.includes(member)));
}

/** The minimum content of a manifest. */
function least(spec: JsonObject, card: DestinationCard): JsonObject {
  const stream = streamCard(CDN);
  const optional = Object.keys(stream.members).filter(
    (member) => !['contractId', 'groupId'].includes(member),
  );
  const destination = at(spec, 'destination');
  const needed = Object.entries(isObject(destination) ? destination : {}).filter(
    ([member]) =>
      member === 'destinationType' ||
      member === 'displayName' ||
      card.members[member]?.required ||
      card.requiredWhen.some(({ needs }) => needs.includes(member)),
  );
  const { deliveryConfiguration, ...rest } = spec;
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([member]) => !optional.includes(member))),
    deliveryConfiguration: withoutMembers(deliveryConfiguration ?? {}, [
      'uploadFilePrefix',
      'uploadFileSuffix',
    ]),
    destination: Object.fromEntries(needed),
  };
}

/** Elasticsearch without `compressLogs`, which is only in the schema of responses. */
function inRequestSchema(spec: JsonObject): JsonObject {
  const destination = at(spec, 'destination');
  if (!isObject(destination) || destination['destinationType'] !== 'ELASTICSEARCH') return spec;
  return { ...spec, destination: withoutMembers(destination, ['compressLogs']) };
}

describeWithReference('requests against the official OpenAPI', () => {
  const cases = DESTINATIONS.flatMap((card) =>
    (card.formats ?? []).flatMap((format) =>
      (['post', 'put'] as const).map((method) => [card.type, format, method, card] as const),
    ),
  );
  const described = cases.filter(([type]) => !typesOnlyInV3().includes(type));

  it.each(described)('%s %s %s: all members, and the minimum', async (_, format, method, card) => {
    const whole = resolved(fullSpec(streamCard(CDN), card, format));
    if (!isObject(whole)) throw new Error('a spec is an object');
    expect(await complaints(card, format, method, inRequestSchema(whole))).toEqual([]);
    expect(await complaints(card, format, method, least(whole, card))).toEqual([]);
  });

  it('the table of v3 additions has no unnecessary rows', async () => {
    const text = JSON.stringify(requestSchema('/log/streams', 'post'));
    for (const word of [...ONLY_IN_V3.members, ...typesOnlyInV3()]) expect(text).not.toContain(word);
    expect(cases.length - described.length).toBe(
      DESTINATIONS.filter(({ type }) => typesOnlyInV3().includes(type)).flatMap(({ formats = [] }) => formats)
        .length * 2,
    );
  });

  it('the check detects an invalid body', async () => {
    const [card] = DESTINATIONS;
    if (!card) throw new Error('there are no destinations');
    expect(await complaints(card, 'JSON', 'post', { whatever: 1 })).not.toEqual([]);
  });
});

describeWithReference("the vendor's own examples of answers", () => {
  const example = (path: string, method: string, status: string) =>
    at(openapi, 'paths', path, method, 'responses', status, 'content', 'application/json', 'example') ?? null;
  const base = '/datastream-config-api/v3/log/cdn';
  const answers = {
    [`GET ${base}/streams`]: example('/log/streams', 'get', '200'),
    [`GET ${base}/streams/7050`]: example('/log/streams/{streamId}', 'get', '200'),
    [`GET ${base}/streams/7050/history`]: example('/log/streams/{streamId}/history', 'get', '200'),
    [`GET ${base}/streams/7050/activation-history`]: example(
      '/log/streams/{streamId}/activation-history',
      'get',
      '200',
    ),
    [`GET ${base}/datasets-fields`]: example('/log/datasets-fields', 'get', '200'),
    [`GET ${base}/groups`]: example('/log/groups', 'get', '200'),
    [`GET ${base}/groups/1/properties`]: example('/log/groups/{groupId}/properties', 'get', '200'),
    [`POST ${base}/streams`]: example('/log/streams', 'post', '201'),
    [`PUT ${base}/streams/7050`]: example('/log/streams/{streamId}', 'put', '200'),
    [`POST ${base}/streams/7050/activate`]: example('/log/streams/{streamId}/activate', 'post', '200'),
    [`POST ${base}/streams/7050/deactivate`]: example('/log/streams/{streamId}/deactivate', 'post', '200'),
  };
  const verbs = datastream2(recorded(answers));
  const body = { spec: {}, carried: {} };

  it('responses with lists are read', async () => {
    expect(await verbs.list(CDN)).toMatchObject({ rows: { length: 5 }, unusable: [] });
    expect(await verbs.activationHistory(CDN, 7050)).toHaveLength(4);
    expect((await verbs.history(CDN, 7050, 1, 1000)).versions.length).toBeGreaterThan(0);
    expect((await verbs.fields(CDN)).length).toBeGreaterThan(50);
    expect((await verbs.groups(CDN)).length).toBeGreaterThan(0);
    expect((await verbs.sources(CDN, { groupId: 1 })).length).toBeGreaterThan(0);
  });

  it('responses with streams are read', async () => {
    const read = [
      await verbs.get(CDN, 7050),
      await verbs.create(CDN, body, false),
      await verbs.update(CDN, 7050, body, false),
      await verbs.activate(CDN, 7050),
      await verbs.deactivate(CDN, 7050),
    ];
    for (const detail of read) {
      expect(detail).toMatchObject({ groupId: expect.any(Number), contractId: expect.any(String) });
      expect(detail.sources.length).toBeGreaterThan(0);
    }
  });
});
