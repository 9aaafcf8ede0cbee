import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { DESTINATIONS } from '../../src/destinations/registry.ts';
import { LOG_TYPES } from '../../src/model/collection.ts';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { seededWorld } from '../../src/simulator/seed.ts';
import { secretMembers, VENDOR_DESTINATIONS } from '../../src/simulator/vendor-destinations.ts';
import { describeWithReference, reference } from '../reference.ts';
import { createBody, destination, editBody } from './bodies.ts';
import { START, testClient, unmetered } from './client.ts';

const file = reference('openapi/datastream-config-v2.openapi.json');
const openapi: Json = file ? (JSON.parse(readFileSync(file, 'utf8')) as Json) : {};

function at(value: Json, ...path: readonly (string | number)[]): Json {
  return path.reduce<Json>((here, step) => {
    const next = Array.isArray(here) ? here[Number(step)] : isObject(here) ? here[step] : undefined;
    if (next === undefined) throw new Error(`nothing at ${path.join('/')}`);
    return next;
  }, value);
}

const answerOf = (path: string, method: string, status: string): Json =>
  at(openapi, 'paths', path, method, 'responses', status, 'content', 'application/json', 'schema');
const detailSchema = () => answerOf('/log/streams/{streamId}', 'get', '200');
const createSchema = (): Json =>
  at(openapi, 'paths', '/log/streams', 'post', 'requestBody', 'content', 'application/json', 'schema');

function editSchema(): Json {
  const { put } = at(openapi, 'paths', '/log/streams/{streamId}') as JsonObject;
  return at(put ?? null, 'requestBody', 'content', 'application/json', 'schema');
}

/** Destination schemas by type. */
function destinationSchemas(schema: Json): ReadonlyMap<string, JsonObject> {
  const variants = at(schema, 'properties', 'destination', 'oneOf') as unknown as JsonObject[];
  return new Map(
    variants.map((variant) => [String(at(variant, 'properties', 'destinationType', 'enum', 0)), variant]),
  );
}

const membersOf = (schema: Json) => Object.keys(at(schema, 'properties') as JsonObject).sort();

/** Where the vendor's request and answer contradict other sources; each with its source. */
const NOT_WRITE_ONLY: Readonly<Record<string, readonly string[]>> = {
  // The saved schema leaves it out, the vendor's Terraform provider reads it from answers.
  ELASTICSEARCH: ['indexName'],
  // The request schema has it, every document calls it fixed.
  S3_COMPATIBLE: ['compressLogs'],
};
/** Named by the saved schema, treated as never told by the vendor's Terraform provider. */
const WRITE_ONLY_ALL_THE_SAME: Readonly<Record<string, readonly string[]>> = {
  SUMO_LOGIC: ['collectorCode'],
};
/** Types that version 2 does not have. */
const V3_ONLY = ['TRAFFICPEAK', 'DYNATRACE'];

