import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import { VENDOR_DESTINATIONS } from '../../src/simulator/vendor/destinations.ts';
import { CANARY, destination } from '../builders/destinations.ts';
import { createBody, editBody } from '../builders/request-bodies.ts';
import { complaints, objectIn, testClient } from './client.ts';
import { REFUSED } from './refused-bodies.ts';

const structured = { format: 'STRUCTURED', fieldDelimiter: 'SPACE', frequency: { intervalInSeconds: 30 } };
const json = { format: 'JSON', frequency: { intervalInSeconds: 30 } };

describe('the simulator refuses', () => {
  it.each(REFUSED)('%s on create', async (_, change, parameter, text) => {
    const client = testClient();
    const answer = await client.call('POST', '/cdn/streams', createBody(change));
    expect([400, 403]).toContain(answer.status);
    const found = complaints(answer);
    expect(found.map((entry) => entry.parameter)).toContain(parameter);
    expect(found.some(({ detail }) => text.test(detail.replace(' (simulated text)', '')))).toBe(true);
    expect(JSON.stringify(answer.body)).not.toContain(CANARY);
    expect(client.accountState.current().streams).toEqual([]);
  });

  it('all errors in one response, in the vendor’s format', async () => {
    const answer = await testClient().call(
      'POST',
      '/cdn/streams',
      createBody({ streamName: '', properties: [] }),
    );
    const body = objectIn(answer);
    expect(body).toMatchObject({ status: 400, title: 'Bad Request', type: 'bad-request' });
    expect(body['instance']).toBe(body['problemId']);
    expect(body['instance']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(complaints(answer).map(({ parameter }) => parameter)).toEqual(['streamName', 'properties']);
  });

  it('with the wrong value in the message if it cannot be a secret', async () => {
    const wrong = createBody({
      deliveryConfiguration: { ...json, format: 'STRUCTURED' },
      samplingPercentage: 0,
    });
    const answer = await testClient().call('POST', '/cdn/streams', wrong);
    expect(objectIn(answer)['errors']).toMatchObject([
      { illegalParameter: 'samplingPercentage', illegalValue: 0 },
      { illegalParameter: 'deliveryConfiguration.fieldDelimiter', illegalValue: null },
    ]);
  });

  it('with its own messages marked, and the vendor’s unchanged', async () => {
    const client = testClient();
    await client.call('POST', '/cdn/streams', createBody());
    const [taken] = complaints(await client.call('POST', '/cdn/streams', createBody()));
    expect(taken?.detail).toBe('Stream with name web-access-logs already exists.');
    const [own] = complaints(await client.call('POST', '/cdn/streams', createBody({ streamName: '' })));
    expect(own?.detail).toContain('(simulated text)');
  });

  it.each(['', '{', 'null', '[]', '"x"'])('the body %j', async (text) => {
    const client = testClient();
    const body = text === '' || text === '{' ? undefined : (JSON.parse(text) as Json);
    expect((await client.call('POST', '/cdn/streams', body)).status).toBe(400);
  });

  it.each(['POST', 'PUT'])('a word for activate on %s', async (method) => {
    const client = testClient();
    await client.call('POST', '/cdn/streams', createBody());
    const path = method === 'POST' ? '/cdn/streams' : '/cdn/streams/7100';
    const answer = await client.call(method, `${path}?activate=yes`, editBody({ streamName: 'other' }));
    expect(complaints(answer)).toMatchObject([{ parameter: 'activate' }]);
  });
});

describe('secrets', () => {
  const needed = Object.entries(VENDOR_DESTINATIONS).flatMap(([type, { members }]) =>
    Object.entries(members).flatMap(([member, rule]) =>
      rule.secret && rule.required ? [[type, member] as const] : [],
    ),
  );

  it.each(needed)('%s needs its %s on create and on every update', async (type, member) => {
    const client = testClient();
    const { [member]: _, ...without } = destination(type);
    const refusedCreate = await client.call('POST', '/cdn/streams', createBody({ destination: without }));
    expect(complaints(refusedCreate)).toMatchObject([{ parameter: `destination.${member}` }]);
    const created = await client.call('POST', '/cdn/streams', createBody({ destination: destination(type) }));
    expect(created.status).toBe(201);
    const edit = await client.call('PUT', '/cdn/streams/7100', editBody({ destination: without }));
    expect(complaints(edit)).toMatchObject([{ parameter: `destination.${member}` }]);
  });

  it.each(Object.keys(VENDOR_DESTINATIONS))(
    'neither the state nor a response of %s contains one',
    async (type) => {
      const client = testClient();
      const answer = await client.call(
        'POST',
        '/cdn/streams',
        createBody({ destination: destination(type) }),
      );
      expect(answer.status).toBe(201);
      expect(JSON.stringify(answer)).not.toContain(CANARY);
      expect(JSON.stringify(client.accountState.current())).not.toContain(CANARY);
    },
  );
});

describe('formats', () => {
  it.each(Object.entries(VENDOR_DESTINATIONS))(
    '%s accepts exactly its formats',
    async (type, { jsonOnly }) => {
      const body = createBody({ destination: destination(type), deliveryConfiguration: structured });
      const { status } = await testClient().call('POST', '/cdn/streams', body);
      expect(status).toBe(jsonOnly ? 400 : 201);
    },
  );
});
