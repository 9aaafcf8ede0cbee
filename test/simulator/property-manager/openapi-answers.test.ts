import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { datastream, withPropertyBehaviors } from '../../builders/rule-trees.ts';
import { describeWithReference, reference } from '../../reference.ts';
import { objectIn, START } from '../client.ts';
import { at } from '../openapi.ts';
import { API, activate, activation, newVersion, papiClient, SHOP, WWW, withPapiSettings } from './client.ts';

const file = reference('openapi/papi-v1-subset.openapi.json');
const openapi: Json = file ? (JSON.parse(readFileSync(file, 'utf8')) as Json) : {};

/** Members of the rule tree response that the vendor's clients read and that the document lacks (corrections). */
const ADDED_TO_RULES: JsonObject = {
  comments: { type: 'string' },
  errors: { type: 'array', items: { type: 'object', required: ['type'] } },
  warnings: { type: 'array', items: { type: 'object', required: ['type'] } },
};

/** An error about the JSON Schema of a rule format, as in a recorded response. The document has another form. */
const SCHEMA_ERRORS: JsonObject = {
  errors: { type: 'array', minItems: 1, items: { type: 'object', required: ['location', 'detail'] } },
};

/** The document calls the note of a rule `comment`, and the vendor's clients call it `comments`. */
const ADDED_TO_RULE: JsonObject = { comments: { type: 'string' } };

/** The warnings of a refused activation, with the ids that acknowledge them (corrections). */
const WARNINGS: JsonObject = {
  warnings: { type: 'array', minItems: 1, items: { type: 'object', required: ['messageId', 'type'] } },
};

function schemaOf(name: string): JsonObject {
  return at(openapi, 'components', 'schemas', name) as JsonObject;
}

function withMembers(schema: JsonObject, added: JsonObject): JsonObject {
  return { ...schema, properties: { ...(schema['properties'] as JsonObject), ...added } };
}

function rulesSchema(): JsonObject {
  const schema = schemaOf('property-version-rules-get-response');
  const rules = at(schema, 'properties', 'rules') as JsonObject;
  return withMembers(schema, { ...ADDED_TO_RULES, rules: withMembers(rules, ADDED_TO_RULE) });
}

