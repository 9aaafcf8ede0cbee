import { describe, expect, it } from 'vitest';
import { datastream1 } from '../../src/api/datastream1.ts';
import { answer, BASE, BODY, DETAIL, DS1, KEY, ROW, STREAMS } from './datastream1-content.ts';
import { recorded } from './recorded.ts';

const STREAM = `${STREAMS}/6301`;
const caught = (promise: Promise<unknown>) => promise.catch((thrown: unknown) => thrown);

describe('reading DataStream 1', () => {
  it('lists streams without the archived ones, each in its highest version', async () => {
    const transport = recorded({
      [`GET ${STREAMS}`]: [
        ROW,
        { ...ROW, streamId: 7, archived: true },
        { ...ROW, streamVersionId: 3, currentVersionId: 9 },
        { ...ROW, archived: true, streamVersionId: 4 },
      ],
    });
    expect(await datastream1(transport).list(DS1)).toEqual([
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

  it('reads versions one by one, and leaves out those that do not exist', async () => {
    const version = (streamVersionId: number) => ({ ...DETAIL, streamVersionId });
    const transport = recorded({
      [`GET ${STREAM}?version=4`]: version(4),
      [`GET ${STREAM}?version=3`]: answer(404),
      [`GET ${STREAM}?version=2`]: answer(400, { errors: [{ detail: 'Version 2 does not exist.' }] }),
      [`GET ${STREAM}?version=1`]: version(1),
    });
    const history = await datastream1(transport).history(DS1, 6301, 1, 4);
    expect(history.map((detail) => detail.version)).toEqual([4, 1]);
  });

  it('takes no other version for the one that was asked for', async () => {
    const transport = recorded({ [`GET ${STREAM}`]: DETAIL });
    const history = await datastream1(transport).history(DS1, 6301, 1, 3);
    expect(history.map(({ version }) => version)).toEqual([2]);
  });

  it.each([
    [1, 30, 10, 21],
    [28, 30, 3, 28],
    [-5, 2, 2, 1],
    [5, 4, 0, undefined],
  ])('asks for at most the ten latest versions: %i to %i', async (first, last, count, oldest) => {
    const transport = recorded({});
    await datastream1(transport).history(DS1, 6301, first, last);
    expect(transport.seen).toHaveLength(count);
    expect(transport.seen.at(-1)?.path).toBe(
      oldest === undefined ? undefined : `${STREAM}?version=${oldest}`,
    );
  });

  it('does not take a failure for a missing version', async () => {
    const transport = recorded({ [`GET ${STREAM}`]: answer(500) });
    await expect(datastream1(transport).history(DS1, 6301, 1, 2)).rejects.toMatchObject({ kind: 'server' });
  });

  it('has no activation history, and asks nobody for it', async () => {
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

describe('writing DataStream 1', () => {
  const writer = (key: unknown = KEY, read: unknown = DETAIL) => {
    const transport = recorded({
      [`POST ${STREAMS}`]: answer(202, key),
      [`PUT ${STREAM}`]: answer(202, key),
      [`PUT ${STREAM}/activate`]: answer(202, key),
      [`PUT ${STREAM}/deactivate`]: answer(202, key),
      [`DELETE ${STREAM}`]: answer(200, { message: 'Success' }),
      [`GET ${STREAM}`]: read,
    });
    const verbs = datastream1(transport);
    const writes = {
      create: () => verbs.create(DS1, BODY, true),
      update: () => verbs.update(DS1, 6301, BODY, true),
      activate: () => verbs.activate(DS1, 6301),
      deactivate: () => verbs.deactivate(DS1, 6301),
    };
    return { transport, verbs, writes };
  };
  const VERBS = ['create', 'update', 'activate', 'deactivate'] as const;

  it.each([
    ['create', { method: 'POST', path: STREAMS, body: '{"streamName":"errors","connectors":[]}' }],
    ['update', { method: 'PUT', path: STREAM, body: '{"streamName":"errors","connectors":[]}' }],
    ['activate', { method: 'PUT', path: `${STREAM}/activate` }],
    ['deactivate', { method: 'PUT', path: `${STREAM}/deactivate` }],
  ] as const)('sends a %s, and reads what came of it', async (verb, request) => {
    const { transport, writes } = writer();
    const written = await writes[verb]();
    expect(transport.seen).toEqual([request, { method: 'GET', path: STREAM }]);
    expect(written).toEqual(await datastream1(recorded({ [`GET ${STREAM}`]: DETAIL })).get(DS1, 6301));
  });

  it('has no use for activate: both values make the same request', async () => {
    const { transport, verbs } = writer();
    await verbs.create(DS1, BODY, true);
    await verbs.create(DS1, BODY, false);
    await verbs.update(DS1, 6301, BODY, true);
    await verbs.update(DS1, 6301, BODY, false);
    const [create, , sameCreate, , update, , sameUpdate] = transport.seen;
    expect(sameCreate).toEqual(create);
    expect(sameUpdate).toEqual(update);
  });

  it.each([
    ['the documented word', answer(200, { message: 'Success' })],
    ['nothing', answer(204)],
    ['something else', answer(200, '<p>')],
  ])('deletes, whatever the success says: %s', async (_, told) => {
    const transport = recorded({ [`DELETE ${STREAM}`]: told });
    expect(await datastream1(transport).delete(DS1, 6301)).toBeUndefined();
    expect(transport.seen).toEqual([{ method: 'DELETE', path: STREAM }]);
  });

  it('guards the write, not the read after it', async () => {
    const { transport, verbs } = writer();
    const confirm = async () => undefined;
    await verbs.create(DS1, BODY, true, { confirm });
    await verbs.update(DS1, 6301, BODY, true, { confirm });
    await verbs.activate(DS1, 6301, { confirm });
    await verbs.deactivate(DS1, 6301, { confirm });
    await verbs.delete(DS1, 6301, { confirm });
    const guards = transport.seen.map((request) => [request.method === 'GET', request.confirm]);
    expect(guards.every(([isRead, guard]) => guard === (isRead ? undefined : confirm))).toBe(true);
  });

  it('hands out what it read, also where that is older or newer than the key', async () => {
    for (const streamVersionId of [1, 5]) {
      const { writes } = writer(KEY, { ...DETAIL, streamVersionId });
      expect((await writes.update()).version).toBe(streamVersionId);
    }
  });

  it.each<[string, unknown]>([
    ['nothing', ''],
    ['a word', 'OK'],
    ['a list', '[]'],
    ['no key', { message: 'Success' }],
    ['a key without an id', { streamVersionKey: { streamVersionId: 1 } }],
    ['an id as text', { streamVersionKey: { streamId: '6301', streamVersionId: 1 } }],
    ['a page', '<html>'],
  ])('with the answer %s has an unknown outcome, and reads nothing', async (_, told) => {
    for (const verb of VERBS) {
      const { transport, writes } = writer(told);
      expect(await caught(writes[verb]())).toMatchObject({
        kind: 'unreadable',
        details: { happened: 'unknown' },
      });
      expect(transport.seen).toHaveLength(1);
    }
  });

  it.each(['update', 'activate', 'deactivate'] as const)(
    'to a stream, answered with the key of another one, has an unknown outcome: %s',
    async (verb) => {
      const { transport, writes } = writer({ streamVersionKey: { streamId: 9999, streamVersionId: 1 } });
      const error = await caught(writes[verb]());
      expect(error).toMatchObject({ kind: 'unreadable', details: { happened: 'unknown' } });
      expect(String(error)).toContain('it is about stream 9999, not about stream 6301.');
      expect(transport.seen).toHaveLength(1);
    },
  );

  it.each<[string, unknown, string]>([
    ['a failure', answer(503, { detail: 'busy' }), 'server'],
    ['404', answer(404), 'no-such-stream'],
    ['429 without an end', answer(429), 'rate-limited'],
    ['a web page', '<html>', 'unreadable'],
    ['another stream', { ...DETAIL, streamId: 1 }, 'unreadable'],
    ['connectors by name', { ...DETAIL, connectors: ['Archive'] }, 'unreadable'],
  ])('that is accepted, but then read as %s, has an unknown outcome', async (_, read, kind) => {
    for (const verb of VERBS) {
      const { transport, writes } = writer(KEY, read);
      const error = await caught(writes[verb]());
      const [sent] = transport.seen;
      const name = `${sent?.method} ${sent?.path}`;
      expect(error).toMatchObject({ kind, details: { happened: 'unknown', request: name } });
      expect(String(error)).toContain(`${name} was accepted, but its result could not be read: `);
      expect(String(error)).toContain(`GET ${STREAM}`);
    }
  });

  it('that is refused did nothing, and is not read after', async () => {
    for (const status of [400, 402, 403, 405, 415, 422]) {
      const transport = recorded({ [`PUT ${STREAM}`]: answer(status) });
      const error = await caught(datastream1(transport).update(DS1, 6301, BODY, true));
      expect(error).toMatchObject({ details: { happened: 'nothing', status } });
      expect(transport.seen).toHaveLength(1);
    }
  });

  it('lets a bug of a layer below through', async () => {
    const bug = new Error('bug: somewhere');
    const verbs = datastream1(async ({ method }) => {
      if (method === 'GET') throw bug;
      return answer(202, KEY);
    });
    expect(await caught(verbs.activate(DS1, 6301))).toBe(bug);
  });

  describe('tells what else it moved', () => {
    const affected = (
      streamId: unknown,
      streamVersionId: unknown = 1,
      streamName: unknown = `s${streamId}`,
    ) => ({
      streamName,
      streamVersionKey: { streamId, streamVersionId },
    });
    const property = { propertyId: 87202, propertyName: 'property.com' };

    it('without the stream itself', async () => {
      const { writes } = writer({
        ...KEY,
        affectedStreams: [affected(6301), affected(6285, 4)],
        affectedProperties: [property],
      });
      for (const verb of VERBS) {
        expect((await writes[verb]()).affected).toEqual({
          streams: [{ streamId: 6285, name: 's6285', version: 4 }],
          sources: [{ id: 87202, name: 'property.com' }],
        });
      }
    });

    it.each<[string, object]>([
      ['nothing', {}],
      ['empty lists', { affectedStreams: [], affectedProperties: [] }],
      ['null', { affectedStreams: null, affectedProperties: null }],
      ['itself only', { affectedStreams: [affected(6301)], affectedProperties: [property] }],
      ['properties only', { affectedProperties: [property] }],
      ['no lists', { affectedStreams: { a: 1 }, affectedProperties: 'all' }],
      ['what says too little', { affectedStreams: [null, 5, {}, affected('6285'), affected(6285, null)] }],
    ])('but not where the answer tells %s', async (_, more) => {
      expect(await writer({ ...KEY, ...more }).writes.update()).not.toHaveProperty('affected');
    });

    it('as far as it can be read', async () => {
      const { writes } = writer({
        ...KEY,
        affectedStreams: ['x', affected(6285, 4, null)],
        affectedProperties: [7, 'x', { propertyId: 1 }, property],
      });
      expect((await writes.update()).affected).toEqual({
        streams: [{ streamId: 6285, name: '6285', version: 4 }],
        sources: [
          { id: 1, name: '1' },
          { id: 87202, name: 'property.com' },
        ],
      });
    });
  });
});

describe('secrets of DataStream 1 requests', () => {
  const TOKEN = 'ZaVnC4dhaV3Z6XTKv2zgi6YdjR2a9Z==';
  const connectors = {
    Archive: { connectorType: 'S3', connectorName: 'Archive', bucket: 'b', secretAccessKey: 'hush-hush' },
    Sumo: {
      connectorType: 'SUMO_LOGIC',
      connectorName: 'Sumo',
      url: `https://collectors.example.com/receiver/v1/http/${TOKEN}`,
    },
  };
  const spec = { streamName: 'errors', connectors };
  const detail = `hush-hush and ${TOKEN} of https://collectors.example.com/receiver/v1/http/${TOKEN}, token-1`;
  const SHOWN = '*** and *** of https://collectors.example.com/***, ***';

  it('stand in no error of the write', async () => {
    const transport = recorded({ [`POST ${STREAMS}`]: answer(400, { errors: [{ detail }] }) });
    const verbs = datastream1(transport, { secrets: ['token-1'] });
    const error = await caught(verbs.create(DS1, { spec, carried: {} }, true));
    expect(String(error)).toContain(SHOWN);
  });

  it('nor of the read after it', async () => {
    const transport = recorded({
      [`PUT ${STREAM}`]: answer(202, KEY),
      [`GET ${STREAM}`]: answer(500, { detail }),
    });
    const verbs = datastream1(transport, { secrets: ['token-1'] });
    const error = await caught(verbs.update(DS1, 6301, { spec, carried: {} }, true));
    expect(String(error)).toContain(SHOWN);
    expect(JSON.stringify(error)).not.toMatch(/hush|ZaVn|token-1/);
  });
});
