import { describe, expect, it } from 'vitest';
import { deliveryItem } from '../../src/delivery/item.ts';
import { percentileRange } from '../../src/delivery/latency.ts';
import { loggingItem, loggingWindow } from '../../src/delivery/logging.ts';
import { groupErrors } from '../../src/delivery/upload-errors.ts';
import { metricsWindows } from '../../src/delivery/windows.ts';
import {
  activation,
  bucket,
  DAY,
  type EvidenceParts,
  evidence,
  failed,
  HOUR,
  MINUTE,
  NOW,
} from './evidence.ts';

const IDENTITY = { name: 'web', kind: 'DataStream2', logType: 'cdn', streamId: 7 } as const;
const itemOf = (parts: EvidenceParts) => deliveryItem(IDENTITY, evidence(parts));
const iso = (text: string) => `2026-03-${text}:00.000Z`;

describe('what is read', () => {
  it.each([
    ['12:05:30', '11:00', '12:00', '11:00'],
    ['12:05:00', '11:00', '12:00', '11:00'],
    ['12:04:59', '10:55', '11:55', '11:00'],
    ['12:00:00', '10:55', '11:55', '11:00'],
    ['11:59:59', '10:50', '11:50', '10:00'],
  ])('at %s skips the newest complete interval', (now, from, to, hour) => {
    const at = (clock: string) => Date.parse(`2026-03-11T${clock}Z`);
    const windows = metricsWindows(at(now), HOUR);
    expect(windows.from).toBe(at(`${from}:00`));
    expect(windows.recent).toEqual({
      interval: 'FIVE_MINUTE',
      from: at(`${to}:00`) - 2 * HOUR,
      to: at(`${to}:00`),
    });
    expect(windows.week).toEqual({
      interval: 'HOUR',
      from: at(`${hour}:00`) - 7 * DAY,
      to: at(`${hour}:00`),
    });
  });
});

describe('the report of a stream', () => {
  it('has the amounts of the period', () => {
    const item = itemOf({
      period: HOUR,
      activated: 600,
      recent: (age) => (age === 20 ? { ...failed(50, '503'), bytes: 0 } : 100),
    });
    expect(item).toMatchObject({
      ...IDENTITY,
      delivery: 'degraded',
      since: '2026-03-11T02:05:30.000Z',
      lastSuccess: iso('11T12:00'),
      from: iso('11T11:00'),
      to: iso('11T12:00'),
      records: { attempted: 1150, delivered: 1100, failed: 50 },
      uploads: 22,
      bytes: 275_000,
      loss: 50 / 1150,
      errors: [{ category: 'server', codes: ['503'], count: 10 }],
      history: [100, 100, 100, 100, 100, 100, 100, 100, 0, 100, 100, 100],
    });
  });

  it('has only amounts since the activation', () => {
    const item = itemOf({ activated: 42, recent: (age) => (age > 40 ? failed(50) : 10) });
    expect(item).toMatchObject({
      delivery: 'delivering',
      from: iso('11T11:25'),
      to: iso('11T12:00'),
      records: { attempted: 70, failed: 0 },
      errors: [],
    });
    expect(itemOf({ activated: 2 })).toMatchObject({
      from: iso('11T12:00'),
      to: iso('11T12:00'),
      history: [],
    });
  });

  it('has the last success of the week', () => {
    const item = itemOf({ recent: () => 0, week: (hour, days) => (days === 2 && hour === 7 ? 5 : 0) });
    expect(item).toMatchObject({ delivery: 'idle', lastSuccess: iso('09T08:00'), loss: 0 });
  });

  it('has no amounts if the stream is not active', () => {
    expect(itemOf({ status: 'DEACTIVATED' })).toEqual({
      ...IDENTITY,
      delivery: 'inactive',
      reason: 'The stream is DEACTIVATED.',
    });
  });

  it('adds up several entries for one interval', () => {
    const given = evidence();
    const more = bucket(given.recent.to - 5 * MINUTE, 11);
    const repeated = { ...given, recent: { ...given.recent, buckets: [...given.recent.buckets, more] } };
    expect(deliveryItem(IDENTITY, repeated).history?.at(-1)).toBe(111);
  });
});