describeWithReference('the tables of simulator and cards against the official OpenAPI', () => {
  const v2Types = Object.keys(VENDOR_DESTINATIONS).filter((type) => !V3_ONLY.includes(type));

  function writeOnly(type: string): readonly string[] {
    const asked = membersOf(destinationSchemas(createSchema()).get(type) ?? null);
    const saved = membersOf(destinationSchemas(detailSchema()).get(type) ?? null);
    const never = asked.filter(
      (member) => !saved.includes(member) && !NOT_WRITE_ONLY[type]?.includes(member),
    );
    return [...never, ...(WRITE_ONLY_ALL_THE_SAME[type] ?? [])].sort();
  }

  it('knows every type of version 2 and the two that version 3 adds', () => {
    expect([...destinationSchemas(createSchema()).keys()].sort()).toEqual(v2Types.toSorted());
    expect(DESTINATIONS.map(({ type }) => type).sort()).toEqual(Object.keys(VENDOR_DESTINATIONS).sort());
  });

  it.each(v2Types)('%s: write-only is what a request has and an answer has not', (type) => {
    const vendor = VENDOR_DESTINATIONS[type];
    expect(vendor ? [...secretMembers(vendor)].sort() : []).toEqual(writeOnly(type));
    const card = DESTINATIONS.find((known) => known.type === type);
    const carded = Object.entries(card?.members ?? {}).flatMap(([member, { writeOnly: w }]) =>
      w ? [member] : [],
    );
    expect(carded.sort()).toEqual(writeOnly(type));
  });

  it.each(v2Types)('%s: takes and needs the members of the request', (type) => {
    const schema = destinationSchemas(createSchema()).get(type) ?? null;
    const common = ['destinationType', 'displayName'];
    const rules = VENDOR_DESTINATIONS[type]?.members ?? {};
    expect([...Object.keys(rules), ...common].sort()).toEqual(membersOf(schema));
    const needed = Object.entries(rules).flatMap(([member, { required }]) => (required ? [member] : []));
    expect([...needed, ...common].sort()).toEqual((at(schema, 'required') as string[]).toSorted());
  });

  it.each(v2Types)('%s: the card has the members and the needs of the request', (type) => {
    const schema = destinationSchemas(createSchema()).get(type) ?? null;
    const card = DESTINATIONS.find((known) => known.type === type);
    const settable = Object.entries(card?.members ?? {}).filter(([, { fixed }]) => fixed === undefined);
    const common = ['destinationType', 'displayName'];
    const asked = membersOf(schema).filter(
      (member) => !NOT_WRITE_ONLY[type]?.includes(member) || member === 'indexName',
    );
    expect([...settable.map(([member]) => member), ...common].sort()).toEqual(asked);
    const needed = settable.flatMap(([member, { required }]) => (required ? [member] : []));
    expect([...needed, ...common].sort()).toEqual((at(schema, 'required') as string[]).toSorted());
  });

  it.each(v2Types)('%s: compressLogs is what the documents say', (type) => {
    const schema = destinationSchemas(createSchema()).get(type) ?? null;
    const member = (at(schema, 'properties') as JsonObject)['compressLogs'];
    const byDefault = isObject(member) ? (member['default'] ?? true) : true;
    expect(VENDOR_DESTINATIONS[type]?.compressed).toBe(byDefault);
    const card = DESTINATIONS.find((known) => known.type === type)?.members['compressLogs'];
    expect(card?.default ?? card?.fixed).toBe(byDefault);
  });

  it.each(V3_ONLY)('%s: simulator and card agree', (type) => {
    const card = DESTINATIONS.find((known) => known.type === type);
    const vendor = VENDOR_DESTINATIONS[type];
    const marks = (members: Readonly<Record<string, { required?: true }>>, secret: (m: string) => boolean) =>
      Object.fromEntries(
        Object.entries(members).map(([m, rule]) => [m, [rule.required === true, secret(m)]]),
      );
    expect(marks(vendor?.members ?? {}, (m) => vendor?.members[m]?.secret === true)).toEqual(
      marks(card?.members ?? {}, (m) => card?.members[m]?.writeOnly === true),
    );
    expect(card?.members['compressLogs']?.default).toBe(vendor?.compressed);
  });

  it.each(Object.entries(VENDOR_DESTINATIONS))(
    '%s: family, formats and pairs agree with the card',
    (type, vendor) => {
      const card = DESTINATIONS.find((known) => known.type === type);
      expect(card?.family).toBe(vendor.family);
      expect(card?.formats.includes('STRUCTURED')).toBe(!vendor.jsonOnly);
      expect(card?.together).toEqual(vendor.pairs);
    },
  );
});

/**
 * Version 3 has no OpenAPI document. These are all differences from version 2 that answers of the simulator use;
 * everything else has to be valid by the letter.
 */
const V3_DIFFERENCES = {
  /** Members that version 3 adds at the root (fact sheet 1.1) and the seed's member nobody knows. */
  root: {
    samplingPercentage: { type: 'integer' },
    integrationType: { enum: ['PM_DEPENDENT', 'DS_MANAGED', 'HYBRID'] },
    latencyProfile: { type: 'string' },
    zones: { type: 'array' },
    appSecConfigs: { type: 'array' },
    serviceSubletterIds: { type: 'array' },
  },
  /** Log types other than CDN have other sources than CDN properties. */
  looseProperties: ['edns', 'gtm', 'edgeworkers', 'appsec', 'answerx'],
  /** Types without a schema for their saved form. */
  destinations: V3_ONLY,
  /** Mixed case of Oracle; members the saved schemas leave out. */
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
      ...(loose ? { properties: { type: 'array' } } : {}),
      ...(saved === undefined ? {} : { destination: savedV3(saved) }),
    },
  };
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
    const client = testClient(unmetered(seededWorld(START)));
    for (const { streamId, logType } of client.world.current().streams) {
      const answer = await client.call('GET', `/${logType}/streams/${streamId}`);
      check(withV3(detailSchema(), logType), answer.body);
    }
    const properties = await client.call('GET', '/cdn/groups/21484/properties');
    check(answerOf('/log/groups/{groupId}/properties', 'get', '200'), properties.body);
  });

  it.each(Object.keys(VENDOR_DESTINATIONS).filter((type) => !V3_ONLY.includes(type)))(
    'the bodies these tests send for %s are valid themselves',
    (type) => {
      const home = { contractId: 'C-0N7RAC7', groupId: 21484 };
      check(createSchema(), createBody({ ...home, destination: destination(type) }));
      check(editSchema(), editBody({ contractId: home.contractId, destination: destination(type) }));
    },
  );
});
