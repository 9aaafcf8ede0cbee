import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import { aggregateBody, ask1, created1, seeded1 } from '../../builders/datastream1-bodies.ts';
import { runs } from '../../soak.ts';
import { START, testClient } from '../client.ts';
import {
  allRecords,
  HOUR,
  iso,
  linksOf,
  liveRaw,
  logs,
  metadataOf,
  PULL,
  recordsOf,
  withBeacons,
} from '../pull.ts';

describe('aggregate logs', () => {
  const starts = (records: readonly JsonObject[]) =>
    records.map(({ startTime }) => String(startTime).slice(11, 16));

  it('are not sorted, and the first may start before the window', async () => {
    const answer = await logs(seeded1(), '6301/aggregate-logs', -25 * 60_000, 0);
    expect(starts(recordsOf(answer))).toEqual(['11:35', '11:30', '11:50', '11:45', '11:40']);
  });

  it('are consistent: classes are the sum of their codes, and hits plus misses are all requests', async () => {
    for (const row of recordsOf(await logs(seeded1(), '6301/aggregate-logs', -11 * HOUR, 0))) {
      const counts = ['2xx', '3xx', '4xx', '5xx'].map((name) => Number(row[name]));
      const parts = ['2xx_dist', '3xx_dist', '4xx_dist', '5xx_dist'].map((name) =>
        Object.values(row[name] as JsonObject).reduce<number>((sum, count) => sum + Number(count), 0),
      );
      expect(parts).toEqual(counts);
      const requests = counts.reduce((sum, count) => sum + count, 0);
      expect(Number(row['numCacheHit']) + Number(row['numCacheMiss'])).toBe(requests);
      expect(Number(row['requestsPerSecond'])).toBeCloseTo(requests / 300, 1);
    }
  });

  it('have one row for each time frame, once each, whatever the page size', async () => {
    const client = seeded1();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 * 60 - 1 }),
        fc.integer({ min: 1, max: 40 }),
        async (minutes, size) => {
          const window = `start=${iso(START - minutes * 60_000)}&end=${iso(START)}`;
          const rows = await allRecords(client, `${PULL}/6301/aggregate-logs?${window}&size=${size}`);
          expect(new Set(starts(rows)).size).toBe(rows.length);
          expect(rows.length).toBe(Math.floor(minutes / 5));
        },
      ),
      { numRuns: runs(40) },
    );
  });

  it('count the requests that the rule trees log, and are missing if there are none', async () => {
    const client = testClient();
    const id = await created1(client, aggregateBody({ timeFrame: 1 }));
    await ask1(client, 'PUT', `/streams/${id}/activate`);
    client.pass(HOUR);
    const rows = async () => recordsOf(await logs(client, `${id}/aggregate-logs`, HOUR / 2, HOUR));
    expect(await rows()).toEqual([]);
    client.accountState.revise(withBeacons);
    expect(await rows()).toHaveLength(30);
    const requests = (await rows()).reduce((sum, row) => sum + 60 * Number(row['requestsPerSecond']), 0);
    const raw = await liveRaw(client, { streamName: 'samples', sampleRate: 100 });
    client.pass(HOUR);
    const records = await logs(client, `${raw}/raw-logs`, HOUR + 30 * 60_000, 2 * HOUR);
    // Traffic changes little between two hours of the same day.
    expect(Number(metadataOf(records)['totalNumRecords']) / requests).toBeCloseTo(1, 0);
  });

  it('contain the requested metrics that the stream has, with their distributions', async () => {
    const client = testClient();
    client.accountState.revise(withBeacons);
    const id = await created1(client, aggregateBody({ timeFrame: 1, datasetFieldIds: [77, 85, 91] }));
    await ask1(client, 'PUT', `/streams/${id}/activate`);
    client.pass(HOUR);
    const ask = (metric: string) => logs(client, `${id}/aggregate-logs`, 0, HOUR, metric);
    const all = await ask('');
    expect(metadataOf(all)['aggregateMetrics']).toBe(
      '[1xx,2xx,1xx_dist,2xx_dist,originResponseTime,offloadRate]',
    );
    const some = await ask('&aggregateMetric=offloadRate,2xx,4xx');
    expect(metadataOf(some)['aggregateMetrics']).toBe('[2xx,2xx_dist,offloadRate]');
    expect(Object.keys(recordsOf(some)[0] ?? {}).sort()).toEqual(
      ['2xx', '2xx_dist', 'endTime', 'offloadRate', 'startTime', 'streamId'].sort(),
    );
    expect(String(linksOf(some)[0]?.['self'])).toContain('&aggregateMetric=offloadRate%2C2xx%2C4xx&');
    expect((await ask('&aggregateMetric=4xx')).status).toBe(204);
  });
});
