import { describe, expect, it } from 'vitest';
import type { Settings } from '../../../src/simulator/state/settings.ts';
import { START } from '../client.ts';
import { EDGE_ARCHIVE, HOUR, LEGACY_DATADOG, MINUTE, metricsClient, seeded, sum } from './client.ts';

type Fault = Settings['destinationFaults'][number];

const withFaults = (...destinationFaults: readonly Fault[]) => metricsClient(seeded({ destinationFaults }));

describe('a destination', () => {
  it('accepts all uploads without a fault', async () => {
    for (const row of await withFaults().recent(EDGE_ARCHIVE)) {
      expect(row).toMatchObject({ failed: 0, errors: {} });
      expect(row.successes).toBe(5);
      expect(row.bytes).toBeGreaterThan(row.attempted * 100);
    }
  });

  it.each(['401', '403', '408', '429', '500'])('may refuse all uploads with %s', async (errorCode) => {
    const rows = await withFaults({ from: 0, errorCode }).recent(EDGE_ARCHIVE);
    expect(rows).toHaveLength(24);
    for (const { attempted, failed, successes, bytes, errors, upload } of rows) {
      expect([failed, successes, bytes]).toEqual([attempted, 0, 0]);
      expect(errors).toEqual({ [errorCode]: 5 * 11 });
      expect(sum(Object.values(upload))).toBe(0);
    }
  });

  it('may refuse a share of the uploads', async () => {
    const [row] = await withFaults({ from: 0, errorCode: '500', share: 0.4 }).recent(EDGE_ARCHIVE);
    expect(row).toMatchObject({ successes: 3, errors: { '500': 2 * 11 } });
    expect(row?.failed).toBe(Math.floor(((row?.attempted ?? 0) * 2) / 5));
  });

  it('may refuse uploads with several codes, but no upload twice', async () => {
    const [row] = await withFaults(
      { from: 0, errorCode: '500', share: 0.8 },
      { from: 0, errorCode: '429' },
    ).recent(EDGE_ARCHIVE);
    expect(row).toMatchObject({ successes: 0, errors: { '500': 4 * 11, '429': 11 } });
  });

  it('refuses uploads in a period only', async () => {
    const client = withFaults({ from: START - HOUR, to: START - 30 * MINUTE, errorCode: '403' });
    const failing = (await client.recent(EDGE_ARCHIVE)).filter(({ failed }) => failed > 0);
    expect(failing.map(({ at }) => at)).toEqual(
      Array.from({ length: 6 }, (_, index) => START - HOUR + index * 5 * MINUTE),
    );
  });

  it('refuses those of one stream, or of one type', async () => {
    const failed = async (client: ReturnType<typeof withFaults>, streamId: number) =>
      sum((await client.recent(streamId)).map((row) => row.failed)) > 0;
    const byStream = withFaults({ streamId: EDGE_ARCHIVE, from: 0, errorCode: '403' });
    expect([await failed(byStream, EDGE_ARCHIVE), await failed(byStream, LEGACY_DATADOG)]).toEqual([
      true,
      false,
    ]);
    const byType = withFaults({ destinationType: 'datadog', from: 0, errorCode: '403' });
    expect([await failed(byType, EDGE_ARCHIVE), await failed(byType, LEGACY_DATADOG)]).toEqual([false, true]);
  });

  it('may be slow, without failures', async () => {
    const [fast] = await withFaults().recent(EDGE_ARCHIVE);
    const [slow] = await withFaults({ from: 0 }).recent(EDGE_ARCHIVE);
    expect(slow).toMatchObject({ failed: 0, errors: {}, attempted: fast?.attempted });
    expect(slow?.upload['1800']).toBeGreaterThan((slow?.attempted ?? 0) / 2);
    expect(fast?.upload['1800']).toBeLessThan((fast?.attempted ?? 0) / 20);
    expect(slow?.collection).toEqual(fast?.collection);
  });
});
