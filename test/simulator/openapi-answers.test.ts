import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { LOG_TYPES } from '../../src/model/collection.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { seededAccount } from '../../src/simulator/seed/seed.ts';
import { VENDOR_DESTINATIONS } from '../../src/simulator/vendor/destinations.ts';
import { destination, typesOnlyInV3 } from '../builders/destinations.ts';
import { createBody, editBody } from '../builders/request-bodies.ts';
import { describeWithReference } from '../reference.ts';
import { START, testClient, unmetered } from './client.ts';
import { answerOf, at, createSchema, detailSchema, editSchema } from './openapi.ts';

/**
 * Version 3 has no OpenAPI document. These are all differences from version 2 in the simulator's responses.
 * Everything else must be valid against version 2.
 */
const V3_DIFFERENCES = {
  /** Members that version 3 adds at the root and the unknown member in the seed. */
  root: {
    samplingPercentage: { type: 'integer' },
    integrationType: { enum: ['PM_DEPENDENT', 'DS_MANAGED', 'HYBRID'] },
    latencyProfile: { type: 'string' },
    zones: { type: 'array' },
    appSecConfigs: { type: 'array' },
    serviceSubletterIds: { type: 'array' },
  },
  /** A property in a stream says whether DataStream manages it (v3 integration types). */
  sources: { integrationType: { enum: ['PM_DEPENDENT', 'DS_MANAGED'] } },
  /** Log types other than CDN have other sources than CDN properties. */
  looseProperties: ['edns', 'gtm', 'edgeworkers', 'appsec', 'answerx'],
  /** Types without a schema for their saved form. */
  destinations: typesOnlyInV3(),
  /** Mixed case of Oracle, and members that the saved schemas omit. */
  saved: {
    ORACLE_CLOUD_STORAGE: { destinationType: { enum: ['Oracle_Cloud_Storage'] } },
    ELASTICSEARCH: { indexName: { type: 'string' } },
  } as Readonly<Record<string, JsonObject>>,
};

function withV3(schema: Json, logType: string): JsonObject {
  const object = schema as JsonObject;
  const known = at(object, 'properties') as JsonObject;
  const loose = V3_DIFFERENCES.looseProperties.includes(logType);
  const required = (at(object, 'required') as string[]).filter((member) => !loose || member !== 'properties');
  const { destination: saved, ...others } = known;
  return {
    ...object,
    required,
    properties: {
      ...others,
      ...V3_DIFFERENCES.root,
      properties: loose ? { type: 'array' } : sourcesV3(at(object, 'properties', 'properties')),
      ...(saved === undefined ? {} : { destination: savedV3(saved) }),
    },
  };
}

function sourcesV3(list: Json): Json {
  const items = at(list, 'items') as JsonObject;
  const members = { ...(at(items, 'properties') as JsonObject), ...V3_DIFFERENCES.sources };
  return { ...(list as JsonObject), items: { ...items, properties: members } };
}

function savedV3(saved: Json): Json {
  const variants = at(saved, 'oneOf') as unknown as JsonObject[];
  const added = V3_DIFFERENCES.destinations.map((type) => ({
    type: 'object',
    required: ['destinationType', 'displayName', 'endpoint'],
    properties: { destinationType: { enum: [type] } },
  }));
  const mapped = variants.map((variant) => {
    const properties = at(variant, 'properties') as JsonObject;
    const type = String(at(properties, 'destinationType', 'enum', 0));
    return { ...variant, properties: { ...properties, ...V3_DIFFERENCES.saved[type] } };
  });
  return { oneOf: [...mapped, ...added] };
}

describeWithReference('answers are valid by the official OpenAPI', () => {
  const ajv = new Ajv({ strict: false, formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/ } });

  const compiled = new Map<string, ReturnType<typeof ajv.compile>>();

  function check(schema: Json, body: Json): void {
    const key = JSON.stringify(schema);
    const validate = compiled.get(key) ?? ajv.compile(schema as JsonObject);
    compiled.set(key, validate);
    expect(validate(body) ? [] : validate.errors).toEqual([]);
  }

  it.each(Object.keys(VENDOR_DESTINATIONS))('create, get, edit and history of %s', async (type) => {
    const client = testClient();
    const schema = withV3(detailSchema(), 'cdn');
    const body = {
      destination: destination(type),
      collectMidgress: true,
      notificationEmails: ['a@example.com'],
    };
    const created = await client.call('POST', '/cdn/streams?activate=true', createBody(body));
    expect(created.status).toBe(201);
    check(schema, created.body);
    client.pass(10_000);
    check(schema, (await client.call('GET', '/cdn/streams/7100')).body);
    const edited = await client.call('PUT', '/cdn/streams/7100?activate=true', editBody(body));
    expect(edited.status).toBe(200);
    check(schema, edited.body);
    const history = await client.call('GET', '/cdn/streams/7100/history?startVersion=1&endVersion=2');
    check({ type: 'array', items: schema }, history.body);
    check(
      answerOf('/log/streams/{streamId}/activation-history', 'get', '200'),
      (await client.call('GET', '/cdn/streams/7100/activation-history')).body,
    );
  });

  it.each(LOG_TYPES)('streams, rows, groups and fields of %s', async (logType) => {
    const client = testClient();
    const created = await client.call('POST', `/${logType}/streams`, createBody({}, logType));
    expect(created.status).toBe(201);
    check(withV3(detailSchema(), logType), created.body);
    const row = at(answerOf('/log/streams', 'get', '200'), 'items');
    check(
      { type: 'array', items: withV3(row, logType) },
      (await client.call('GET', `/${logType}/streams`)).body,
    );
    check(answerOf('/log/groups', 'get', '200'), (await client.call('GET', `/${logType}/groups`)).body);
    check(
      answerOf('/log/datasets-fields', 'get', '200'),
      (await client.call('GET', `/${logType}/datasets-fields`)).body,
    );
  });

  it('every seeded stream, and properties of a group', async () => {
    const client = testClient(unmetered(seededAccount(START)));
    for (const { streamId, logType } of client.accountState.current().streams) {
      const answer = await client.call('GET', `/${logType}/streams/${streamId}`);
      check(withV3(detailSchema(), logType), answer.body);
    }
    const properties = await client.call('GET', '/cdn/groups/21484/properties');
    check(answerOf('/log/groups/{groupId}/properties', 'get', '200'), properties.body);
  });

  it.each(Object.keys(VENDOR_DESTINATIONS).filter((type) => !typesOnlyInV3().includes(type)))(
    'the request bodies of these tests for %s are valid',
    (type) => {
      const home = { contractId: 'C-0N7RAC7', groupId: 21484 };
      check(createSchema(), createBody({ ...home, destination: destination(type) }));
      check(editSchema(), editBody({ contractId: home.contractId, destination: destination(type) }));
    },
  );
});
