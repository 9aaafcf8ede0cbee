import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { VENDOR_CONNECTORS } from '../../src/simulator/vendor/datastream1.ts';
import { firstVersion, ruleTree } from '../../src/simulator/vendor/rule-trees.ts';
import {
  aggregateBody,
  ask1,
  connector1,
  created1,
  details1,
  rawBody,
  seeded1,
} from '../builders/datastream1-bodies.ts';
import { CANARY } from '../builders/destinations.ts';
import { testClient } from './client.ts';

const without = (body: JsonObject, ...members: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([member]) => !members.includes(member)));
const one = (type: string, more: JsonObject = {}) => ({ connectors: [connector1(type, more)] });

/** What is wrong, a body with that error, and a part of the response's message. */
const REFUSED: readonly (readonly [string, Json, RegExp])[] = [
  ['a list', [], /must be an object/],
  ['an unknown member', aggregateBody({ samplingPercentage: 5 }), /Unknown member samplingPercentage/],
  ['the path of a list', aggregateBody({ properties: [] }), /Unknown member properties/],
  ['no name', without(aggregateBody(), 'streamName'), /streamName cannot be blank/],
  ['no type', without(aggregateBody(), 'streamType'), /streamType cannot be blank/],
  ['another type', aggregateBody({ streamType: 'aggregate' }), /one of RAW, AGGREGATE/],
  ['no group', without(aggregateBody(), 'groupId'), /groupId cannot be blank/],
  ['a group as a string', aggregateBody({ groupId: '21484' }), /groupId must be an integer/],
  ['no contract', without(aggregateBody(), 'contractId'), /contractId cannot be blank/],
  ['a contract of another group', aggregateBody({ contractId: 'K-0N7RAK7' }), /belong to the group/],
  ['sampling of AGGREGATE', aggregateBody({ sampleRate: 25 }), /sampleRate is for RAW streams only/],
  ['a time frame of RAW', rawBody({ timeFrame: 1 }), /timeFrame is for AGGREGATE streams only/],
  ['ten minutes', aggregateBody({ timeFrame: 10 }), /timeFrame must be one of 1, 5, 15, 30, 60/],
  ['a time frame as a word', aggregateBody({ timeFrame: 'five' }), /timeFrame must be an integer/],
  ['sampling of nothing', rawBody({ sampleRate: 0 }), /sampleRate must be at least 1/],
  ['sampling of 101 percent', rawBody({ sampleRate: 101 }), /sampleRate must be at most 100/],
  ['no properties', aggregateBody({ propertyIds: [] }), /propertyIds must be at least 1/],
  ['properties as objects', aggregateBody({ propertyIds: [{ propertyId: 1 }] }), /\[0\] must be an integer/],
  ['an unknown property', aggregateBody({ propertyIds: [1] }), /Property 1 is not one of this account/],
  ['an inactive property', aggregateBody({ propertyIds: [349780] }), /349780 was never activated/],
  ['one managed by DataStream 2', aggregateBody({ propertyIds: [349782] }), /never activated/],
  ['no fields', aggregateBody({ datasetFieldIds: [] }), /datasetFieldIds must be at least 1/],
  ['a field of RAW', aggregateBody({ datasetFieldIds: [65] }), /65 does not exist for AGGREGATE/],
  ['a field of AGGREGATE', rawBody({ datasetFieldIds: [77] }), /77 does not exist for RAW/],
  ['an unknown field', rawBody({ datasetFieldIds: [1023] }), /1023 does not exist/],
  ['a field by name', rawBody({ datasetFieldIds: ['country'] }), /datasetFieldIds\[0\] must be an integer/],
  ['no connectors', without(aggregateBody(), 'connectors'), /connectors cannot be blank/],
  ['a connector by name', aggregateBody({ connectors: ['x'] }), /connectors\[0\] must be an object/],
  ['an untyped connector', aggregateBody(one('S3', { connectorType: '' })), /connectorType cannot be blank/],
  ['a type in lower case', aggregateBody(one('S3', { connectorType: 's3' })), /connector type is unknown/],
  ['a type of DataStream 2', aggregateBody(one('LOGGLY')), /connector type is unknown/],
  ['the prototype as a type', aggregateBody(one('S3', { connectorType: 'constructor' })), /is unknown/],
  ['a nameless connector', aggregateBody(one('S3', { connectorName: '' })), /connectorName cannot be blank/],
  ['a connector id', aggregateBody(one('S3', { connectorId: 11178 })), /Unknown member connectorId/],
  ['a member of DataStream 2', aggregateBody(one('HTTPS', { endpoint: 'https://a' })), /Unknown member/],
  ['a URL without https', aggregateBody(one('HTTPS', { url: `http://a/${CANARY}` })), /must be an https URL/],
  [
    'one connector name twice',
    aggregateBody({ connectors: [connector1('S3'), connector1('S3')] }),
    /named S3/,
  ],
];

