import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOf } from '../../../src/schema/validate.ts';
import { ACCOUNT_STATE } from '../../../src/simulator/state/account-state.ts';
import {
  type Delivered,
  type DeliveryNews,
  FIVE_MINUTES,
  NO_UPLOADS,
  notCollected,
  type Period,
  type Uploads,
  withNews,
} from '../../../src/simulator/state/delivered.ts';
import { runs } from '../../soak.ts';
import { START } from '../client.ts';
import { EDGE_ARCHIVE, HOUR, MINUTE, metricsClient, seeded, sum } from '../metrics/client.ts';

const DAY = 24 * HOUR;
const period = fc
  .tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 20 }))
  .map(([from, length]): Period => ({ from: START + from, to: START + from + length }));
const collectedNews = (one: Period): DeliveryNews => ({ tag: 'collected', streamId: 1, period: one });
const uploadedNews = (at: number, uploads: Partial<Uploads> = {}): DeliveryNews => ({
  ...{ tag: 'uploaded', streamId: 1, at },
  uploads: { ...NO_UPLOADS, attempted: 1, ...uploads },
});
const isIn = (at: number, periods: readonly Period[]) =>
  periods.some(({ from, to }) => at >= from && at < to);

describe('collected periods', () => {
  it('are what was collected, however it was divided, as few periods that do not touch', () => {
    fc.assert(
      fc.property(fc.array(period, { maxLength: 12 }), period, (periods, asked) => {
        const [delivered] = withNews([], periods.map(collectedNews), [1], START);
        const { collected } = delivered ?? { collected: [] };
        const missing = notCollected(asked, { collected });
        for (let at = START; at < START + 80; at++) {
          expect(isIn(at, collected)).toBe(isIn(at, periods));
          expect(isIn(at, missing)).toBe(isIn(at, [asked]) && !isIn(at, periods));
        }
        for (const [index, { to }] of collected.entries()) {
          expect(to).toBeLessThan(collected[index + 1]?.from ?? Number.POSITIVE_INFINITY);
        }
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('results of uploads', () => {
  it('are added up in intervals of five minutes, oldest first', () => {
    const later = uploadedNews(START + FIVE_MINUTES, { failures: { 503: 2 }, upload: [0, 1] });
    const news = [later, uploadedNews(START + MINUTE, { bytes: 7 }), later, uploadedNews(START)];
    const [delivered] = withNews([], news, [1], START);
    expect(delivered?.intervals).toEqual([
      { ...NO_UPLOADS, start: START, attempted: 2, bytes: 7 },
      { ...NO_UPLOADS, start: START + FIVE_MINUTES, attempted: 2, failures: { 503: 4 }, upload: [0, 2] },
    ]);
  });

  it('are kept for eight days, and only for streams that exist', () => {
    const news = [uploadedNews(START), collectedNews({ from: START, to: START + MINUTE })];
    const known = withNews([], news, [1], START);
    expect(withNews(known, [], [1], START + 8 * DAY)).toEqual(known);
    expect(withNews(known, [], [1], START + 8 * DAY + FIVE_MINUTES)).toEqual([
      { streamId: 1, collected: [], intervals: [] },
    ]);
    expect(withNews(known, [], [2], START)).toEqual([]);
  });
});

describe('upload metrics', () => {
  const at = START - HOUR;
  const uploads: Uploads = {
    ...NO_UPLOADS,
    attempted: 10,
    failed: 4,
    successes: 1,
    bytes: 99,
    failures: { 401: 2 },
  };
  const delivered: readonly Delivered[] = [
    {
      streamId: EDGE_ARCHIVE,
      collected: [{ from: at, to: at + 2 * FIVE_MINUTES }],
      intervals: [{ start: at, ...uploads }],
    },
  ];

  it('are real where records were collected, and generated elsewhere', async () => {
    const accountState = { ...seeded(), delivered };
    expect(isOf(ACCOUNT_STATE, accountState)).toBe(true);
    const real = await metricsClient(accountState).recent(EDGE_ARCHIVE);
    const generated = await metricsClient().recent(EDGE_ARCHIVE);
    const second = at + FIVE_MINUTES;
    expect(real.find((row) => row.at === at)).toMatchObject({ attempted: 10, failed: 4, errors: { 401: 2 } });
    // Its records were collected, and are not delivered yet.
    expect(real.find((row) => row.at === second)).toBeUndefined();
    const others = generated.filter((row) => row.at !== at && row.at !== second);
    expect(real.filter((row) => row.at !== at)).toEqual(others);
  });

  it('of an interval whose records were collected in part are the sum of both', async () => {
    const from = at + 2 * MINUTE;
    const partly = delivered.map((one) => ({ ...one, collected: [{ from, to: at + FIVE_MINUTES }] }));
    const attempted = async (accountState = seeded()) => {
      const rows = await metricsClient(accountState).recent(EDGE_ARCHIVE);
      return sum(rows.filter((row) => row.at === at).map((row) => row.attempted));
    };
    const [all, some] = [await attempted(), await attempted({ ...seeded(), delivered: partly })];
    expect(some - 10).toBeGreaterThan(all * 0.3);
    expect(some - 10).toBeLessThan(all * 0.5);
  });
});
