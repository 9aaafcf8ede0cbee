import { describe, expect, it } from 'vitest';
import { datastream1 } from '../../../src/api/datastream1/client.ts';
import { createRedaction } from '../../../src/redaction/run-redaction.ts';
import { answer, BODY, DETAIL, DS1, KEY, STREAMS } from '../datastream1-content.ts';
import { recorded } from '../recorded.ts';

const STREAM = `${STREAMS}/6301`;
const caught = (promise: Promise<unknown>) => promise.catch((thrown: unknown) => thrown);

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
  ] as const)('sends a %s, and reads the result', async (verb, request) => {
    const { transport, writes } = writer();
    const written = await writes[verb]();
    expect(transport.seen).toEqual([request, { method: 'GET', path: STREAM }]);
    expect(written).toEqual(await datastream1(recorded({ [`GET ${STREAM}`]: DETAIL })).get(DS1, 6301));
  });

  it('ignores activate: both values result in the same request', async () => {
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
    ['another word', answer(200, { message: 'Deleted' })],
  ])('deletes, whatever the response to its success: %s', async (_, returned) => {
    const transport = recorded({ [`DELETE ${STREAM}`]: returned });
    expect(await datastream1(transport).delete(DS1, 6301)).toBeUndefined();
    expect(transport.seen).toEqual([{ method: 'DELETE', path: STREAM }]);
  });

  it('checks before the write, not before the read after it', async () => {
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

  it('returns what it read, also if that is older or newer than the key', async () => {
    for (const streamVersionId of [1, 5]) {
      const { writes } = writer(KEY, { ...DETAIL, streamVersionId });
      expect((await writes.update()).version).toBe(streamVersionId);
    }
  });

  it.each<[string, unknown]>([
    ['nothing', ''],
    ['a word', 'OK'],
    ['a list', '[]'],
    ['an object without a key', { message: 'Success' }],
    ['a key without an id', { streamVersionKey: { streamVersionId: 1 } }],
    ['an id as a string', { streamVersionKey: { streamId: '6301', streamVersionId: 1 } }],
    ['a page', '<html>'],
  ])('with the response %s has an unknown outcome, and reads nothing', async (_, returned) => {
    for (const verb of VERBS) {
      const { transport, writes } = writer(returned);
      expect(await caught(writes[verb]())).toMatchObject({
        kind: 'unreadable',
        details: { happened: 'unknown' },
      });
      expect(transport.seen).toHaveLength(1);
    }
  });

  it.each(['update', 'activate', 'deactivate'] as const)(
    'with the key of another stream in the response has an unknown outcome: %s',
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
    ['429 without end', answer(429), 'rate-limited'],
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

  it('that is refused has no effect, and is followed by no read', async () => {
    for (const status of [400, 402, 403, 405, 415, 422]) {
      const transport = recorded({ [`PUT ${STREAM}`]: answer(status) });
      const error = await caught(datastream1(transport).update(DS1, 6301, BODY, true));
      expect(error).toMatchObject({ details: { happened: 'nothing', status } });
      expect(transport.seen).toHaveLength(1);
    }
  });

  it('passes on an internal error of a lower layer', async () => {
    const bug = new Error('bug: somewhere');
    const verbs = datastream1(async ({ method }) => {
      if (method === 'GET') throw bug;
      return answer(202, KEY);
    });
    expect(await caught(verbs.activate(DS1, 6301))).toBe(bug);
  });

  describe('returns the other affected streams', () => {
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
      ['only itself', { affectedStreams: [affected(6301)], affectedProperties: [property] }],
      ['only properties', { affectedProperties: [property] }],
      ['no lists', { affectedStreams: { a: 1 }, affectedProperties: 'all' }],
      ['incomplete entries', { affectedStreams: [null, 5, {}, affected('6285'), affected(6285, null)] }],
    ])('or an empty list if the response contains %s', async (_, more) => {
      expect(await writer({ ...KEY, ...more }).writes.update()).not.toHaveProperty('affected');
    });

    it('as far as they can be read', async () => {
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

  it('are in no error of the write', async () => {
    const transport = recorded({ [`POST ${STREAMS}`]: answer(400, { errors: [{ detail }] }) });
    const verbs = datastream1(transport, { redaction: createRedaction(['token-1']) });
    const error = await caught(verbs.create(DS1, { spec, carried: {} }, true));
    expect(String(error)).toContain(SHOWN);
  });

  it('are in no error of the read after it', async () => {
    const transport = recorded({
      [`PUT ${STREAM}`]: answer(202, KEY),
      [`GET ${STREAM}`]: answer(500, { detail }),
    });
    const verbs = datastream1(transport, { redaction: createRedaction(['token-1']) });
    const error = await caught(verbs.update(DS1, 6301, { spec, carried: {} }, true));
    expect(String(error)).toContain(SHOWN);
    expect(JSON.stringify(error)).not.toMatch(/hush|ZaVn|token-1/);
  });
});
