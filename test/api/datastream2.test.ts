import { describe, expect, it } from 'vitest';
import { datastream2 } from '../../src/api/datastream2.ts';
import { isoDate } from '../../src/api/decode.ts';
import { encodeBody, secretsOf } from '../../src/api/encode.ts';
import { DESTINATIONS } from '../../src/destinations/registry.ts';
import { STREAM_CARDS, streamCard } from '../../src/log-types/registry.ts';
import { LOG_TYPES, type LogType } from '../../src/model/collection.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { recorded } from './recorded.ts';

const of = (logType: LogType) => ({ kind: 'DataStream2', logType }) as const;
const CDN = of('cdn');
const BASE = '/datastream-config-api/v3/log';
const STREAMS = `${BASE}/cdn/streams`;

const DETAIL = {
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
  datasetFields: [{ datasetFieldId: 1000 }],
  somethingNew: { kept: true },
};

const BODY = { spec: { streamName: 'logs' }, carried: {} };

describe('reading', () => {
  it('lists the latest versions', async () => {
    const transport = recorded({
      [`GET ${STREAMS}`]: [DETAIL, { ...DETAIL, streamId: 2, streamVersion: 1, latestVersion: 4 }],
    });
    const rows = await datastream2(transport).list(CDN);
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

  it('keeps the body of a stream as it came, unknown members included', async () => {
    const detail = await datastream2(recorded({ [`GET ${STREAMS}/7050`]: DETAIL })).get(CDN, 7050);
    expect(detail).toMatchObject({ streamId: 7050, version: 3, integrationType: 'DS_MANAGED' });
    expect(detail.body).toEqual(DETAIL);
  });

  it('tolerates what v3 may leave out', async () => {
    const {
      groupId: _g,
      contractId: _c,
      integrationType: _i,
      modifiedBy: _b,
      modifiedDate: _d,
      latestVersion: _l,
      ...told
    } = DETAIL;
    const rest = await datastream2(recorded({ [`GET ${STREAMS}/7050`]: told })).get(CDN, 7050);
    expect(Object.keys(rest).sort()).toEqual([
      'body',
      'collection',
      'name',
      'sources',
      'status',
      'streamId',
      'version',
    ]);
    const empty = { ...DETAIL, groupId: 0, contractId: '', modifiedDate: 'yesterday', properties: null };
    const odd = await datastream2(recorded({ [`GET ${STREAMS}/7050`]: empty })).get(CDN, 7050);
    expect(odd).toMatchObject({ streamId: 7050, sources: [] });
    expect(odd).not.toHaveProperty('groupId');
    expect(odd).not.toHaveProperty('contractId');
    expect(odd).not.toHaveProperty('modifiedDate');
  });

  it('takes a status that is new at the vendor as it is', async () => {
    const detail = await datastream2(
      recorded({ [`GET ${STREAMS}/7050`]: { ...DETAIL, streamStatus: 'PENDING' } }),
    ).get(CDN, 7050);
    expect(detail.status).toBe('PENDING');
  });

  it.each<[string, unknown, string]>([
    ['no id', { ...DETAIL, streamId: undefined }, 'streamId'],
    ['an id as text', { ...DETAIL, streamId: '7050' }, 'streamId'],
    ['a version of nothing', { ...DETAIL, streamVersion: 0, latestVersion: null }, 'version'],
    ['half a version', { ...DETAIL, streamVersion: 1.5, latestVersion: undefined }, 'version'],
    ['no status', { ...DETAIL, streamStatus: '' }, 'streamStatus'],
    ['no name', { ...DETAIL, streamName: null }, 'streamName'],
    ['a list', [DETAIL], 'not an object'],
    ['a text', '"x"', 'not an object'],
    ['no JSON', 'OK', 'it is not JSON'],
    ['a web page', '<html><body>token hush</body></html>', 'web page'],
    ['nothing', ' ', 'it is empty'],
    ['a pit', '['.repeat(100_000), 'nested more than 100 deep'],
  ])('refuses an answer with %s', async (_, answer, why) => {
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

  it('reads brackets inside of texts as text', async () => {
    const name = '[{"\\'.repeat(200);
    const transport = recorded({ [`GET ${STREAMS}/7050`]: { ...DETAIL, streamName: name } });
    expect((await datastream2(transport).get(CDN, 7050)).name).toBe(name);
  });

  it('is not led astray by members that objects have by birth', async () => {
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
    const history = await datastream2(transport).history(CDN, 7050, first, last);
    expect(transport.seen[0]?.path).toBe(`${STREAMS}/7050/history${query}`);
    const expected = versions
      .map(({ streamVersion }) => streamVersion)
      .filter((v) => v >= first && v <= last);
    expect(history.map(({ version }) => version)).toEqual(expected);
  });

  it('reads the activation history with both kinds of dates, leaving out what is no activation', async () => {
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
  ])('reads the date %j as %j', (told, date) => {
    expect(isoDate(told)).toBe(date);
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

  it('sends what each verb means', async () => {
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

  it('hands the confirmation on', async () => {
    const { transport, verbs } = writer();
    const confirm = async () => undefined;
    await verbs.update(CDN, 7050, BODY, true, { confirm });
    await verbs.delete(CDN, 7050, { confirm });
    expect(transport.seen.map((request) => request.confirm)).toEqual([confirm, confirm]);
  });

  it.each(['', 'OK', '[]', '{}', '<html>'])('with the answer %j has an unknown outcome', async (answer) => {
    const { verbs } = writer(answer);
    const unknown = { kind: 'unreadable', details: { happened: 'unknown' } };
    await expect(verbs.create(CDN, BODY, true)).rejects.toMatchObject(unknown);
    await expect(verbs.update(CDN, 7050, BODY, true)).rejects.toMatchObject(unknown);
    await expect(verbs.activate(CDN, 7050)).rejects.toMatchObject(unknown);
  });

  it('never shows a secret that the answer quotes, nor the tokens of the connection', async () => {
    const spec = {
      destination: { destinationType: 'S3', displayName: 'x', bucket: 'b', secretAccessKey: 'hush-hush' },
    };
    const body = JSON.stringify({ detail: 'hush-hush is not a key of token-1 for 1-KEY in bucket b' });
    const transport = recorded({ [`POST ${STREAMS}`]: { status: 400, headers: {}, body } });
    const verbs = datastream2(transport, { secrets: ['token-1', '1-KEY'] });
    const error = await verbs.create(CDN, { spec, carried: {} }, true).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('*** is not a key of *** for *** in bucket b.');
  });
});

describe('the catalog', () => {
  const groups = {
    groups: [
      { groupId: 1, groupName: 'One', contractIds: ['C-1', 'C-2'], childGroupIds: [2] },
      { groupId: 2, groupName: 'Two', contractIds: ['C-1'] },
    ],
  };
  const answers = {
    [`GET ${BASE}/cdn/groups/1/properties`]: {
      groupId: 1,
      properties: [{ propertyId: 10, propertyName: 'www', productId: 'x', hostnames: [] }],
    },
    [`GET ${BASE}/cdn/groups/2/properties`]: {
      groupId: 2,
      properties: [{ propertyId: 10, propertyName: 'www' }, { propertyId: 11, propertyName: 'api' }, {}],
    },
    [`GET ${BASE}/edns/contracts/C-1/zones`]: [{ zoneName: 'example.com' }],
    [`GET ${BASE}/edns/contracts/C-2/zones`]: { contractId: 'C-2', zones: ['example.org'] },
    [`GET ${BASE}/gtm/contracts/C-1/properties`]: [{ propertyName: '@.example.com' }],
    [`GET ${BASE}/appsec/groups/1/contracts/C-1/configs`]: [{ id: 5, name: 'WAF', fileType: 'RBAC' }],
    [`GET ${BASE}/answerx/contracts/C-1/answerxSSIDs?page=1&pageSize=1000`]: {
      metadata: { page: 1, lastPage: 2 },
      contractId: 'C-1',
      serviceSubletterIds: [{ ssid: 101, name: 'A', product: 'AnswerX' }],
    },
    [`GET ${BASE}/answerx/contracts/C-1/answerxSSIDs?page=2&pageSize=1000`]: {
      metadata: { page: 2, lastPage: 2 },
      serviceSubletterIds: [{ ssid: 102, name: 'B' }],
    },
    ...Object.fromEntries(LOG_TYPES.map((logType) => [`GET ${BASE}/${logType}/groups`, groups])),
  };

  it.each<[LogType, object, readonly object[]]>([
    ['cdn', { groupId: 1 }, [{ id: 10, name: 'www' }]],
    [
      'cdn',
      {},
      [
        { id: 10, name: 'www' },
        { id: 11, name: 'api' },
      ],
    ],
    ['edns', { contractId: 'C-1' }, [{ id: 'example.com', name: 'example.com' }]],
    [
      'edns',
      {},
      [
        { id: 'example.com', name: 'example.com' },
        { id: 'example.org', name: 'example.org' },
      ],
    ],
    ['gtm', { contractId: 'C-1', groupId: 9 }, [{ id: '@.example.com', name: '@.example.com' }]],
    ['appsec', { contractId: 'C-1', groupId: 1 }, [{ id: 5, name: 'WAF' }]],
    [
      'answerx',
      { contractId: 'C-1' },
      [
        { id: 101, name: 'A' },
        { id: 102, name: 'B' },
      ],
    ],
    ['edgeworkers', { contractId: 'C-1' }, []],
  ])('of %s at %j', async (logType, place, sources) => {
    expect(await datastream2(recorded(answers)).sources(of(logType), place)).toEqual(sources);
  });

  it('asks each list once', async () => {
    const transport = recorded(answers);
    await datastream2(transport).sources(of('edns'), {});
    expect(transport.seen.map(({ path }) => path.slice(BASE.length))).toEqual([
      '/edns/groups',
      '/edns/contracts/C-1/zones',
      '/edns/contracts/C-2/zones',
    ]);
  });

  it('keeps contracts inside of their path segment', async () => {
    const transport = recorded({});
    await datastream2(transport)
      .sources(of('edns'), { contractId: 'C/../1?x' })
      .catch(() => undefined);
    expect(transport.seen[0]?.path).toBe(`${BASE}/edns/contracts/C%2F..%2F1%3Fx/zones`);
  });

  it('lists groups with their contracts, and fields with their keys', async () => {
    const fields = {
      datasetFields: [
        { datasetFieldId: 1000, datasetFieldName: 'CP code', datasetFieldJsonKey: 'cp' },
        { datasetFieldId: 5 },
      ],
    };
    const reader = datastream2(recorded({ ...answers, [`GET ${BASE}/cdn/datasets-fields`]: fields }));
    expect(await reader.groups(CDN)).toEqual([
      { id: 1, name: 'One', contractIds: ['C-1', 'C-2'] },
      { id: 2, name: 'Two', contractIds: ['C-1'] },
    ]);
    expect(await reader.fields(CDN)).toEqual([
      { id: 1000, name: 'CP code', key: 'cp' },
      { id: 5, name: '5' },
    ]);
  });
});

describe('a body', () => {
  it.each(STREAM_CARDS.map((card) => [card.collection.logType, card] as const))(
    'of %s sends its lists as objects',
    (_, card) => {
      const spec = Object.fromEntries(
        card.lists.map((list) => [list.member, [list.id === 'number' ? 7 : 'x.example.com']]),
      );
      const sent = encodeBody(card, { spec, carried: {} }, 'create');
      for (const list of card.lists) {
        const expected = list.readOnly
          ? undefined
          : [{ [list.idMember]: list.id === 'number' ? 7 : 'x.example.com' }];
        expect(sent[list.member]).toEqual(expected);
      }
    },
  );

  it('of an edit leaves out what cannot change, and both leave out what is told only', () => {
    const spec = {
      streamName: 'a',
      groupId: 1,
      contractId: 'C-1',
      streamId: 5,
      productId: 'x',
      modifiedBy: 'y',
    };
    const card = streamCard(CDN);
    expect(encodeBody(card, { spec, carried: {} }, 'create')).toEqual({
      streamName: 'a',
      groupId: 1,
      contractId: 'C-1',
    });
    expect(encodeBody(card, { spec, carried: {} }, 'update')).toEqual({ streamName: 'a', contractId: 'C-1' });
  });

  it.each(DESTINATIONS.map((card) => [card.type, card] as const))(
    'to %s leaves out what the vendor fixes',
    (type, card) => {
      const told = Object.fromEntries(
        [...Object.keys(card.members), ...card.readOnly].map((member) => [member, 'x']),
      );
      const delivery = { format: 'JSON', uploadFilePrefix: 'a', uploadFileSuffix: 'b' };
      const spec: JsonObject = {
        destination: { ...told, destinationType: type.toLowerCase() },
        deliveryConfiguration: delivery,
      };
      const sent = encodeBody(streamCard(CDN), { spec, carried: {} }, 'create');
      const settable = Object.entries(card.members).filter(([, member]) => member.fixed === undefined);
      expect(sent['destination']).toEqual({
        ...Object.fromEntries(settable.map(([member]) => [member, 'x'])),
        destinationType: type,
      });
      expect(sent['deliveryConfiguration']).toEqual(card.family === 'object' ? delivery : { format: 'JSON' });
    },
  );

  it('carries what is not known underneath what the manifest says', () => {
    const spec = {
      streamName: 'a',
      deliveryConfiguration: { format: 'JSON' },
      destination: { destinationType: 'NEW_TYPE', x: 1 },
    };
    const carried = {
      streamName: 'old',
      latency: 'LOW',
      deliveryConfiguration: { format: 'STRUCTURED', batch: { size: 5 } },
      destination: { x: 2, y: [3] },
    };
    expect(encodeBody(streamCard(CDN), { spec, carried }, 'update')).toEqual({
      streamName: 'a',
      latency: 'LOW',
      deliveryConfiguration: { format: 'JSON', batch: { size: 5 } },
      destination: { destinationType: 'NEW_TYPE', x: 1, y: [3] },
    });
  });

  it.each(DESTINATIONS.map((card) => [card.type, card] as const))('to %s tells its secrets', (type, card) => {
    const members = Object.keys(card.members).map((member) => [
      member,
      `https://u:pw@h.example.com/?token=${member}`,
    ]);
    const destination = { destinationType: type, displayName: 'shown', ...Object.fromEntries(members) };
    const secrets = secretsOf({ spec: { destination }, carried: {} });
    for (const [member, told] of Object.entries(card.members)) {
      const value = `https://u:pw@h.example.com/?token=${member}`;
      const expected =
        told.writeOnly || told.credential === 'whole' ? value : told.credential ? member : undefined;
      if (expected) expect(secrets).toContain(expected);
      else expect(secrets).not.toContain(value);
    }
    expect(secrets).not.toContain('shown');
  });

  it('to an unknown type counts every text of it as secret', () => {
    const spec = {
      destination: { destinationType: 'NEW', displayName: 'd', where: 'https://h.example.com/?k=v1', n: 1 },
    };
    expect(secretsOf({ spec, carried: {} })).toEqual(['https://h.example.com/?k=v1', 'v1', 'v1']);
  });
});
