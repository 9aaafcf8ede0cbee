import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deliveryItem } from '../../src/delivery/item.ts';
import { judgeDelivery } from '../../src/delivery/judge.ts';
import { metricsWindows } from '../../src/delivery/windows.ts';
import { DELIVERIES, type Delivery } from '../../src/model/delivery.ts';
import type { DeliveryEvidence, UploadBucket, UploadMetrics } from '../../src/model/upload-metrics.ts';
import { activation, bucket, HOUR, MINUTE, NOW } from './evidence.ts';

const IDENTITY = { name: 'web', kind: 'DataStream2', logType: 'cdn', streamId: 7 } as const;

/** From the best to the worst. Words in one row are equally bad. */
const RANKS: readonly (readonly Delivery[])[] = [
  ['delivering', 'idle', 'pending', 'inactive'],
  ['degraded'],
  ['failing', 'no-data', 'stopped', 'unknown'],
];
const rankOf = (evidence: DeliveryEvidence) =>
  RANKS.findIndex((words) => words.includes(judgeDelivery(evidence).delivery));

const amount = fc.oneof(fc.nat({ max: 20 }), fc.constantFrom(0, 0, Number.MAX_SAFE_INTEGER));
const attempts = fc.array(fc.record({ code: fc.string({ maxLength: 4 }), count: amount }), { maxLength: 2 });
const histogram = fc.array(fc.record({ from: amount, records: amount }), { maxLength: 3 });

function bucketIn({ from, to }: { readonly from: number; readonly to: number }): fc.Arbitrary<UploadBucket> {
  return fc
    .record({
      start: fc.integer({ min: from, max: to - 1 }),
      successfulUploads: amount,
      recordsAttempted: amount,
      recordsFailed: amount,
      bytes: amount,
      failedAttempts: attempts,
      collection: histogram,
      upload: histogram,
    })
    .map(({ start, ...uploads }) => bucket(start, uploads));
}

function metricsIn(window: Omit<UploadMetrics, 'buckets'>): fc.Arbitrary<UploadMetrics> {
  return fc.array(bucketIn(window), { maxLength: 30 }).map((buckets) => ({ ...window, buckets }));
}

const anyEvidence: fc.Arbitrary<DeliveryEvidence> = fc
  .record({
    period: fc.integer({ min: 15, max: 24 * 60 }).map((minutes) => minutes * MINUTE),
    status: fc.constantFrom('ACTIVATED', 'ACTIVATED', 'ACTIVATING', 'DEACTIVATED', 'other'),
    activatedAgo: fc.option(fc.integer({ min: -10, max: 20_000 })),
    savedAgo: fc.option(fc.integer({ min: -10, max: 20_000 })),
    siblings: fc.subarray(['shop']),
    probedAgo: fc.option(fc.nat({ max: 60 })),
  })
  .chain(({ period, status, activatedAgo, savedAgo, siblings, probedAgo }) => {
    const windows = metricsWindows(NOW, period);
    return fc.record({ recent: metricsIn(windows.recent), week: metricsIn(windows.week) }).map((read) => ({
      now: NOW,
      status,
      from: windows.from,
      ...read,
      deliveringSiblings: siblings,
      ...(activatedAgo === null
        ? {}
        : {
            activations: [activation(2, NOW - activatedAgo * MINUTE), activation(1, NOW - 9000 * MINUTE)],
          }),
      ...(savedAgo === null ? {} : { savedAt: NOW - savedAgo * MINUTE }),
      ...(probedAgo === null ? {} : { probe: { at: NOW - probedAgo * MINUTE, requests: 5 } }),
    }));
  });

describe('the delivery of any stream', () => {
  it('is one of the words, with finite amounts', () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const item = deliveryItem(IDENTITY, evidence);
        expect(DELIVERIES).toContain(item.delivery);
        expect(JSON.stringify(item)).not.toContain('null');
        expect(item.loss ?? 0).toBeGreaterThanOrEqual(0);
        expect(item.loss ?? 0).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('does not improve by more failures', () => {
    const added = fc.array(
      fc.record({ age: fc.nat({ max: 1439 }), records: fc.integer({ min: 1, max: 9 }) }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(anyEvidence, added, (evidence, failures) => {
        const { recent } = evidence;
        const worse = failures
          .map(({ age, records }) => {
            const start = recent.to - (age + 1) * MINUTE;
            return bucket(start, { recordsAttempted: records, recordsFailed: records });
          })
          .filter(({ start }) => start >= recent.from);
        const more = { ...evidence, recent: { ...recent, buckets: [...recent.buckets, ...worse] } };
        expect(rankOf(more)).toBeGreaterThanOrEqual(rankOf(evidence));
      }),
    );
  });

  it('does not improve if records fail instead of arriving', () => {
    fc.assert(
      fc.property(anyEvidence, fc.nat(), (evidence, seed) => {
        const { recent } = evidence;
        const lost = recent.buckets.map((one, index) =>
          (seed >> (index % 16)) & 1 && one.recordsAttempted > 0
            ? { ...one, successfulUploads: 0, recordsFailed: one.recordsAttempted }
            : one,
        );
        const more = { ...evidence, recent: { ...recent, buckets: lost } };
        expect(rankOf(more)).toBeGreaterThanOrEqual(rankOf(evidence));
      }),
    );
  });

  it('does not depend on the order of intervals and activations', () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const reversed = (metrics: UploadMetrics) => ({ ...metrics, buckets: metrics.buckets.toReversed() });
        const { activations } = evidence;
        const other = {
          ...evidence,
          ...(activations ? { activations: activations.toReversed() } : {}),
          recent: reversed(evidence.recent),
          week: reversed(evidence.week),
        };
        expect(judgeDelivery(other)).toEqual(judgeDelivery(evidence));
      }),
    );
  });

  it('reads a missing interval as one without uploads', () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const { recent, week } = evidence;
        const hours = Array.from({ length: 168 }, (_, i) => bucket(week.from + i * HOUR, 0));
        const minutes = Array.from({ length: 24 }, (_, i) => bucket(recent.from + i * 5 * MINUTE, 0));
        const explicit = {
          ...evidence,
          recent: { ...recent, buckets: [...recent.buckets, ...minutes] },
          week: { ...week, buckets: [...week.buckets, ...hours] },
        };
        expect(deliveryItem(IDENTITY, explicit)).toEqual(deliveryItem(IDENTITY, evidence));
      }),
    );
  });
});
