import { describe, expect, it } from 'vitest';
import { datastream1 } from '../../../src/api/datastream1/client.ts';
import { CONNECTOR, DETAIL, DS1, STREAMS } from '../datastream1-content.ts';
import { recorded } from '../recorded.ts';

const read = (detail: unknown) => datastream1(recorded({ [`GET ${STREAMS}/6301`]: detail })).get(DS1, 6301);
const bodyOf = async (change: object) => (await read({ ...DETAIL, ...change })).body;

describe('the content of a DataStream 1 stream', () => {
  it('is in the form of its card, including unknown members', async () => {
    const { datasets: _, ...rest } = DETAIL;
    expect(await bodyOf({})).toEqual({
      ...rest,
      datasetFields: [
        { datasetFieldId: 86, datasetFieldName: 'edge_response_time' },
        { datasetFieldId: 77, datasetFieldName: '2xx' },
      ],
    });
  });

  it.each<[unknown, unknown]>([
    [15, 15],
    ['15', 15],
    [' 1 ', 1],
    [null, undefined],
    [undefined, undefined],
  ])('reads the time frame %j as %j', async (returned, timeFrame) => {
    const streamType = timeFrame === undefined ? 'RAW' : 'AGGREGATE';
    const body = await bodyOf({ streamType, timeFrame: returned });
    expect(body['timeFrame']).toBe(timeFrame);
    expect('timeFrame' in body).toBe(timeFrame !== undefined);
  });

  it.each([
    ['AGGREGATED', 'AGGREGATE'],
    ['AGGREGATE', 'AGGREGATE'],
    ['RAW', 'RAW'],
    ['NEW', 'NEW'],
  ])('reads the type %s as %s', async (returned, streamType) => {
    expect((await bodyOf({ streamType: returned }))['streamType']).toBe(streamType);
  });

  it.each<[unknown, readonly unknown[]]>([
    [[], []],
    [[CONNECTOR], [CONNECTOR]],
  ])('reads the connectors %j', async (returned, connectors) => {
    expect((await bodyOf({ connectors: returned }))['connectors']).toEqual(connectors);
  });

  it.each<[string, object, string]>([
    ['names of connectors', { connectors: ['Archive'] }, 'its connectors are not a list of objects'],
    ['a name among connectors', { connectors: [CONNECTOR, 'x'] }, 'its connectors are not a list of objects'],
    ['a connector instead of a list', { connectors: CONNECTOR }, 'its connectors are not a list of objects'],
    [
      'a seal instead of connectors',
      { connectors: [{ ...CONNECTOR, url: { $sealed: 'aa', shown: 'x' } }] },
      'a member $sealed',
    ],
    ['a sealed connector', { connectors: [{ $sealed: 'aa', shown: 'x' }] }, 'a member $sealed'],
    ['no time frame', { timeFrame: null }, 'no usable timeFrame'],
    ['a time frame as a word', { timeFrame: '5 minutes' }, 'no usable timeFrame'],
    ['no connectors', { connectors: undefined }, 'its connectors are not a list of objects'],
    ['null for connectors', { connectors: null }, 'its connectors are not a list of objects'],
    ['no data sets', { datasets: undefined }, 'no usable datasets'],
    ['null for data sets', { datasets: null }, 'no usable datasets'],
    ['a data set without fields', { datasets: [{ datasetGroupName: 'a' }] }, 'without datasetFields'],
    ['no version', { streamVersionId: null }, 'no usable version'],
    ['no status', { activationStatus: '' }, 'activationStatus'],
    ['another stream', { streamId: 1 }, 'it is about stream 1, not about stream 6301'],
  ])('with %s cannot be read', async (_, change, why) => {
    const error = await read({ ...DETAIL, ...change }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'unreadable', details: { happened: 'nothing' } });
    expect(String(error)).toContain(why);
  });

  it('accepts a status that is new at the vendor', async () => {
    expect((await read({ ...DETAIL, activationStatus: 'PENDING' })).status).toBe('PENDING');
  });
});
