import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import {
  aggregateBody,
  ask1,
  connector1,
  created1,
  detailOf1,
  details1,
  rawBody,
  seeded1,
} from '../../builders/datastream1-bodies.ts';
import { CANARY } from '../../builders/destinations.ts';
import { complaints, objectIn, testClient } from '../client.ts';

describe('the ten operations', () => {
  it.each([
    ['GET', '/properties/group/21484', undefined, 200],
    ['GET', '/datasets/RAW', undefined, 200],
    ['GET', '/datasets/AGGREGATED', undefined, 200],
    ['GET', '/groups', undefined, 200],
    ['GET', '/streams', undefined, 200],
    ['GET', '/streams?groupId=21484', undefined, 200],
    ['POST', '/streams', aggregateBody(), 202],
    ['GET', '/streams/6301', undefined, 200],
    ['GET', '/streams/6301?version=1', undefined, 200],
    ['PUT', '/streams/6285', aggregateBody(), 202],
    ['DELETE', '/streams/6285', undefined, 200],
    ['PUT', '/streams/6285/activate', undefined, 202],
    ['PUT', '/streams/6301/deactivate', undefined, 202],
  ])('%s %s', async (method, path, body, status) => {
    expect((await ask1(seeded1(), method, path, body)).status).toBe(status);
  });

  it('respond to a create with ids and with the streams that share a property, the new stream first', async () => {
    const answer = await ask1(
      seeded1(),
      'POST',
      '/streams',
      aggregateBody({ propertyIds: [349770, 349774] }),
    );
    expect(answer.body).toEqual({
      streamVersionKey: { streamId: 6400, streamVersionId: 1 },
      affectedStreams: [
        { streamName: 'errors', streamVersionKey: { streamId: 6400, streamVersionId: 1 } },
        { streamName: 'edge-errors-trial', streamVersionKey: { streamId: 6285, streamVersionId: 1 } },
        { streamName: 'origin-health', streamVersionKey: { streamId: 6301, streamVersionId: 2 } },
        { streamName: 'edge-samples', streamVersionKey: { streamId: 6310, streamVersionId: 1 } },
      ],
      affectedProperties: [
        { propertyId: 349770, propertyName: 'shop.example.com' },
        { propertyId: 349774, propertyName: 'api.example.com' },
      ],
    });
  });

  it('respond to a transition with ids only, and to a delete with a word', async () => {
    const client = seeded1();
    const key = { streamVersionKey: { streamId: 6285, streamVersionId: 1 } };
    expect((await ask1(client, 'DELETE', '/streams/6285')).body).toEqual({ message: 'Success' });
    expect((await ask1(seeded1(), 'PUT', '/streams/6285/activate')).body).toEqual(key);
    expect((await ask1(client, 'GET', '/streams/6285')).status).toBe(404);
  });

  it('return only the stream itself as affected if it shares no property', async () => {
    const { body } = await ask1(seeded1(), 'POST', '/streams', aggregateBody());
    expect(body).toMatchObject({ affectedStreams: [{ streamName: 'errors' }], affectedProperties: [] });
  });

  it('list rows with names of connectors and without content', async () => {
    const { body } = await ask1(seeded1(), 'GET', '/streams?groupId=21484');
    const rows = body as unknown as JsonObject[];
    expect(rows).toHaveLength(3);
    expect(rows.find(({ streamId }) => streamId === 6310)).toEqual({
      streamId: 6310,
      streamName: 'edge-samples',
      streamVersionId: 1,
      createdBy: 'adevi',
      createdDate: '13-08-2025 12:00:00 GMT',
      currentVersionId: 1,
      archived: false,
      activationStatus: 'ACTIVATED',
      groupId: 21484,
      groupName: 'Web sites',
      contractId: 'C-0N7RAC7',
      streamType: 'RAW',
      connectors: ['Sample archive', 'Sample viewer'],
      properties: [
        { propertyId: 349772, propertyName: 'www.example.com' },
        { propertyId: 349770, propertyName: 'shop.example.com' },
      ],
    });
    expect((await ask1(seeded1(), 'GET', '/streams?groupId=21483')).body).toEqual([]);
  });

  it('return a version, the latest one by default', async () => {
    const client = seeded1();
    expect(await detailOf1(client, 6301)).toMatchObject({
      streamVersionId: 2,
      timeFrame: 5,
      activationStatus: 'ACTIVATED',
      modifiedBy: 'szhang',
      createdBy: 'mrossi',
    });
    const first = await detailOf1(client, 6301, '?version=1');
    expect(first).toMatchObject({ streamVersionId: 1, timeFrame: 1, activationStatus: 'DEACTIVATED' });
    expect(await ask1(client, 'GET', '/streams/6301?version=3')).toMatchObject({ status: 404 });
    expect(await ask1(client, 'GET', '/streams/6301?version=x')).toMatchObject({ status: 400 });
  });

  it('group selected data set fields in the order of the server', async () => {
    const client = testClient();
    const id = await created1(client, aggregateBody({ datasetFieldIds: [91, 80, 77, 86] }));
    expect((await detailOf1(client, id))['datasets']).toMatchObject([
      { datasetGroupName: 'edge_response_time', datasetFields: [{ datasetFieldId: 86 }] },
      { datasetGroupName: 'http_status_cd', datasetFields: [{ datasetFieldId: 77 }, { datasetFieldId: 80 }] },
      { datasetGroupName: 'origin_response_time', datasetFields: [{ datasetFieldId: 91 }] },
    ]);
  });

  it('name groups with their parents', async () => {
    const groups = (await ask1(seeded1(), 'GET', '/groups')).body as unknown as JsonObject[];
    expect(groups.map(({ groupId, parentGroupId }) => [groupId, parentGroupId])).toEqual([
      [21484, 0],
      [21485, 21484],
      [21483, 0],
    ]);
  });

  it('spell the type of data sets as each call expects it', async () => {
    for (const word of ['AGGREGATE', 'raw', 'x']) {
      expect((await ask1(seeded1(), 'GET', `/datasets/${word}`)).status).toBe(400);
    }
    const wrong = await ask1(seeded1(), 'POST', '/streams', aggregateBody({ streamType: 'AGGREGATED' }));
    expect(details1(wrong)[0]).toMatch(/streamType must be one of RAW, AGGREGATE/);
  });

  it('list the properties of a known group that are active', async () => {
    const { body } = await ask1(seeded1(), 'GET', '/properties/group/21484');
    const ids = (body as unknown as JsonObject[]).map(({ propertyId }) => propertyId);
    expect(ids).toEqual([349770, 349772, 349774, 349776, 349778]);
    expect((await ask1(seeded1(), 'GET', '/properties/group/1')).status).toBe(403);
  });
});

