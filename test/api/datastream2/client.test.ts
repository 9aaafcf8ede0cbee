import { describe, expect, it } from 'vitest';
import { datastream2 } from '../../../src/api/datastream2/client.ts';
import { isoDate } from '../../../src/api/streams/decode-row.ts';
import { createRedaction } from '../../../src/redaction/run-redaction.ts';
import { CONTENT, recorded } from '../recorded.ts';

const CDN = { kind: 'DataStream2', logType: 'cdn' } as const;
const STREAMS = '/datastream-config-api/v3/log/cdn/streams';

const DETAIL = {
  ...CONTENT,
  streamId: 7050,
  streamName: 'logs',
  streamVersion: 3,
  latestVersion: 3,
  streamStatus: 'ACTIVATED',
  groupId: 21484,
  contractId: 'C-0N7RAC7',
  integrationType: 'DS_MANAGED',
  modifiedBy: 'someone',
  modifiedDate: '2026-01-01T08:00:00Z',
  properties: [{ propertyId: 1, propertyName: 'www.example.com' }],
  somethingNew: { kept: true },
};

const BODY = { spec: { streamName: 'logs' }, carried: {} };

describe('reading', () => {
  it('lists the latest versions', async () => {
    const transport = recorded({
      [`GET ${STREAMS}`]: [DETAIL, { ...DETAIL, streamId: 2, streamVersion: 1, latestVersion: 4 }],
    });
    const { rows } = await datastream2(transport).list(CDN);
    expect(rows[0]).toEqual({
      collection: CDN,
      streamId: 7050,
      name: 'logs',
      version: 3,
      status: 'ACTIVATED',
      groupId: 21484,
      contractId: 'C-0N7RAC7',
      sources: [{ id: 1, name: 'www.example.com' }],
      modifiedBy: 'someone',
      modifiedDate: '2026-01-01T08:00:00Z',
    });
    expect(rows[1]?.version).toBe(4);
  });

  it('keeps the body of a stream unchanged, including unknown members', async () => {
    const detail = await datastream2(recorded({ [`GET ${STREAMS}/7050`]: DETAIL })).get(CDN, 7050);
    expect(detail).toMatchObject({ streamId: 7050, version: 3, integrationType: 'DS_MANAGED' });
    expect(detail.body).toEqual(DETAIL);
  });

  it('accepts omitted optional members of v3', async () => {
    const {
      groupId: _g,
      contractId: _c,
      integrationType: _i,
      modifiedBy: _b,
      modifiedDate: _d,
      latestVersion: _l,
      ...returned
    } = DETAIL;
    const rest = await datastream2(recorded({ [`GET ${STREAMS}/7050`]: returned })).get(CDN, 7050);
    expect(Object.keys(rest).sort()).toEqual([
      'body',
      'collection',
      'name',
      'sources',
      'status',
      'streamId',
      'version',
    ]);
    const empty = { ...DETAIL, groupId: 0, contractId: '', modifiedDate: 'yesterday', properties: [] };
    const odd = await datastream2(recorded({ [`GET ${STREAMS}/7050`]: empty })).get(CDN, 7050);
    expect(odd).toMatchObject({ streamId: 7050, sources: [] });
    expect(odd).not.toHaveProperty('groupId');
    expect(odd).not.toHaveProperty('contractId');
    expect(odd).not.toHaveProperty('modifiedDate');
  });

  it('accepts a status that is new at the vendor', async () => {
    const detail = await datastream2(
      recorded({ [`GET ${STREAMS}/7050`]: { ...DETAIL, streamStatus: 'PENDING' } }),
    ).get(CDN, 7050);
    expect(detail.status).toBe('PENDING');
  });

  it.each<[string, unknown, string]>([
    ['no id', { ...DETAIL, streamId: undefined }, 'streamId'],
    ['an id as a string', { ...DETAIL, streamId: '7050' }, 'streamId'],
    ['a version of zero', { ...DETAIL, streamVersion: 0, latestVersion: null }, 'version'],
    ['a latest version as a word', { ...DETAIL, latestVersion: '4' }, 'version'],
    ['a latest version of null', { ...DETAIL, latestVersion: null }, 'version'],
    ['a fractional version', { ...DETAIL, streamVersion: 1.5, latestVersion: undefined }, 'version'],
    ['no status', { ...DETAIL, streamStatus: '' }, 'streamStatus'],
    ['no name', { ...DETAIL, streamName: null }, 'streamName'],
    ['a list', [DETAIL], 'not an object'],
    ['a string', '"x"', 'not an object'],
    ['a response that is not JSON', 'OK', 'it is not JSON'],
    ['a web page', '<html><body>token hush</body></html>', 'web page'],
    ['nothing', ' ', 'it is empty'],
    ['excessive nesting', '['.repeat(100_000), 'nested more than 100 deep'],
  ])('refuses a response with %s', async (_, answer, why) => {
    const reader = datastream2(recorded({ [`GET ${STREAMS}/7050`]: answer }));
    const error = await reader.get(CDN, 7050).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      kind: 'unreadable',
      details: { request: `GET ${STREAMS}/7050`, happened: 'nothing' },
    });
    expect(String(error)).toContain(why);
    expect(String(error)).not.toContain('hush');
    expect(Object(error).cause).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['get', DETAIL],
    ['history', [{ ...DETAIL, streamId: 7100 }, DETAIL]],
  ])('refuses another stream than the requested one: %s', async (_, answer) => {
    const reader = datastream2(
      recorded({ [`GET ${STREAMS}/7100`]: answer, [`GET ${STREAMS}/7100/history`]: answer }),
    );
    const read = Array.isArray(answer) ? reader.history(CDN, 7100, 1, 9) : reader.get(CDN, 7100);
    const error = await read.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'unreadable', details: { happened: 'nothing' } });
    expect(String(error)).toContain('it is about stream 7050, not about stream 7100.');
  });

  it.each([
    ['a member', { endpoint: { $sealed: 'aa', shown: 'all is well' } }],
    ['a seal that is not a string', { endpoint: { $sealed: 1 } }],
    ['a deeply nested member', { list: [{ inner: { $sealed: 'aa', shown: '' } }] }],
    ['the whole destination', { $sealed: 'aa', shown: '' }],
  ])('refuses a destination that appears sealed: %s', async (_, destination) => {
    const answer = { ...DETAIL, destination };
    const verbs = datastream2(
      recorded({
        [`GET ${STREAMS}/7050`]: answer,
        [`GET ${STREAMS}/7050/history`]: [answer],
        [`POST ${STREAMS}`]: answer,
      }),
    );
    await expect(verbs.get(CDN, 7050)).rejects.toThrow(/its destination has a member \$sealed/);
    await expect(verbs.history(CDN, 7050, 1, 9)).resolves.toEqual({
      versions: [],
      unusable: [{ version: 3, reason: expect.stringContaining('a member $sealed') }],
    });
    await expect(verbs.create(CDN, BODY, true)).rejects.toMatchObject({
      kind: 'unreadable',
      details: { happened: 'unknown' },
    });
  });

  it('lists a stream once, in its highest version', async () => {
    const row = (streamId: number, latestVersion: number) => ({ ...DETAIL, streamId, latestVersion });
    const transport = recorded({
      [`GET ${STREAMS}`]: [row(1, 2), row(2, 1), row(1, 3), row(1, 1), row(2, 1)],
    });
    const { rows } = await datastream2(transport).list(CDN);
    expect(rows.map(({ streamId, version }) => [streamId, version])).toEqual([
      [1, 3],
      [2, 1],
    ]);
  });

  it('reads brackets inside strings as text', async () => {
    const name = '[{"\\'.repeat(200);
    const transport = recorded({ [`GET ${STREAMS}/7050`]: { ...DETAIL, streamName: name } });
    expect((await datastream2(transport).get(CDN, 7050)).name).toBe(name);
  });

  it('handles members with names of built-in object properties', async () => {
    const text = JSON.stringify(DETAIL).replace('{', '{"__proto__":{"groupId":5},"constructor":1,');
    const detail = await datastream2(recorded({ [`GET ${STREAMS}/7050`]: text })).get(CDN, 7050);
    expect(detail.groupId).toBe(21484);
    expect(Object.hasOwn({}, 'groupId')).toBe(false);
  });

  it.each([
    [1, 1, ''],
    [1, 3, '?startVersion=1&endVersion=3'],
    [2, 3, '?startVersion=2&endVersion=3'],
    [3, 3, '?startVersion=2&endVersion=3'],
  ])('reads the history from version %i to %i', async (first, last, query) => {
    const versions = [4, 3, 2, 1].map((version) => ({ ...DETAIL, streamVersion: version }));
    const transport = recorded({ [`GET ${STREAMS}/7050/history`]: versions });
    const read = await datastream2(transport).history(CDN, 7050, first, last);
    expect(transport.seen[0]?.path).toBe(`${STREAMS}/7050/history${query}`);
    const expected = versions
      .map(({ streamVersion }) => streamVersion)
      .filter((v) => v >= first && v <= last);
    expect(read.versions.map(({ version }) => version)).toEqual(expected);
  });

  it('reads the activation history with both kinds of dates, and omits entries that are not activations', async () => {
    const lines = [
      {
        streamId: 7050,
        streamVersion: 2,
        status: 'ACTIVATED',
        modifiedBy: 'a',
        modifiedDate: '16-01-2020 11:07:12 GMT',
      },
      { streamId: 7050, streamVersion: 1, status: 'DEACTIVATED', modifiedDate: '2020-01-16T11:07:12.5Z' },
      { streamVersion: 1, status: 'ACTIVATED', modifiedDate: 'x' },
      null,
    ];
    const transport = recorded({ [`GET ${STREAMS}/7050/activation-history`]: lines });
    expect(await datastream2(transport).activationHistory(CDN, 7050)).toEqual([
      { version: 2, status: 'ACTIVATED', modifiedBy: 'a', modifiedDate: '2020-01-16T11:07:12Z' },
      { version: 1, status: 'DEACTIVATED', modifiedBy: '', modifiedDate: '2020-01-16T11:07:12.500Z' },
    ]);
  });

  it.each([
    ['2022-02-05T13:31:30Z', '2022-02-05T13:31:30Z'],
    ['2022-02-05T14:31:30+01:00', '2022-02-05T13:31:30Z'],
    ['31-12-2020 23:59:59 GMT', '2020-12-31T23:59:59Z'],
    ['31-13-2020 23:59:59 GMT', undefined],
    ['', undefined],
    [5, undefined],
  ])('reads the date %j as %j', (returned, date) => {
    expect(isoDate(returned)).toBe(date);
  });
});