describe('DataStream 1 refuses', () => {
  it.each(REFUSED)('%s on create and on update', async (_, body, text) => {
    const client = testClient();
    const id = await created1(
      client,
      (body as JsonObject)['streamType'] === 'RAW' ? rawBody() : aggregateBody(),
    );
    const before = client.accountState.current().datastream1;
    const again = Array.isArray(body) ? body : { ...(body as JsonObject), ...named(body as JsonObject) };
    const refusals = [await ask1(client, 'POST', '/streams', again)];
    // An update may omit the connectors, as its sample does.
    if (!String(text).includes('connectors cannot')) {
      refusals.push(await ask1(client, 'PUT', `/streams/${id}`, body));
    }
    for (const answer of refusals) {
      expect(answer.status).toBe(400);
      const details = details1(answer);
      expect(details.some((detail) => text.test(detail) && detail.endsWith('(simulated text)'))).toBe(true);
      expect(JSON.stringify(answer.body)).not.toContain(CANARY);
    }
    expect(client.accountState.current().datastream1).toEqual(before);
  });

  /** Another name than that of the existing stream, unless the name is what is wrong. */
  const named = (body: JsonObject) => (body['streamName'] === undefined ? {} : { streamName: 'second' });

  it.each(
    Object.entries(VENDOR_CONNECTORS).flatMap(([type, rules]) =>
      Object.entries(rules).map(([member, { required }]) => [type, member, required === true] as const),
    ),
  )('%s without %s: %s', async (type, member, refused) => {
    const connector = without(connector1(type), member);
    const answer = await ask1(testClient(), 'POST', '/streams', rawBody({ connectors: [connector] }));
    expect(answer.status).toBe(refused ? 400 : 202);
    if (refused) expect(details1(answer)[0]).toContain(`connectors[0].${member} cannot be blank`);
  });

  it('an unknown group with 403', async () => {
    const answer = await ask1(testClient(), 'POST', '/streams', aggregateBody({ groupId: 7 }));
    expect(answer).toMatchObject({ status: 403, body: { type: 'forbidden', status: 403 } });
  });

  it('an unknown stream with 404, for every request', async () => {
    for (const [method, path] of [
      ['GET', '/streams/9'],
      ['GET', '/streams/0x9'],
      ['PUT', '/streams/9'],
      ['DELETE', '/streams/9'],
      ['PUT', '/streams/9/activate'],
      ['PUT', '/streams/9/deactivate'],
    ] as const) {
      const answer = await ask1(testClient(), method, path, method === 'PUT' ? aggregateBody() : undefined);
      expect(answer).toMatchObject({ status: 404, body: { title: 'Resource not found', status: 404 } });
    }
  });

  it('a name that is used within the group, and only there', async () => {
    const client = testClient();
    await created1(client);
    const taken = await ask1(client, 'POST', '/streams', rawBody());
    expect(details1(taken)).toEqual(['streamName: Stream with name errors already exists. (simulated text)']);
    const elsewhere = { groupId: 21485 };
    expect((await ask1(client, 'POST', '/streams', aggregateBody(elsewhere))).status).toBe(202);
  });

  it('an update that changes the type or the group', async () => {
    const client = testClient();
    const id = await created1(client);
    const typed = await ask1(client, 'PUT', `/streams/${id}`, rawBody());
    expect(details1(typed)).toEqual(['streamType of a stream cannot change. (simulated text)']);
    const moved = await ask1(client, 'PUT', `/streams/${id}`, aggregateBody({ groupId: 21485 }));
    expect(details1(moved)).toEqual(['groupId of a stream cannot change. (simulated text)']);
  });

  it('more properties for a stream, or streams for a property, than its limit', async () => {
    const client = seeded1();
    client.accountState.revise((accountState) => ({
      ...accountState,
      accountObjects: {
        ...accountState.accountObjects,
        properties: Array.from({ length: 16 }, (_, index) => ({
          propertyId: index + 1,
          propertyName: `p${index}.example.com`,
          productId: 'x',
          contractId: 'C-0N7RAC7',
          groupId: 21484,
          hostnames: [],
          ...firstVersion(ruleTree('p')),
          integration: 'PM_DEPENDENT' as const,
        })),
      },
    }));
    const ids = Array.from({ length: 16 }, (_, index) => index + 1);
    const many = await ask1(client, 'POST', '/streams', aggregateBody({ propertyIds: ids }));
    expect(details1(many)[0]).toMatch(/at most 15 properties/);
    for (let stream = 0; stream < 15; stream += 1) {
      await created1(client, aggregateBody({ streamName: `s${stream}`, propertyIds: ids.slice(0, 15) }));
    }
    const crowded = await ask1(client, 'POST', '/streams', aggregateBody({ propertyIds: [1, 16] }));
    expect(details1(crowded)).toEqual([
      'propertyIds: Property 1 is in 15 other streams; the limit is 15. (simulated text)',
    ]);
  });

  it('all errors in one response', async () => {
    const answer = await ask1(
      testClient(),
      'POST',
      '/streams',
      aggregateBody({ streamName: '', propertyIds: [1], datasetFieldIds: [1] }),
    );
    expect(details1(answer)).toHaveLength(3);
  });
});

describe('DataStream 1 accepts', () => {
  it.each([
    ['a time frame in the documented notation', aggregateBody({ timeFrame: '15' })],
    ['null for the member of the other type', rawBody({ timeFrame: null })],
    ['null for its own member', aggregateBody({ timeFrame: null })],
    ['duplicate ids', aggregateBody({ propertyIds: [349778, 349778], datasetFieldIds: [77, 77] })],
    ['fields that only the update sample has', rawBody({ datasetFieldIds: [99, 100, 101, 102] })],
    [
      'all connectors at once',
      rawBody({ connectors: Object.keys(VENDOR_CONNECTORS).map((t) => connector1(t)) }),
    ],
  ])('%s', async (_, body) => {
    expect((await ask1(testClient(), 'POST', '/streams', body)).status).toBe(202);
  });
});