describeWithReference('responses of Property Manager are valid by the official OpenAPI', () => {
  const ajv = new Ajv({ strict: false, formats: { uri: /^https:\/\// } });
  ajv.addSchema({ $id: 'papi', ...(openapi as JsonObject) });

  function check(schema: JsonObject, body: Json): void {
    const text = JSON.stringify(schema).replaceAll('"#/components', '"papi#/components');
    const validate = ajv.compile(JSON.parse(text) as JsonObject);
    expect(validate(body) ? [] : validate.errors).toEqual([]);
  }

  const { accountObjects } = seededAccount(START);
  it.each(
    accountObjects.properties.map(({ propertyName, propertyId }) => [propertyName, propertyId] as const),
  )('search, property, versions and rules of %s', async (propertyName, propertyId) => {
    const client = papiClient();
    for (const prefixes of ['true', 'false']) {
      const headers = { 'papi-use-prefixes': prefixes };
      const read = async (path: string) =>
        (await client.papi(`/properties/${propertyId}${path}`, headers)).body;
      check(schemaOf('property-get-response'), await read(''));
      check(schemaOf('property-version-get-response'), await read('/versions'));
      check(schemaOf('property-version-get-response'), await read('/versions/1'));
      check(schemaOf('property-version-create-response'), await read('/versions/latest'));
      check(rulesSchema(), await read('/versions/1/rules'));
      for (const body of [{ propertyName }, { hostname: propertyName }]) {
        check(schemaOf('search-post-response'), (await client.search(body, headers)).body);
      }
    }
  });

  it('a new version, its edits and dry runs', async () => {
    const client = papiClient();
    for (const prefixes of ['true', 'false']) {
      const headers = { 'papi-use-prefixes': prefixes };
      const body = { createFromVersion: 2 };
      check(schemaOf('property-version-create-request'), body);
      const created = await client.write('POST', `/properties/${API}/versions`, body, headers);
      expect(created.status).toBe(201);
      check(schemaOf('property-version-create-response'), created.body);
      const path = `${await newVersion(client, API, 2)}/rules`;
      const patch: Json = [{ op: 'add', path: '/rules/behaviors/-', value: datastream([7061]) }];
      check(schemaOf('property-version-rules-patch-request'), patch);
      const { rules = null } = objectIn(await client.papi(path));
      for (const answer of [
        await client.write('PATCH', `${path}?dryRun=true`, patch, headers),
        await client.write('PATCH', path, patch, headers),
        await client.write('PUT', path, { rules, comments: 'A note' }, headers),
      ]) {
        expect(answer).toMatchObject({
          status: 200,
          body: { warnings: [{ title: 'Unstable rule format' }] },
        });
        check(rulesSchema(), answer.body);
      }
    }
  });

  it('the refusals of edits', async () => {
    const client = papiClient();
    const path = `${await newVersion(client, WWW, 2)}/rules`;
    const rules: JsonObject = { name: 'default', behaviors: [] };
    const refusals = [
      await client.write('PUT', path, { rules }, { 'if-match': '"x"' }),
      await client.write('PUT', path, { rules, etag: 'x' }),
      await client.write('PUT', `/properties/${WWW}/versions/2/rules`, { rules }),
      await client.write('PUT', path, { rules }, { 'content-type': 'text/plain' }),
      await client.write('PATCH', path, [{ op: 'remove', path: '/x' }]),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([412, 412, 403, 415, 400]);
    for (const { body } of refusals) check(schemaOf('problem'), body);

    const invalid = await client.write('PUT', path, { rules: { ...rules, name: 'x' } });
    expect(invalid.status).toBe(400);
    check(withMembers(schemaOf('problem'), SCHEMA_ERRORS), invalid.body);

    const behaviors = Array.from({ length: 1_501 }, () => ({ name: 'allowPost', options: {} }));
    const large = await client.write('PUT', path, { rules: { ...rules, behaviors } });
    expect(large.status).toBe(429);
    check(schemaOf('problem-429'), large.body);
  });

  it('activations, their list and their cancellation', async () => {
    const client = papiClient();
    const schema = schemaOf('property-activation-get-response');
    await newVersion(client, WWW, 2);
    for (const prefixes of ['true', 'false']) {
      const headers = { 'papi-use-prefixes': prefixes };
      const path = `/properties/${WWW}/activations`;
      const body = activation(3, prefixes === 'true' ? 'STAGING' : 'PRODUCTION', { note: 'CHG-1' });
      check(schemaOf('property-activation-create-request'), body);
      const created = await client.write('POST', path, body, headers);
      expect(created.status).toBe(201);
      check(schemaOf('property-activation-post-response'), created.body);
      const one = `${path}/${1_700_001 + (prefixes === 'true' ? 0 : 2)}`;
      check(schema, (await client.papi(one, headers)).body);
      check(schema, (await client.write('DELETE', one, undefined, headers)).body);
      check(schema, (await client.papi(one, headers)).body);
      await client.write('POST', path, body, headers);
      client.pass(6_000);
      const listed = await client.papi(path, headers);
      expect(JSON.stringify(listed.body)).toContain('fallbackInfo');
      check(schema, listed.body);
      check(
        schemaOf('property-version-get-response'),
        (await client.papi(`/properties/${WWW}/versions`)).body,
      );
    }
  });

  it('a failed activation and a deactivation', async () => {
    const client = papiClient();
    const schema = schemaOf('property-activation-get-response');
    await newVersion(client, SHOP, 1);
    await activate(client, SHOP, activation(3, 'STAGING', { delayValidations: true }));
    await activate(client, SHOP, activation(1, 'PRODUCTION', { activationType: 'DEACTIVATE' }));
    for (let time = 0; time < 6_000; time += 200) {
      check(schema, (await client.papi(`/properties/${SHOP}/activations`)).body);
      check(
        schemaOf('property-version-get-response'),
        (await client.papi(`/properties/${SHOP}/versions`)).body,
      );
      client.pass(200);
    }
    const { body } = await client.papi(`/properties/${SHOP}/activations`);
    expect(JSON.stringify(body)).toMatch(/"status":"DEACTIVATED".*"status":"FAILED".*"failureCause"/);
    check(schema, body);
  });

  it('the refusals of activations', async () => {
    const client = papiClient();
    const path = `/properties/${WWW}/activations`;
    await newVersion(client, WWW, 2);
    await newVersion(client, WWW, 2);
    await activate(client, WWW, activation(3));
    const post = (body: JsonObject) => client.write('POST', path, body);
    const refusals = [
      await post({ ...activation(3), notifyEmails: [] }),
      await post(activation(4)),
      await post(activation(3, 'PRODUCTION')),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([400, 409, 409]);
    for (const { body } of refusals) check(schemaOf('problem'), body);
    for (const answer of [await post(activation(3)), await post(activation(2, 'PRODUCTION'))]) {
      expect(answer.status).toBe(422);
      check(schemaOf('problem-422'), answer.body);
    }

    client.pass(1_000);
    const late = await client.write('DELETE', `${path}/1700001`);
    expect(late.status).toBe(400);
    check(schemaOf('problem'), late.body);
    client.pass(1_000);
    const ended = await client.write('DELETE', `${path}/1700001`);
    expect(ended.status).toBe(422);
    check(schemaOf('problem-422'), ended.body);
    const warned = await post({ ...activation(4), acknowledgeAllWarnings: false });
    expect(warned.status).toBe(400);
    check(withMembers(schemaOf('problem'), WARNINGS), warned.body);
  });

  it('the errors of a tree that cannot be activated, and the quota of activations', async () => {
    const client = papiClient(withPapiSettings(seededAccount(START), { activationsPerDay: 0 }));
    await newVersion(client, WWW, 2);
    const quota = await client.write('POST', `/properties/${WWW}/activations`, activation(3));
    expect(quota.status).toBe(429);
    check(schemaOf('problem-429'), quota.body);

    const other = papiClient();
    await newVersion(other, SHOP, 1);
    const invalid = await other.write('POST', `/properties/${SHOP}/activations`, activation(3));
    expect(invalid.status).toBe(400);
    check(schemaOf('problem'), invalid.body);
  });

  it('errors of a rule tree', async () => {
    const client = papiClient(withPropertyBehaviors(seededAccount(START), WWW, [datastream([7061])]));
    const { body } = await client.papi(`/properties/${WWW}/versions/3/rules`);
    expect(body).toHaveProperty('errors');
    check(rulesSchema(), body);
  });

  it.each([
    ['/properties/1', 404],
    [`/properties/${WWW}/versions?limit=0`, 400],
    ['/contracts', 501],
    ['/property', 404],
  ])('the refusal of %s', async (path, status) => {
    const answer = await papiClient().papi(path);
    expect(answer.status).toBe(status);
    check(schemaOf('problem'), answer.body);
  });

  it('the refusal of a wrong method and of a wrong media type', async () => {
    const client = papiClient();
    const refusals = [
      await client.send('PUT', `/papi/v1/properties/${WWW}`),
      await client.papi(`/properties/${WWW}/versions/1/rules`, { accept: 'text/xml' }),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([405, 406]);
    for (const { body } of refusals) check(schemaOf('problem'), body);
  });
});
