import { describe, expect, it } from 'vitest';
import { datastream1 } from '../../../src/api/datastream1/client.ts';
import { answer, BASE, DETAIL, DS1, ROW, STREAMS } from '../datastream1-content.ts';
import { recorded } from '../recorded.ts';

const STREAM = `${STREAMS}/6301`;

describe('reading DataStream 1', () => {
  it('lists streams, each in its highest version that is not archived, and archived ones with that status', async () => {
    const transport = recorded({
      [`GET ${STREAMS}`]: [
        ROW,
        { ...ROW, streamId: 7, archived: true },
        { ...ROW, streamVersionId: 3, currentVersionId: 9 },
        { ...ROW, archived: true, streamVersionId: 4 },
      ],
    });
    expect((await datastream1(transport).list(DS1)).rows).toEqual([
      {
        collection: DS1,
        streamId: 6301,
        name: 'errors',
        version: 3,
        status: 'ACTIVATED',
        groupId: 21483,
        contractId: '1-FE6JR',
        sources: [{ id: 349772, name: 'property.com' }],
      },
      expect.objectContaining({ streamId: 7, name: 'errors', status: 'ARCHIVED' }),
    ]);
  });

  it('reads the latest version of a stream', async () => {
    const transport = recorded({ [`GET ${STREAM}`]: DETAIL });
    expect(await datastream1(transport).get(DS1, 6301)).toMatchObject({
      version: 2,
      status: 'ACTIVATED',
      modifiedBy: 'someone',
      modifiedDate: '2020-08-02T08:23:31Z',
    });
    expect(transport.seen).toEqual([{ method: 'GET', path: STREAM }]);
  });

  it('reads versions one by one, and omits those that do not exist', async () => {
    const version = (streamVersionId: number) => ({ ...DETAIL, streamVersionId });
    const transport = recorded({
      [`GET ${STREAM}?version=4`]: version(4),
      [`GET ${STREAM}?version=3`]: answer(404),
      [`GET ${STREAM}?version=2`]: answer(400, { errors: [{ detail: 'Version 2 does not exist.' }] }),
      [`GET ${STREAM}?version=1`]: version(1),
    });
    const { versions } = await datastream1(transport).history(DS1, 6301, 1, 4);
    expect(versions.map((detail) => detail.version)).toEqual([4, 1]);
  });

  it('accepts no other version than the requested one', async () => {
    const transport = recorded({ [`GET ${STREAM}`]: DETAIL });
    const { versions } = await datastream1(transport).history(DS1, 6301, 1, 3);
    expect(versions.map(({ version }) => version)).toEqual([2]);
  });

  it.each([
    [1, 30, 10, 21],
    [28, 30, 3, 28],
    [-5, 2, 2, 1],
    [5, 4, 0, undefined],
  ])('requests at most the ten latest versions: %i to %i', async (first, last, count, oldest) => {
    const transport = recorded({});
    await datastream1(transport).history(DS1, 6301, first, last);
    expect(transport.seen).toHaveLength(count);
    expect(transport.seen.at(-1)?.path).toBe(
      oldest === undefined ? undefined : `${STREAM}?version=${oldest}`,
    );
  });

  it('does not mistake a failure for a missing version', async () => {
    const transport = recorded({ [`GET ${STREAM}`]: answer(500) });
    await expect(datastream1(transport).history(DS1, 6301, 1, 2)).rejects.toMatchObject({ kind: 'server' });
  });

  it('has no activation history, and sends no request for it', async () => {
    const transport = recorded({});
    expect(await datastream1(transport).activationHistory(DS1, 6301)).toEqual([]);
    expect(transport.seen).toEqual([]);
  });
});

describe('the catalog of DataStream 1', () => {
  const property = (propertyId: number) => ({ propertyId, propertyName: `p${propertyId}` });
  const group = (groupId: number, more = {}) => ({
    groupId,
    groupName: `g${groupId}`,
    contractIds: [`C-${groupId}`],
    enabled: true,
    ...more,
  });
  const answers = {
    [`GET ${BASE}/groups`]: [group(1), group(2, { description: null }), group(3, { enabled: false })],
    [`GET ${BASE}/properties/group/1`]: [property(10), {}],
    [`GET ${BASE}/properties/group/2`]: [property(10), property(11)],
    [`GET ${BASE}/datasets/RAW`]: [
      { datasetGroupName: 'network', datasetFields: [{ datasetFieldId: 72, datasetFieldName: 'nw' }] },
      { datasetGroupName: 'odd' },
    ],
    [`GET ${BASE}/datasets/AGGREGATED`]: [
      { datasetFields: [{ datasetFieldId: 77, datasetFieldName: '2xx' }, { datasetFieldId: 81 }] },
    ],
  };

  it('has the fields of both stream types', async () => {
    const transport = recorded(answers);
    expect(await datastream1(transport).fields(DS1)).toEqual([
      { id: 72, name: 'nw' },
      { id: 77, name: '2xx' },
      { id: 81, name: '81' },
    ]);
    expect(transport.seen).toHaveLength(2);
  });

  it.each([
    [{ groupId: 1 }, ['/properties/group/1'], [10]],
    [{}, ['/groups', '/properties/group/1', '/properties/group/2'], [10, 11]],
    [{ contractId: 'C-2' }, ['/groups', '/properties/group/2'], [10, 11]],
  ])('has the properties of %j', async (place, paths, ids) => {
    const transport = recorded(answers);
    const sources = await datastream1(transport).sources(DS1, place);
    expect(transport.seen.map(({ path }) => path.slice(BASE.length))).toEqual(paths);
    expect(sources).toEqual(ids.map((id) => ({ id, name: `p${id}` })));
  });

  it('has the groups that may hold streams', async () => {
    expect(await datastream1(recorded(answers)).groups(DS1)).toEqual([
      { id: 1, name: 'g1', contractIds: ['C-1'] },
      { id: 2, name: 'g2', contractIds: ['C-2'] },
    ]);
  });
});
