import { describe, expect, it } from 'vitest';
import { connect } from '../../src/api/connect.ts';
import type { Transport } from '../../src/api/transport/transport.ts';
import type { HttpResponse } from '../../src/http/request.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { manualClock } from '../manual-clock.ts';
import { answer, BODY, DETAIL, DS1, KEY, STREAMS } from './datastream1-content.ts';
import { CONTENT } from './recorded.ts';

const CDN = { kind: 'DataStream2', logType: 'cdn' } as const;
const V3 = '/datastream-config-api/v3/log/cdn';
const PULL = '/datastream-pull-api/';
const QUERY = {
  streamId: 6301,
  report: 'raw',
  start: '2026-01-01T00:00:00Z',
  end: '2026-01-01T00:05:00Z',
} as const;
const OTHER = { ...CONTENT, streamId: 6301, streamName: 'a', streamVersion: 1, streamStatus: 'ACTIVATED' };

/** Answers for all three APIs. `first` may return another response. */
function threeApis(first: (path: string) => HttpResponse | undefined = () => undefined) {
  const seen: string[] = [];
  const transport: Transport = async ({ method, path }) => {
    seen.push(`${method} ${path}`);
    return first(path) ?? usual(method, path);
  };
  const clock = manualClock();
  const events: RunEvent[] = [];
  const connection = connect({ to: { transport }, clock, listen: (event) => events.push(event) });
  return { seen, clock, events, ...connection };
}

function usual(method: string, path: string): HttpResponse {
  if (path.startsWith(PULL)) return answer(204);
  if (path.startsWith(V3)) return answer(200, /\/\d/.test(path.slice(V3.length)) ? OTHER : []);
  if (method !== 'GET') return answer(202, KEY);
  return answer(200, /\/\d/.test(path.slice(STREAMS.length)) ? DETAIL : []);
}

describe('a connection to several APIs', () => {
  it("uses the client of each stream's collection", async () => {
    const { reader, writer, seen, clock } = threeApis();
    for (const verbs of [reader, writer]) {
      for (const collection of [CDN, DS1]) {
        await clock.runUntil(verbs.list(collection));
        await clock.runUntil(verbs.get(collection, 6301));
      }
    }
    const reads = [`GET ${V3}/streams`, `GET ${V3}/streams/6301`, `GET ${STREAMS}`, `GET ${STREAMS}/6301`];
    expect(seen).toEqual([...reads, ...reads]);
  });

  it('routes every verb', async () => {
    const { writer, seen, clock } = threeApis();
    const calls = [
      () => writer.history(DS1, 6301, 2, 2),
      () => writer.activationHistory(DS1, 6301),
      () => writer.fields(DS1),
      () => writer.sources(DS1, { groupId: 1 }),
      () => writer.groups(DS1),
      () => writer.create(DS1, BODY, true),
      () => writer.update(DS1, 6301, BODY, true),
      () => writer.activate(DS1, 6301),
      () => writer.deactivate(DS1, 6301),
      () => writer.delete(DS1, 6301),
    ];
    for (const call of calls) await clock.runUntil<unknown>(call());
    const base = STREAMS.replace(/\/streams$/, '');
    expect(seen.map((line) => line.replace(base, ''))).toEqual([
      'GET /streams/6301?version=2',
      'GET /datasets/RAW',
      'GET /datasets/AGGREGATED',
      'GET /properties/group/1',
      'GET /groups',
      'POST /streams',
      'GET /streams/6301',
      'PUT /streams/6301',
      'GET /streams/6301',
      'PUT /streams/6301/activate',
      'GET /streams/6301',
      'PUT /streams/6301/deactivate',
      'GET /streams/6301',
      'DELETE /streams/6301',
    ]);
  });

  it.each([CDN, DS1])('confirms a delayed write: %j', async (collection) => {
    let refused = false;
    const { writer, seen, clock } = threeApis(() => {
      if (refused) return undefined;
      refused = true;
      return { ...answer(429), headers: { 'retry-after': '60' } };
    });
    const confirm = async () => {
      seen.push('confirmed');
    };
    await clock.runUntil(writer.activate(collection, 6301, { confirm }));
    const [write = ''] = seen;
    expect(write).toMatch(/activate$/);
    expect(seen.slice(0, 3)).toEqual([write, 'confirmed', write]);
  });

  it('has a reader that cannot write in any API', async () => {
    const { reader, seen } = threeApis();
    const disguised: Record<string, unknown> = { ...reader };
    for (const [verb, ...given] of [
      ['create', DS1, BODY, true],
      ['update', DS1, 6301, BODY, true],
      ['activate', DS1, 6301],
      ['deactivate', DS1, 6301],
      ['delete', DS1, 6301],
    ] as const) {
      const write = disguised[verb];
      if (typeof write === 'function') await expect(write(...given)).rejects.toThrow(/^bug:/);
    }
    expect(seen).toEqual([]);
  });

  it('counts the requests of each API separately', async () => {
    const { reader, writer, pull, requests, requestsBy, clock } = threeApis();
    expect(requestsBy()).toEqual({
      DataStream2: 0,
      DataStream1: 0,
      Pull: 0,
      PropertyManager: 0,
      IdentityManagement: 0,
    });
    const before = requestsBy();
    await clock.runUntil(reader.list(CDN));
    await clock.runUntil(writer.activate(DS1, 6301));
    await clock.runUntil(pull.page(QUERY));
    expect(requestsBy()).toEqual({
      DataStream2: 1,
      DataStream1: 2,
      Pull: 1,
      PropertyManager: 0,
      IdentityManagement: 0,
    });
    expect(requests()).toBe(4);
    expect(before).toEqual({
      DataStream2: 0,
      DataStream1: 0,
      Pull: 0,
      PropertyManager: 0,
      IdentityManagement: 0,
    });
  });

  it.each([
    ['DataStream 1', '/datastream-config-api/v1/'],
    ['DataStream 2', '/datastream-config-api/v3/'],
    ['DataStream Pull', PULL],
  ])('does not let an exhausted rate limit of %s delay the others', async (api, prefix) => {
    let refused = 0;
    const { reader, pull, clock, events } = threeApis((path) => {
      if (!path.startsWith(prefix)) return undefined;
      refused += 1;
      return refused === 1 ? { ...answer(429), headers: { 'retry-after': '60' } } : undefined;
    });
    const began = clock.now();
    const ended = new Map<string, number>();
    const timed = (name: string, call: Promise<unknown>) =>
      call.then(() => ended.set(name, clock.now() - began));
    await clock.runUntil(
      Promise.all([
        timed('DataStream 1', reader.list(DS1)),
        timed('DataStream 2', reader.list(CDN)),
        timed('DataStream Pull', pull.page(QUERY)),
      ]),
    );
    for (const [name, after] of ended) expect(after).toBe(name === api ? 60_000 : 0);
    expect(events).toEqual([{ tag: 'paused', api, reason: 'too-many-requests', milliseconds: 60_000 }]);
  });

  it('lets each API use its own twenty requests', async () => {
    const { reader, pull, clock } = threeApis();
    const began = clock.now();
    const twenty = (call: () => Promise<unknown>) => Array.from({ length: 20 }, call);
    await clock.runUntil(
      Promise.all([
        ...twenty(() => reader.list(CDN)),
        ...twenty(() => reader.list(DS1)),
        ...twenty(() => pull.page(QUERY)),
      ]),
    );
    expect(clock.now()).toBe(began);
    await clock.runUntil(reader.list(DS1));
    expect(clock.now()).toBeGreaterThan(began);
  });
});
