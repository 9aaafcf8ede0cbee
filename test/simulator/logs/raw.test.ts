import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import { DEFAULT_SETTINGS } from '../../../src/simulator/state/settings.ts';
import { ask1, created1, rawBody, seeded1 } from '../../builders/datastream1-bodies.ts';
import { runs } from '../../soak.ts';
import { objectIn, START, testClient } from '../client.ts';
import { allRecords, HOUR, iso, linksOf, liveRaw, logs, metadataOf, PULL, recordsOf } from '../pull.ts';

describe('raw logs', () => {
  it('state their number and lead from page to page with relative links', async () => {
    const first = await logs(seeded1(), '6310/raw-logs', -HOUR, 0, '&size=100');
    const { totalNumRecords, pageCount, ...rest } = metadataOf(first);
    expect(rest).toMatchObject({ page: 0, perPage: 100, streamId: '6310' });
    expect(Number(pageCount)).toBe(Math.ceil(Number(totalNumRecords) / 100));
    expect(objectIn(first)['numRecords']).toBe(100);
    const to = (page: number) =>
      `${PULL}/6310/raw-logs?start=2026-03-01T11%3A00%3A00.000Z&end=2026-03-01T12%3A00%3A00.000Z&page=${page}&size=100`;
    const last = Number(pageCount) - 1;
    expect(linksOf(first)).toEqual([{ first: to(0), last: to(last), next: to(1), self: to(0) }]);
    const second = await logs(seeded1(), '6310/raw-logs', -HOUR, 0, '&size=100&page=1');
    expect(linksOf(second)[0]).toEqual({
      first: to(0),
      last: to(last),
      next: to(2),
      previous: to(0),
      self: to(1),
    });
    const final = await logs(seeded1(), '6310/raw-logs', -HOUR, 0, `&size=100&page=${last}`);
    expect(linksOf(final)[0]).not.toHaveProperty('next');
    expect((await logs(seeded1(), '6310/raw-logs', -HOUR, 0, `&size=100&page=${last + 1}`)).status).toBe(204);
  });

  it('accept a slash before the question mark, as in a documented link, and return one', async () => {
    const answer = await logs(seeded1(), '6310/raw-logs/', -HOUR, 0);
    expect(answer.status).toBe(200);
    expect(String(linksOf(answer)[0]?.['next'])).toContain('/raw-logs/?');
    expect(metadataOf(answer)).toMatchObject({ perPage: 1000 });
  });

  it('fill hundreds of pages in twelve hours', async () => {
    const traffic = { ...DEFAULT_SETTINGS.traffic, requestsPerMinute: 2_400 };
    const answer = await logs(seeded1({ traffic }), '6310/raw-logs', -12 * HOUR, 0);
    expect(Number(metadataOf(answer)['totalNumRecords'])).toBeGreaterThan(100_000);
    expect(Number(metadataOf(answer)['pageCount'])).toBeGreaterThan(100);
  });

  it('are the same on every request, with each record once in each window that contains it', async () => {
    const client = seeded1();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -11 * 3600, max: -10 }),
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 400 }),
        async (from, seconds, size) => {
          const [a, b] = [from * 1000, Math.min(0, (from + seconds) * 1000)];
          const path = (per: number) =>
            `${PULL}/6310/raw-logs?start=${iso(START + a)}&end=${iso(START + b)}&size=${per}`;
          const paged = await allRecords(client, path(size));
          const whole = await allRecords(client, path(10_000));
          expect(paged).toEqual(whole);
          expect(new Set(whole.map(({ guid }) => guid)).size).toBe(whole.length);
          for (const { processedTime } of whole) {
            expect(Number(processedTime)).toBeGreaterThanOrEqual(START + a);
            expect(Number(processedTime)).toBeLessThan(START + b);
          }
          const middle = Math.floor((a + b) / 2);
          const parts = await Promise.all([
            allRecords(client, `${PULL}/6310/raw-logs?start=${iso(START + a)}&end=${iso(START + middle)}`),
            allRecords(client, `${PULL}/6310/raw-logs?start=${iso(START + middle)}&end=${iso(START + b)}`),
          ]);
          const ids = (records: readonly JsonObject[]) => records.map(({ guid }) => String(guid)).sort();
          expect(ids(parts.flat())).toEqual(ids(whole));
        },
      ),
      { numRuns: runs(25) },
    );
  });

  it('start when the stream is active and end when it is not', async () => {
    const client = testClient();
    const id = await liveRaw(client);
    client.pass(60_000);
    const live = START + 10_000;
    const all = () =>
      allRecords(client, `${PULL}/${id}/raw-logs?start=${iso(START)}&end=${iso(client.now())}`);
    const first = await all();
    expect(first.length).toBeGreaterThan(50);
    for (const { processedTime } of first) expect(Number(processedTime)).toBeGreaterThanOrEqual(live);
    await ask1(client, 'PUT', `/streams/${id}/deactivate`);
    client.pass(10_000);
    const stopped = client.now();
    client.pass(60_000);
    const rest = await all();
    expect(rest.length).toBeGreaterThan(first.length);
    for (const { processedTime } of rest) expect(Number(processedTime)).toBeLessThan(stopped);
  });

  it('do not change when the stream is updated', async () => {
    const client = testClient();
    const id = await liveRaw(client);
    client.pass(60_000);
    const path = `${PULL}/${id}/raw-logs?start=${iso(START)}&end=${iso(client.now())}&size=10000`;
    const before = await allRecords(client, path);
    await ask1(client, 'PUT', `/streams/${id}`, rawBody({ sampleRate: 1, datasetFieldIds: [72] }));
    client.pass(120_000);
    expect(await allRecords(client, path)).toEqual(before);
    const window = `start=${iso(client.now() - 60_000)}&end=${iso(client.now())}`;
    const after = await allRecords(client, `${PULL}/${id}/raw-logs?${window}`);
    expect(after.length).toBeLessThan(before.length / 10);
    for (const record of after) {
      expect(record).toHaveProperty('network');
      expect(record).not.toHaveProperty('geo');
    }
  });

  it('grow with the sample rate and the number of properties', async () => {
    const count = async (change: JsonObject) => {
      const client = testClient();
      const id = await liveRaw(client, change);
      client.pass(60_000);
      return Number(metadataOf(await logs(client, `${id}/raw-logs`, 0, 70_000))['totalNumRecords']);
    };
    const [quarter, half, both] = [
      await count({ sampleRate: 25 }),
      await count({ sampleRate: 50 }),
      await count({ sampleRate: 50, propertyIds: [349778, 349776] }),
    ];
    expect(half / quarter).toBeCloseTo(2, 1);
    // Properties differ in size.
    expect(both / half).toBeGreaterThan(1.5);
  });

  it('contain the groups whose fields were selected, and those whose fields are unknown', async () => {
    const records = recordsOf(await logs(seeded1(), '6310/raw-logs', -HOUR, 0));
    for (const record of records) {
      expect(record).toMatchObject({ id: 6310, type: 'Raw' });
      for (const group of ['message', 'geo', 'netPerf', 'reqHdr', 'respHdr'])
        expect(record).toHaveProperty(group);
      for (const group of ['network', 'cache']) expect(record).not.toHaveProperty(group);
    }
    expect(records.some(({ waf }) => waf !== undefined)).toBe(true);
    expect(records.some(({ waf }) => waf === undefined)).toBe(true);
    expect(JSON.stringify(records)).toContain('Content-Type: text/html\\r\\n');
  });
});

describe('a query without matches', () => {
  it.each([
    ['a stream that was never active', '6400/raw-logs', 0, 60_000],
    ['a window between two rows', '6301/aggregate-logs', -4 * 60_000, -2 * 60_000],
  ])('is a 204 without a body: %s', async (_, path, from, to) => {
    const client = seeded1();
    await created1(client, rawBody());
    client.pass(60_000);
    expect(await logs(client, path, from, to)).toMatchObject({ status: 204, body: null });
  });
});
