import { describe, expect, it } from 'vitest';
import { datastream2 } from '../../../src/api/datastream2/client.ts';
import { LOG_TYPES, type LogType } from '../../../src/model/collection.ts';
import { recorded } from '../recorded.ts';

const of = (logType: LogType) => ({ kind: 'DataStream2', logType }) as const;
const CDN = of('cdn');
const BASE = '/datastream-config-api/v3/log';

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

  it('requests each list once', async () => {
    const transport = recorded(answers);
    await datastream2(transport).sources(of('edns'), {});
    expect(transport.seen.map(({ path }) => path.slice(BASE.length))).toEqual([
      '/edns/groups',
      '/edns/contracts/C-1/zones',
      '/edns/contracts/C-2/zones',
    ]);
  });

  it('keeps contracts inside their path segment', async () => {
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
