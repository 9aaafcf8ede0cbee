import { describe, expect, it } from 'vitest';
import type { LogType } from '../../src/model/collection.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { streamlessWorld } from '../../src/simulator/seed.ts';
import { VENDOR_DESTINATIONS } from '../../src/simulator/vendor-destinations.ts';
import { CANARY, createBody, destination, editBody } from './bodies.ts';
import { complaints, objectIn, testClient, unmetered } from './client.ts';

const structured = { format: 'STRUCTURED', fieldDelimiter: 'SPACE', frequency: { intervalInSeconds: 30 } };
const json = { format: 'JSON', frequency: { intervalInSeconds: 30 } };
const s3 = { destination: destination('S3') };
const https = (more: JsonObject) => ({ destination: destination('HTTPS', more) });
const fields = (...ids: Json[]) => ({ datasetFields: ids.map((datasetFieldId) => ({ datasetFieldId })) });
const properties = (...ids: Json[]) => ({ properties: ids.map((propertyId) => ({ propertyId })) });

/** What is wrong, the change that makes it so, the member the answer names, and a part of its text. */
const REFUSED: readonly (readonly [string, JsonObject, string, RegExp])[] = [
  ['an empty name', { streamName: '' }, 'streamName', /blank/],
  ['a name that is no text', { streamName: 7 }, 'streamName', /string/],
  ['a name of 1001 characters', { streamName: 'x'.repeat(1001) }, 'streamName', /at most 1000/],
  ['an unknown member', { tags: 'a' }, 'tags', /Unknown member/],
  ['the prototype as a member', JSON.parse('{"__proto__": 1}') as JsonObject, '__proto__', /Unknown member/],
  ['a read-only member on create', { streamStatus: 'ACTIVATED' }, 'streamStatus', /Unknown member/],
  ['an unknown group', { groupId: 1 }, '', /not having access for the group/],
  ['group zero', { groupId: 0 }, 'groupId', /at least 1/],
  ['a contract of another group', { contractId: 'K-0N7RAK7', groupId: 21484 }, 'contractId', /belong/],
  ['midgress as a word', { collectMidgress: 'yes' }, 'collectMidgress', /true or false/],
  ['sampling of 0 percent', { samplingPercentage: 0 }, 'samplingPercentage', /at least 1/],
  ['sampling of 101 percent', { samplingPercentage: 101 }, 'samplingPercentage', /at most 100/],
  ['half a percent', { samplingPercentage: 0.5 }, 'samplingPercentage', /integer/],
  ['an e-mail without @', { notificationEmails: ['x'] }, 'notificationEmails[0]', /e-mail/],
  ['no properties', { properties: [] }, 'properties', /at least 1/],
  ['properties as ids', { properties: [349772] }, 'properties[0]', /object/],
  ['a property by name', { properties: [{ propertyName: 'x' }] }, 'properties[0].propertyName', /Unknown/],
  ['a property id as text', properties('349772'), 'properties[0].propertyId', /integer/],
  ['an unknown property', properties(1), 'properties', /does not have/],
  ['a property that was never active', properties(349780), 'properties', /never activated/],
  ['properties of two products', properties(349772, 389150), 'properties', /same product/],
  ['no fields', fields(), 'datasetFields', /at least 1/],
  ['an unknown field', fields(1000, 77), 'datasetFields', /77 does not exist/],
  ['the midgress field', fields(1000, 2051), 'datasetFields', /2051 follows collectMidgress/],
  [
    'a field with its name',
    { datasetFields: [{ datasetFieldId: 1000, datasetFieldName: 'x' }] },
    'datasetFields[0].datasetFieldName',
    /Unknown/,
  ],
  [
    'no format',
    { deliveryConfiguration: { frequency: { intervalInSeconds: 30 } } },
    'deliveryConfiguration.format',
    /blank/,
  ],
  [
    'an unknown format',
    { deliveryConfiguration: { ...json, format: 'CSV' } },
    'deliveryConfiguration.format',
    /one of/,
  ],
  ['no frequency', { deliveryConfiguration: { format: 'JSON' } }, 'deliveryConfiguration.frequency', /blank/],
  [
    '45 seconds',
    { deliveryConfiguration: { ...json, frequency: { intervalInSeconds: 45 } } },
    'deliveryConfiguration.frequency.intervalInSeconds',
    /one of 30, 60/,
  ],
  [
    'STRUCTURED without delimiter',
    { deliveryConfiguration: { ...json, format: 'STRUCTURED' } },
    'deliveryConfiguration.fieldDelimiter',
    /STRUCTURED log format cannot be blank\.$/,
  ],
  [
    'JSON with delimiter',
    { deliveryConfiguration: { ...json, fieldDelimiter: 'SPACE' } },
    'deliveryConfiguration.fieldDelimiter',
    /JSON/,
  ],
  [
    'an unknown delimiter',
    { deliveryConfiguration: { ...structured, fieldDelimiter: 'COMMA' } },
    'deliveryConfiguration.fieldDelimiter',
    /one of/,
  ],
  [
    'an unknown delivery member',
    { deliveryConfiguration: { ...json, gzip: true } },
    'deliveryConfiguration.gzip',
    /Unknown/,
  ],
  [
    'a prefix with a dot',
    { ...s3, deliveryConfiguration: { ...json, uploadFilePrefix: 'a.b' } },
    'deliveryConfiguration.uploadFilePrefix',
    /dot/,
  ],
  [
    'a prefix of 201 characters',
    { ...s3, deliveryConfiguration: { ...json, uploadFilePrefix: 'a'.repeat(201) } },
    'deliveryConfiguration.uploadFilePrefix',
    /at most 200/,
  ],
  [
    'a suffix of 11 characters',
    { ...s3, deliveryConfiguration: { ...json, uploadFileSuffix: 'a'.repeat(11) } },
    'deliveryConfiguration.uploadFileSuffix',
    /at most 10/,
  ],
  [
    'a suffix with a variable',
    { ...s3, deliveryConfiguration: { ...json, uploadFileSuffix: '{%Y}' } },
    'deliveryConfiguration.uploadFileSuffix',
    /none of/,
  ],
  ['no destination', { destination: 'S3' }, 'destination', /object/],
  ['no destination type', { destination: { displayName: 'x' } }, 'destination.destinationType', /blank/],
  [
    'an unknown destination type',
    { destination: { destinationType: 'LINODE', displayName: 'x' } },
    'destination.destinationType',
    /unknown/,
  ],
  [
    'a destination type out of the prototype',
    { destination: { destinationType: 'constructor' } },
    'destination.destinationType',
    /unknown/,
  ],
  ['no display name', https({ displayName: '' }), 'destination.displayName', /blank/],
  ['a member of another destination', https({ bucket: 'b' }), 'destination.bucket', /Unknown/],
  [
    'compressLogs where it is fixed',
    { destination: destination('S3', { compressLogs: true }) },
    'destination.compressLogs',
    /Unknown/,
  ],
  [
    'uncompressed S3-compatible',
    { destination: destination('S3_COMPATIBLE', { compressLogs: false }) },
    'destination.compressLogs',
    /one of true/,
  ],
  ['an http endpoint', https({ endpoint: 'http://logs.example.com' }), 'destination.endpoint', /https/],
  ['BASIC without a password', https({ password: '' }), 'destination.password', /blank/],
  [
    'another authentication',
    https({ authenticationType: 'DIGEST' }),
    'destination.authenticationType',
    /one of/,
  ],
  [
    'a header without a value',
    https({ customHeaderName: 'x-a' }),
    'destination.customHeaderValue',
    /together/,
  ],
  [
    'a header without a name',
    https({ customHeaderValue: CANARY }),
    'destination.customHeaderName',
    /together/,
  ],
  [
    'a header name with a blank',
    https({ customHeaderName: `x ${CANARY}`, customHeaderValue: 'v' }),
    'destination.customHeaderName',
    /letters/,
  ],
  [
    'a client certificate without its key',
    https({ clientCert: CANARY }),
    'destination.clientKey',
    /together/,
  ],
  ['a key without its certificate', https({ clientKey: CANARY }), 'destination.clientCert', /together/],
  ['a secret that is no text', https({ password: 5 }), 'destination.password', /string/],
  [
    'a Splunk endpoint that is none',
    { destination: destination('SPLUNK', { endpoint: 'https://x.example.com/event' }) },
    'destination.endpoint',
    /collector\/raw/,
  ],
  [
    'a TrafficPeak endpoint without a token',
    { destination: destination('TRAFFICPEAK', { endpoint: 'https://x.example.com/ingest/event?table=a' }) },
    'destination.endpoint',
    /token/,
  ],
  [
    'TrafficPeak without BASIC',
    { destination: destination('TRAFFICPEAK', { authenticationType: 'NONE' }) },
    'destination.authenticationType',
    /BASIC/,
  ],
  [
    'a Dynatrace endpoint of another host',
    { destination: destination('DYNATRACE', { endpoint: 'https://x.example.com/api/v2/logs/ingest' }) },
    'destination.endpoint',
    /dynatrace/,
  ],
];

