import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { seededAccount, seededAccountWithoutStreams } from '../../src/simulator/seed/seed.ts';
import { unmetered } from '../simulator/client.ts';
import { type Conversation, conversation } from './conversation.ts';
import type { Exchange } from './exchanges.ts';
import { faults1, OPERATIONS, operationName, operationOf } from './operations1.ts';
import { CONNECTOR_TYPES, connectorOf, DS1, PLACE, SPECS, text1 } from './streams1.ts';

const KEY = '1-5C0YLB:1-8BYUX';
const BASE = '/datastream-config-api/v1/datastream1';

const wrong = (exchanges: readonly Exchange[]) => exchanges.flatMap(faults1);

const writes = (exchanges: readonly Exchange[]) =>
  exchanges
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path.replace(BASE, '').replace(/\?accountSwitchKey=.*/, '')}`);

/**
 * The life cycle of a stream: created, updated while active, deactivated and updated, updated and activated,
 * deleted.
 */
async function live(run: Conversation, spec: JsonObject, other: JsonObject): Promise<void> {
  const chapters = [
    text1('web', 'active', spec),
    text1('web', 'active', other),
    text1('web', 'inactive', other),
    text1('web', 'inactive', spec),
    text1('web', 'active', other),
    text1('web', 'inactive', other),
    text1('web', 'absent', {}),
  ];
  for (const chapter of chapters) {
    const { outcome } = await run.apply(chapter);
    expect(outcome.outcome, JSON.stringify(outcome.items)).toBe('converged');
    expect((await run.plan(chapter)).items.map(({ action }) => action)).toEqual(['none']);
  }
}

const SETS: readonly (readonly [string, readonly string[]])[] = [
  ['no connector', []],
  ...CONNECTOR_TYPES.map((type) => [type, [type]] as const),
  ['every connector', CONNECTOR_TYPES],
];
const cases = (['RAW', 'AGGREGATE'] as const).flatMap((streamType) =>
  SETS.map(([name, types]) => [streamType, name, types] as const),
);

describe('requests and responses of a DataStream 1 manifest, by the table of operations', () => {
  it.each(cases)(
    '%s, %s: every request and response in the life of a stream is as documented',
    async (type, _, types) => {
      const run = conversation(unmetered(seededAccountWithoutStreams()), KEY);
      const spec = { ...SPECS[type], connectors: types.map((each) => connectorOf(each)) };
      const other = {
        ...spec,
        properties: [349776],
        connectors: [connectorOf('HTTPS', { connectorName: 'B' })],
      };
      await live(run, spec, other);
      expect(wrong(run.exchanges)).toEqual([]);
      expect(writes(run.exchanges)).toEqual([
        'POST /streams',
        'PUT /streams/6400/activate',
        'PUT /streams/6400',
        'PUT /streams/6400/deactivate',
        'PUT /streams/6400',
        'PUT /streams/6400',
        'PUT /streams/6400/activate',
        'PUT /streams/6400/deactivate',
        'DELETE /streams/6400',
      ]);
      for (const { path } of run.exchanges) {
        expect(new URL(path, 'https://a.example.com').searchParams.get('accountSwitchKey')).toBe(KEY);
      }
    },
  );

  it('every operation is used, each as documented', async () => {
    const run = conversation(unmetered(seededAccountWithoutStreams()));
    const spec = { ...SPECS.RAW, connectors: [connectorOf('S3')] };
    await run.apply(text1('web', 'active', spec));
    await run.apply(text1('web', 'active', { ...spec, connectors: [] }));
    const { reader } = run;
    expect((await reader.history(DS1, 6400, 1, 2)).versions.map(({ version }) => version)).toEqual([2, 1]);
    expect((await reader.sources(DS1, PLACE)).length).toBeGreaterThan(0);
    expect((await reader.fields(DS1)).length).toBeGreaterThan(0);
    expect((await reader.groups(DS1)).length).toBeGreaterThan(0);
    await run.apply(text1('web', 'inactive', { ...spec, connectors: [] }));
    await run.apply(text1('web', 'absent', {}));
    expect(wrong(run.exchanges)).toEqual([]);
    const seen = run.exchanges.map((exchange) => operationOf(exchange));
    expect([...new Set(seen.flatMap((one) => (one ? [operationName(one)] : [])))].sort()).toEqual(
      OPERATIONS.map(operationName).sort(),
    );
    expect(OPERATIONS).toHaveLength(10);
  });

  it('every seeded stream is as documented, alone and in lists', async () => {
    const run = conversation(unmetered(seededAccount(Date.UTC(2026, 0, 1))));
    for (const { streamId } of (await run.reader.list(DS1)).rows) {
      await run.reader.get(DS1, streamId);
      await run.reader.history(DS1, streamId, 1, 9);
    }
    const returned = run.exchanges.filter(({ status }) => status === 200);
    expect(returned.length).toBeGreaterThan(6);
    expect(wrong(returned)).toEqual([]);
  });
});

describe('the check of exchanges of DataStream 1', () => {
  const streamVersionKey = { streamId: 1, streamVersionId: 1 };
  const moved: Exchange = {
    method: 'PUT',
    path: `${BASE}/streams/1/activate`,
    status: 202,
    answer: JSON.stringify({ streamVersionKey }),
  };

  it.each<[string, Partial<Exchange>]>([
    ['the method of DataStream 2', { method: 'POST' }],
    [
      'the path of the how-to steps',
      { path: '/datastream-config-api/api/v1/datastream1/streams/1/activate' },
    ],
    ['an undocumented query', { path: `${BASE}/streams/1/activate?activate=true` }],
    ['the status of DataStream 2', { status: 200 }],
    ['an undocumented body', { body: '{}' }],
    ['a missing body', { path: `${BASE}/streams/1` }],
    ['unknown members', { answer: JSON.stringify({ streamVersionKey, more: 1 }) }],
    ['a missing member', { answer: '{}' }],
  ])('refuses %s', (_, change) => {
    expect(faults1(moved)).toEqual([]);
    expect(faults1({ ...moved, ...change })).not.toEqual([]);
  });
});