describe('writing', () => {
  const path = `${STREAMS}/7050`;
  const writer = (answer: unknown = DETAIL) => {
    const transport = recorded({
      [`POST ${STREAMS}`]: answer,
      [`PUT ${path}`]: answer,
      [`POST ${path}/activate`]: answer,
      [`POST ${path}/deactivate`]: answer,
      [`DELETE ${path}`]: { status: 204, headers: {}, body: '' },
    });
    return { transport, verbs: datastream2(transport) };
  };

  it('sends the request of each verb', async () => {
    const { transport, verbs } = writer();
    await verbs.create(CDN, BODY, true);
    await verbs.update(CDN, 7050, BODY, false);
    await verbs.activate(CDN, 7050);
    await verbs.deactivate(CDN, 7050);
    await verbs.delete(CDN, 7050);
    expect(transport.seen).toEqual([
      { method: 'POST', path: `${STREAMS}?activate=true`, body: '{"streamName":"logs"}' },
      { method: 'PUT', path: `${path}?activate=false`, body: '{"streamName":"logs"}' },
      { method: 'POST', path: `${path}/activate` },
      { method: 'POST', path: `${path}/deactivate` },
      { method: 'DELETE', path },
    ]);
  });

  it('needs a log type', async () => {
    const { transport, verbs } = writer();
    const nowhere = { kind: 'DataStream2' } as const;
    await expect(verbs.list(nowhere)).rejects.toThrow(/^bug: .* no log type/);
    await expect(verbs.sources(nowhere, {})).rejects.toThrow(/^bug: /);
    await expect(verbs.delete(nowhere, 7050)).rejects.toThrow(/^bug: /);
    expect(transport.seen).toEqual([]);
  });

  it('passes on the confirmation', async () => {
    const { transport, verbs } = writer();
    const confirm = async () => undefined;
    await verbs.update(CDN, 7050, BODY, true, { confirm });
    await verbs.delete(CDN, 7050, { confirm });
    expect(transport.seen.map((request) => request.confirm)).toEqual([confirm, confirm]);
  });

  it.each<[string, unknown]>([
    ['nothing', ''],
    ['204 and nothing', { status: 204, headers: {}, body: '' }],
    ['a word', 'OK'],
    ['a list', '[]'],
    ['an object without members', '{}'],
    ['a page', '<html>'],
  ])('with the response %s has an unknown outcome', async (_, answer) => {
    const { verbs } = writer(answer);
    const unknown = { kind: 'unreadable', details: { happened: 'unknown' } };
    await expect(verbs.create(CDN, BODY, true)).rejects.toMatchObject(unknown);
    await expect(verbs.update(CDN, 7050, BODY, true)).rejects.toMatchObject(unknown);
    await expect(verbs.activate(CDN, 7050)).rejects.toMatchObject(unknown);
    await expect(verbs.deactivate(CDN, 7050)).rejects.toMatchObject(unknown);
  });

  it.each(['update', 'activate', 'deactivate'] as const)(
    'with another stream in the response has an unknown outcome: %s',
    async (verb) => {
      const { verbs } = writer({ ...DETAIL, streamId: 9999 });
      const written = verb === 'update' ? verbs.update(CDN, 7050, BODY, true) : verbs[verb](CDN, 7050);
      const error = await written.catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ kind: 'unreadable', details: { happened: 'unknown' } });
      expect(String(error)).toContain('it is about stream 9999, not about stream 7050.');
    },
  );

  it('never shows a secret that the response quotes, nor the tokens of the connection', async () => {
    const spec = {
      destination: { destinationType: 'S3', displayName: 'x', bucket: 'b', secretAccessKey: 'hush-hush' },
    };
    const body = JSON.stringify({ detail: 'hush-hush is not a key of token-1 for 1-KEY in bucket b' });
    const transport = recorded({ [`POST ${STREAMS}`]: { status: 400, headers: {}, body } });
    const verbs = datastream2(transport, { redaction: createRedaction(['token-1', '1-KEY']) });
    const error = await verbs.create(CDN, { spec, carried: {} }, true).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('*** is not a key of *** for *** in bucket b.');
  });
});