describe('the simulator stores of a stream', () => {
  it('no secret of any connector, every URL, and new ids for each version', async () => {
    const client = testClient();
    const connectors = ['S3', 'DATADOG', 'SPLUNK', 'SUMO_LOGIC', 'HTTPS'].map((type) => connector1(type));
    const id = await created1(client, rawBody({ connectors }));
    const ids = async () =>
      ((await detailOf1(client, id))['connectors'] as unknown as JsonObject[]).map((c) => c['connectorId']);
    const first = await ids();
    const returned = (await detailOf1(client, id))['connectors'] as unknown as JsonObject[];
    expect(returned.map(({ url, bucket }) => url ?? bucket)).toEqual(
      connectors.map(({ url, bucket }) => url ?? bucket),
    );
    await ask1(client, 'PUT', `/streams/${id}`, rawBody({ connectors }));
    const second = await ids();
    expect(new Set([...first, ...second]).size).toBe(10);
    expect(JSON.stringify(client.accountState.current())).not.toContain(CANARY);
  });

  it('defaults of members that were omitted or null', async () => {
    const client = testClient();
    const { timeFrame: _, ...aggregate } = aggregateBody();
    const id = await created1(client, { ...aggregate, sampleRate: null });
    expect(await detailOf1(client, id)).toMatchObject({ timeFrame: 1 });
    const { sampleRate: __, ...raw } = rawBody({ streamName: 'raw', timeFrame: null });
    const rawId = await created1(client, raw);
    expect(await detailOf1(client, rawId)).not.toHaveProperty('sampleRate');
    const kept = client.accountState.current().datastream1.streams.at(-1)?.versions[0]?.content;
    expect(kept).toMatchObject({ sampleRate: 25 });
  });

  it('only the content of an update without connectors, so that the stream then has none', async () => {
    const client = testClient();
    const id = await created1(client, rawBody({ connectors: [connector1('HTTPS')] }));
    const { connectors: _, ...body } = rawBody();
    expect((await ask1(client, 'PUT', `/streams/${id}`, body)).status).toBe(202);
    expect(await detailOf1(client, id)).toMatchObject({ streamVersionId: 2, connectors: [] });
  });
});

describe('DataStream 1 and DataStream 2', () => {
  it('do not see each other’s streams, names or limits', async () => {
    const client = seeded1();
    expect((await ask1(client, 'GET', '/streams/7050')).status).toBe(404);
    const other = await client.call('GET', '/cdn/streams/6301');
    expect(complaints(other)[0]?.detail).toMatch(/^Stream does not exist/);
    const named = await ask1(client, 'POST', '/streams', aggregateBody({ streamName: 'edge-archive' }));
    expect(named.status).toBe(202);
  });

  it('have separate response envelopes', async () => {
    const body = objectIn(await ask1(testClient(), 'POST', '/streams', aggregateBody({ streamName: '' })));
    expect(Object.keys(body)).toEqual(['type', 'title', 'instance', 'status', 'errors']);
    expect(body).toMatchObject({ type: 'bad-request', title: 'Erroneous data input', status: 400 });
    const [error] = body['errors'] as unknown as JsonObject[];
    expect(Object.keys(error ?? {})).toEqual(['type', 'title', 'instance', 'detail']);
  });
});