describe('before and after a change of version', () => {
  const changed = (parts: EvidenceParts) =>
    itemOf({
      activations: [activation(1, NOW - 20 * DAY), activation(2, Date.parse('2026-03-10T09:30:00Z'))],
      week: (hour, days) => (days > 1 || (days === 1 && hour < 8) ? 1200 : days === 1 && hour < 10 ? 7 : 600),
      recent: () => 50,
      ...parts,
    });

  it('the transition is excluded: 90 minutes before the activation', () => {
    expect(changed({})).toMatchObject({
      beforeChange: { from: iso('04T11:00'), to: iso('10T08:00'), recordsPerHour: 1200, loss: 0 },
      afterChange: { from: iso('10T10:00'), to: iso('11T12:00'), recordsPerHour: 600 },
    });
  });

  it('the transition begins when the version was saved', () => {
    const saved = (NOW - Date.parse('2026-03-10T09:05:00Z')) / MINUTE;
    expect(changed({ saved }).beforeChange).toMatchObject({ to: iso('10T09:00') });
  });

  it('the transition begins with a deactivation', () => {
    const stopped = activation(1, Date.parse('2026-03-08T00:00:00Z'), 'DEACTIVATED');
    const activations = [
      activation(1, NOW - 20 * DAY),
      stopped,
      activation(2, Date.parse('2026-03-10T09:30:00Z')),
    ];
    expect(changed({ activations }).beforeChange).toMatchObject({ to: iso('08T00:00') });
  });

  it.each<readonly [string, EvidenceParts]>([
    ['the only version', { activations: [activation(1, NOW - DAY)] }],
    [
      'an activation of the same version',
      { activations: [activation(1, NOW - 5 * DAY), activation(1, NOW - DAY)] },
    ],
    [
      'a change more than a week ago',
      { activations: [activation(1, NOW - 30 * DAY), activation(2, NOW - 9 * DAY)] },
    ],
    ['a change a moment ago', { activations: [activation(1, NOW - 30 * DAY), activation(2, NOW - MINUTE)] }],
  ])('nothing is compared for %s', (_, parts) => {
    expect(changed(parts)).not.toHaveProperty('beforeChange');
    expect(changed(parts)).not.toHaveProperty('afterChange');
  });
});

describe('error codes', () => {
  it.each([
    ['401', 'credentials', 'apply --rotate'],
    ['403', 'authorization', "Akamai's source addresses"],
    ['408', 'timeout', "Akamai's source addresses"],
    ['504', 'timeout', 'reachable'],
    ['CONNECT_TIMEOUT', 'timeout', 'reachable'],
    ['timed out', 'timeout', 'reachable'],
    ['429', 'rate-limit', 'limit'],
    ['500', 'server', 'status'],
    ['503', 'server', 'status'],
    ['404', 'other', 'bucket'],
    ['5030', 'other', 'bucket'],
    ['UNKNOWN_HOST', 'other', 'address'],
  ])('%s is %s', (code, category, advice) => {
    const [error] = groupErrors([bucket(0, failed(1, code))]);
    expect(error).toMatchObject({ category, codes: [code], count: 10 });
    expect(error?.advice).toContain(advice);
  });

  it('are grouped, and only some of many are named', () => {
    const many = Array.from({ length: 30 }, (_, i) => ({ code: `E${i + 10}`, count: 1 }));
    const errors = groupErrors([
      bucket(0, { failedAttempts: [...many, { code: '401', count: 2 }] }),
      bucket(1, failed(1)),
    ]);
    expect(errors.map(({ category, count, codes }) => [category, count, codes.length])).toEqual([
      ['credentials', 12, 1],
      ['other', 30, 10],
    ]);
  });
});

describe('the 95th percentile', () => {
  const counts = (...records: readonly number[]) =>
    [0, 30, 60, 120, 300].map((from, index) => ({ from, records: records[index] ?? 0 }));
  it.each([
    ['in the first range', counts(95, 5), { from: 0, to: 30 }],
    ['at the end of a range', counts(94, 1, 5), { from: 30, to: 60 }],
    ['in a later range', counts(94, 0, 6), { from: 60, to: 120 }],
    ['in the last range', counts(10, 0, 0, 0, 90), { from: 300 }],
  ])('is %s', (_, given, range) => {
    expect(percentileRange(given, 's')).toEqual({ percentile: 95, unit: 's', ...range });
    expect(percentileRange(given.toReversed(), 's')).toEqual({ percentile: 95, unit: 's', ...range });
  });

  it('ends at a documented range that the response omits', () => {
    expect(percentileRange([{ from: 30, records: 9 }], 'ms')).toMatchObject({ from: 30, to: 60 });
  });

  it('is in one of the returned ranges if they are not the documented ones', () => {
    const given = [45, 90, 10].map((from) => ({ from, records: from === 45 ? 100 : 0 }));
    expect(percentileRange(given, 's')).toMatchObject({ from: 45, to: 90 });
  });

  it('is not known without records', () => {
    expect(percentileRange(counts(0), 's')).toBeUndefined();
  });
});

describe('a DataStream 1 stream', () => {
  const ONE = { name: 'errors', kind: 'DataStream1', streamId: 5 } as const;
  const window = loggingWindow(NOW, undefined, 0);

  it('is logging if the API stores logs', () => {
    expect(loggingItem(ONE, 'ACTIVATED', true, window)).toMatchObject({
      delivery: 'logging',
      reason: 'Akamai has logs of the last 30 min. The API does not show whether connectors deliver them.',
    });
    expect(loggingItem(ONE, 'ACTIVATED', false, window).delivery).toBe('no-data');
    expect(loggingItem(ONE, 'ACTIVATING', false, window).delivery).toBe('pending');
  });

  it.each([
    ['by default', undefined, 0, 30],
    ['with records of an hour', undefined, 60, 120],
    ['with a period', 15 * MINUTE, 60, 15],
    ['with a period of more than Akamai keeps', 24 * HOUR, 0, 12 * 60 - 2],
  ])('is searched up to one minute ago %s', (_, period, timeFrame, minutes) => {
    const { from, to } = loggingWindow(NOW, period, timeFrame);
    expect((to - from) / MINUTE).toBe(minutes);
    expect(NOW - to).toBe(MINUTE);
  });
});
