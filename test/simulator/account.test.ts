import { describe, expect, it } from 'vitest';
import type { LogType } from '../../src/model/collection.ts';
import type { Json } from '../../src/model/json.ts';
import { seededAccountWithoutStreams } from '../../src/simulator/seed/seed.ts';
import { destination } from '../builders/destinations.ts';
import { createBody, editBody } from '../builders/request-bodies.ts';
import { complaints, objectIn, testClient, unmetered } from './client.ts';

const properties = (...ids: Json[]) => ({ properties: ids.map((propertyId) => ({ propertyId })) });

describe('limits of the account', () => {
  it('refuses a fourth stream for a property, and lets the third be updated', async () => {
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

  it('refuses more properties than a stream may have', async () => {
    const limits = { streamsPerProperty: 3, propertiesPerStream: 1 };
    const client = testClient(unmetered(seededAccountWithoutStreams({ limits })));
    const answer = await client.call('POST', '/cdn/streams', createBody(properties(349772, 349770)));
    expect(complaints(answer)[0]?.detail).toMatch(/at most 1 properties/);
  });

  it('accepts an inactive property that DataStream manages', async () => {
    expect((await testClient().call('POST', '/cdn/streams', createBody(properties(349782)))).status).toBe(
      201,
    );
  });

  it("refuses the name of another stream, and accepts the stream's own", async () => {
    const client = testClient();
    await client.call('POST', '/cdn/streams', createBody());
    await client.call('POST', '/cdn/streams', createBody({ streamName: 'other' }));
    expect((await client.call('PUT', '/cdn/streams/7101', editBody())).status).toBe(400);
    expect((await client.call('PUT', '/cdn/streams/7101', editBody({ streamName: 'other' }))).status).toBe(
      200,
    );
    expect((await client.call('POST', '/edns/streams', createBody({}, 'edns'))).status).toBe(201);
  });

  it('refuses a destination that fails the access check', async () => {
    const client = testClient(
      unmetered(seededAccountWithoutStreams({ unreachable: ['logs', 'logs.example.com'] })),
    );
    const [bucket] = complaints(
      await client.call('POST', '/cdn/streams', createBody({ destination: destination('S3') })),
    );
    expect(bucket?.detail).toMatch(/write access to the bucket/);
    const [host] = complaints(await client.call('POST', '/cdn/streams', createBody()));
    expect(host?.parameter).toBe('destination');
  });
});

describe('log types', () => {
  const others: readonly LogType[] = ['edns', 'gtm', 'edgeworkers', 'appsec', 'answerx'];

  it.each(others)(
    '%s needs contract and group on create, and ignores the group of an update',
    async (logType) => {
      const client = testClient();
      const { contractId: _, groupId: __, ...placeless } = createBody({}, logType);
      const answer = await client.call('POST', `/${logType}/streams`, placeless);
      expect(complaints(answer).map(({ parameter }) => parameter)).toEqual(['contractId', 'groupId']);
      await client.call('POST', `/${logType}/streams`, createBody({}, logType));
      const edit = await client.call(
        'PUT',
        `/${logType}/streams/7100`,
        createBody({ groupId: 21485 }, logType),
      );
      expect(edit.body).toMatchObject({ groupId: 21484, latestVersion: 2 });
      expect((await client.call('PUT', `/${logType}/streams/7100`, editBody({}, logType))).status).toBe(200);
    },
  );

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

  it('cdn takes contract and group from the first property, and ignores the group of an update', async () => {
    const client = testClient();
    const created = await client.call('POST', '/cdn/streams', createBody());
    expect(objectIn(created)).toMatchObject({ contractId: 'C-0N7RAC7', groupId: 21484 });
    const edited = await client.call('PUT', '/cdn/streams/7100', editBody({ groupId: 21485 }));
    expect(edited.body).toMatchObject({ groupId: 21484, latestVersion: 2 });
  });

  it('accepts a complete response as an update if no secret is needed', async () => {
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