describe('what the simulator refuses', () => {
  it.each(REFUSED)('refuses %s on create', async (_, change, parameter, text) => {
    const client = testClient();
    const answer = await client.call('POST', '/cdn/streams', createBody(change));
    expect([400, 403]).toContain(answer.status);
    const found = complaints(answer);
    expect(found.map((entry) => entry.parameter)).toContain(parameter);
    expect(found.some(({ detail }) => text.test(detail.replace(' (simulated text)', '')))).toBe(true);
    expect(JSON.stringify(answer.body)).not.toContain(CANARY);
    expect(client.world.current().streams).toEqual([]);
  });

  it('names everything that is wrong in one answer, in the shape of the vendor', async () => {
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

  it('says which value was wrong where no secret can stand', async () => {
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

  it('marks its own texts and leaves the vendor’s as they are', async () => {
    const client = testClient();
    await client.call('POST', '/cdn/streams', createBody());
    const [taken] = complaints(await client.call('POST', '/cdn/streams', createBody()));
    expect(taken?.detail).toBe('Stream with name web-access-logs already exists.');
    const [own] = complaints(await client.call('POST', '/cdn/streams', createBody({ streamName: '' })));
    expect(own?.detail).toContain('(simulated text)');
  });

  it.each(['', '{', 'null', '[]', '"x"'])('refuses the body %j', async (text) => {
    const client = testClient();
    const body = text === '' || text === '{' ? undefined : (JSON.parse(text) as Json);
    expect((await client.call('POST', '/cdn/streams', body)).status).toBe(400);
  });

  it.each(['POST', 'PUT'])('refuses a word for activate on %s', async (method) => {
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

  it.each(needed)('%s needs its %s on create and on every edit', async (type, member) => {
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
    'neither the world nor an answer of %s holds one',
    async (type) => {
      const client = testClient();
      const answer = await client.call(
        'POST',
        '/cdn/streams',
        createBody({ destination: destination(type) }),
      );
      expect(answer.status).toBe(201);
      expect(JSON.stringify(answer)).not.toContain(CANARY);
      expect(JSON.stringify(client.world.current())).not.toContain(CANARY);
    },
  );
});

describe('formats', () => {
  it.each(Object.entries(VENDOR_DESTINATIONS))(
    '%s takes the formats it takes',
    async (type, { jsonOnly }) => {
      const body = createBody({ destination: destination(type), deliveryConfiguration: structured });
      const { status } = await testClient().call('POST', '/cdn/streams', body);
      expect(status).toBe(jsonOnly ? 400 : 201);
    },
  );
});

describe('limits of the account', () => {
  it('refuses a fourth stream for a property, and lets the third be edited', async () => {
    const client = testClient();
    for (const streamName of ['one', 'two', 'three']) {
      expect((await client.call('POST', '/cdn/streams', createBody({ streamName }))).status).toBe(201);
    }
    const fourth = await client.call('POST', '/cdn/streams', createBody({ streamName: 'four' }));
    expect(complaints(fourth)[0]?.detail).toMatch(/349772 is in 3 other streams/);
    expect((await client.call('PUT', '/cdn/streams/7102', editBody({ streamName: 'three' }))).status).toBe(
      200,
    );
  });

  it('refuses more properties than a stream takes', async () => {
    const limits = { streamsPerProperty: 3, propertiesPerStream: 1 };
    const client = testClient(unmetered(streamlessWorld({ limits })));
    const answer = await client.call('POST', '/cdn/streams', createBody(properties(349772, 349770)));
    expect(complaints(answer)[0]?.detail).toMatch(/at most 1 properties/);
  });

  it('takes an inactive property that DataStream manages', async () => {
    expect((await testClient().call('POST', '/cdn/streams', createBody(properties(349782)))).status).toBe(
      201,
    );
  });

  it('refuses a name that another stream has, and keeps one’s own', async () => {
    const client = testClient();
    await client.call('POST', '/cdn/streams', createBody());
    await client.call('POST', '/cdn/streams', createBody({ streamName: 'other' }));
    expect((await client.call('PUT', '/cdn/streams/7101', editBody())).status).toBe(400);
    expect((await client.call('PUT', '/cdn/streams/7101', editBody({ streamName: 'other' }))).status).toBe(
      200,
    );
    expect((await client.call('POST', '/edns/streams', createBody({}, 'edns'))).status).toBe(201);
  });

  it('refuses a destination that does not answer the access check', async () => {
    const client = testClient(unmetered(streamlessWorld({ unreachable: ['logs', 'logs.example.com'] })));
    const [bucket] = complaints(await client.call('POST', '/cdn/streams', createBody(s3)));
    expect(bucket?.detail).toMatch(/write access to the bucket/);
    const [host] = complaints(await client.call('POST', '/cdn/streams', createBody()));
    expect(host?.parameter).toBe('destination');
  });
});

describe('log types', () => {
  const others: readonly LogType[] = ['edns', 'gtm', 'edgeworkers', 'appsec', 'answerx'];

  it.each(others)('%s needs contract and group, and refuses the group on edits', async (logType) => {
    const client = testClient();
    const { contractId: _, groupId: __, ...placeless } = createBody({}, logType);
    const answer = await client.call('POST', `/${logType}/streams`, placeless);
    expect(complaints(answer).map(({ parameter }) => parameter)).toEqual(['contractId', 'groupId']);
    await client.call('POST', `/${logType}/streams`, createBody({}, logType));
    const edit = await client.call('PUT', `/${logType}/streams/7100`, createBody({}, logType));
    expect(complaints(edit)).toMatchObject([{ parameter: 'groupId' }]);
    expect((await client.call('PUT', `/${logType}/streams/7100`, editBody({}, logType))).status).toBe(200);
  });

  it.each(others)('%s has no midgress', async (logType) => {
    const body = createBody({ collectMidgress: true }, logType);
    const answer = await testClient().call('POST', `/${logType}/streams`, body);
    expect(complaints(answer)).toMatchObject([{ parameter: 'collectMidgress' }]);
  });

  it.each([
    ['edns', { zones: [{ zoneName: 'nobody.example.org' }] }, 'zones'],
    ['gtm', { properties: [{ propertyName: 'nobody' }] }, 'properties'],
    ['gtm', { properties: [{ propertyId: 349772 }] }, 'properties[0].propertyId'],
    ['edgeworkers', { properties: [{ propertyId: 349772 }] }, 'properties'],
    ['appsec', { appSecConfigs: [{ appSecId: 1 }] }, 'appSecConfigs'],
    ['appsec', { datasetFields: [{ datasetFieldId: 8000 }] }, 'datasetFields'],
    ['answerx', { serviceSubletterIds: [{ ssid: 1 }] }, 'serviceSubletterIds'],
  ] as const)('%s refuses %j', async (logType, change, parameter) => {
    const answer = await testClient().call('POST', `/${logType}/streams`, createBody(change, logType));
    expect(complaints(answer).map((entry) => entry.parameter)).toContain(parameter);
  });

  it('cdn takes contract and group from the first property, and ignores the group of an edit', async () => {
    const client = testClient();
    const created = await client.call('POST', '/cdn/streams', createBody());
    expect(objectIn(created)).toMatchObject({ contractId: 'C-0N7RAC7', groupId: 21484 });
    const edited = await client.call('PUT', '/cdn/streams/7100', editBody({ groupId: 21485 }));
    expect(edited.body).toMatchObject({ groupId: 21484, latestVersion: 2 });
  });

  it('takes a whole answer back as an edit where no secret is needed', async () => {
    const client = testClient();
    const open = {
      destinationType: 'HTTPS',
      displayName: 'x',
      endpoint: 'https://a.example.com',
      authenticationType: 'NONE',
    };
    const created = await client.call('POST', '/cdn/streams', createBody({ destination: open }));
    const again = await client.call('PUT', '/cdn/streams/7100', created.body);
    expect(again.status).toBe(200);
  });
});
