import { describe, expect, it } from 'vitest';
import { awaitsRecords, judgeDelivery, needsHistory } from '../../src/delivery/judge.ts';
import { activation, DAY, type EvidenceParts, evidence, failed, MINUTE, NOW } from './evidence.ts';

const nothing = () => 0;
/** Records only in intervals that began at least this many minutes before the end. */
const until = (age: number) => (at: number) => (at >= age ? 100 : 0);
/** Nothing but failures in the newest intervals. */
const failingFor = (intervals: number) => (at: number) => (at <= intervals * 5 ? failed(50) : 100);
const daytime = (hour: number) => (hour >= 6 && hour < 22 ? 1200 : 0);
const nighttime = (hour: number) => (hour >= 18 || hour < 6 ? 1200 : 0);

type Case = readonly [name: string, word: string, parts: EvidenceParts];

const CASES: readonly Case[] = [
  // inactive and unknown
  ['a stream that was never active', 'inactive', { status: 'INACTIVE' }],
  ['a deactivated stream, although it had records', 'inactive', { status: 'DEACTIVATED' }],
  ['a stream that is being deactivated', 'inactive', { status: 'DEACTIVATING' }],
  ['an undocumented status', 'unknown', { status: 'PAUSED' }],

  // pending
  [
    '89 minutes after the activation, no records',
    'pending',
    { activated: 89, recent: nothing, week: nothing },
  ],
  [
    '91 minutes after the activation, no records',
    'no-data',
    { activated: 91, recent: nothing, week: nothing },
  ],
  [
    'a stream that is being activated for the first time',
    'pending',
    { status: 'ACTIVATING', recent: nothing },
  ],
  ['a new version that is being activated, records of the old one', 'delivering', { status: 'ACTIVATING' }],
  [
    'a new version that is being activated, nothing for 30 minutes',
    'pending',
    { status: 'ACTIVATING', recent: until(35) },
  ],
  ['20 minutes after a new version, records only before it', 'pending', { activated: 20, recent: until(30) }],
  ['20 minutes after a new version, records after it', 'delivering', { activated: 20 }],
  [
    '20 minutes after the activation, first attempts fail',
    'degraded',
    { activated: 20, recent: failingFor(2), week: nothing },
  ],
  [
    '25 minutes after the activation, three intervals fail',
    'failing',
    { activated: 25, recent: failingFor(4), week: nothing },
  ],

  ['an activation in the future, since clocks differ', 'pending', { activated: -3, recent: nothing }],

  // delivering and degraded
  ['records in every interval', 'delivering', {}],
  ['records, and the history was not read', 'delivering', { activated: 'not-read' }],
  [
    'uploads whose records the API does not count',
    'delivering',
    { recent: () => ({ successfulUploads: 3 }) },
  ],
  [
    'failed attempts that were repeated with success',
    'delivering',
    {
      recent: () => ({
        recordsAttempted: 9,
        successfulUploads: 1,
        failedAttempts: [{ code: '500', count: 4 }],
      }),
    },
  ],
  [
    'one lost record',
    'degraded',
    {
      recent: (age) => (age === 60 ? { recordsAttempted: 100, recordsFailed: 1, successfulUploads: 2 } : 100),
    },
  ],
  [
    'a lost record before the period',
    'delivering',
    { period: 15 * MINUTE, recent: (age) => (age === 60 ? failed(3) : 100) },
  ],
  [
    'a lost record of the version before',
    'delivering',
    { activated: 50, recent: (age) => (age === 60 ? failed(3) : 100) },
  ],
  [
    'more failed than attempted records',
    'degraded',
    { recent: () => ({ recordsAttempted: 5, recordsFailed: 9, successfulUploads: 1 }) },
  ],

  // failing
  ['2 intervals in which nothing arrived', 'degraded', { recent: failingFor(2) }],
  ['3 intervals in which nothing arrived', 'failing', { recent: failingFor(3) }],
  [
    '3 failed intervals with pauses between them',
    'failing',
    { recent: (age) => (age > 30 ? 100 : age % 10 === 0 ? failed(5) : 0) },
  ],
  [
    '2 failed intervals, a success, 2 failed intervals',
    'degraded',
    { recent: (age) => (age === 15 ? 100 : age <= 25 ? failed(5) : 100) },
  ],
  ['failures that have ended', 'degraded', { recent: (age) => (age > 60 ? failed(5) : 100) }],
  [
    'failed attempts without numbers of records',
    'failing',
    { recent: () => ({ failedAttempts: [{ code: '403', count: 2 }] }) },
  ],
  [
    'only failures since the activation',
    'failing',
    { activated: 110, recent: () => failed(5), week: nothing },
  ],
  [
    '2 failed intervals and nothing else since the activation 2 hours ago',
    'no-data',
    { activated: 115, recent: (age) => (age <= 10 ? failed(5) : 0), week: nothing },
  ],

  // no-data
  ['nothing in seven days', 'no-data', { recent: nothing, week: nothing }],
  [
    'nothing in seven days, and the history was not read',
    'no-data',
    { activated: 'not-read', recent: nothing, week: nothing },
  ],
  [
    'nothing since the activation, records of an earlier one',
    'no-data',
    { activated: 100, recent: nothing, week: (hour) => (hour < 9 ? 1200 : 0) },
  ],
  [
    'nothing since the activation three days ago',
    'no-data',
    { activated: 3 * 1440, recent: nothing, week: (_, days) => (days > 3 ? 1200 : 0) },
  ],

  // stopped and idle
  ['the last records 29 minutes ago', 'delivering', { recent: until(30) }],
  ['the last records 31 minutes ago', 'stopped', { recent: until(35) }],
  ['nothing for two hours in the day', 'stopped', { recent: nothing, week: daytime }],
  ['nothing for two hours, traffic at night only', 'idle', { recent: nothing, week: nighttime }],
  ['nothing for 31 minutes, traffic at night only', 'delivering', { recent: until(35), week: nighttime }],
  [
    'nothing for 31 minutes in the period of 15 minutes, traffic at night only',
    'idle',
    { period: 15 * MINUTE, recent: until(35), week: nighttime },
  ],
  [
    'traffic at these hours on one of seven days',
    'stopped',
    { recent: nothing, week: (_, days) => (days === 6 ? 1200 : 0) },
  ],
  [
    'traffic that usually ends within this hour',
    'idle',
    { recent: nothing, week: (hour) => (hour <= 11 ? 1200 : 0) },
  ],
  [
    'traffic that usually begins within this hour',
    'idle',
    { recent: nothing, week: (hour) => (hour >= 11 ? 1200 : 0) },
  ],
  [
    'nothing at night, but another stream of the property delivers',
    'stopped',
    { recent: nothing, week: nighttime, siblings: ['shop'] },
  ],
  ['records, and another stream of the property delivers', 'delivering', { siblings: ['shop'] }],
  [
    'nothing but failures for 30 minutes, in two intervals',
    'stopped',
    { recent: (age) => (age <= 30 ? (age <= 10 ? failed(5) : 0) : 100) },
  ],

  // probe
  ['idle, 14 minutes after a probe', 'idle', { recent: nothing, week: nighttime, probed: 14 }],
  ['idle, 15 minutes after a probe', 'no-data', { recent: nothing, week: nighttime, probed: 15 }],
  [
    'records of a probe',
    'delivering',
    { recent: (age) => (age === 10 ? 5 : 0), week: nighttime, probed: 15 },
  ],
];

describe('the delivery of a stream', () => {
  it.each(CASES)('%s: %s', (_, word, parts) => {
    const { delivery, reason } = judgeDelivery(evidence(parts));
    expect(delivery, reason).toBe(word);
    expect(reason).toMatch(/^[A-Z].*\.$/);
  });
});

describe('the reason', () => {
  it.each<readonly [string, EvidenceParts, string]>([
    [
      'since when',
      { activated: 180, recent: nothing, week: nothing },
      'since the activation at 2026-03-11 09:05 UTC',
    ],
    ['just now', { activated: 0, recent: nothing, week: nothing }, 'Activated just now. '],
    ['at most seven days', { recent: nothing, week: nothing }, 'in the last 7 days'],
    ['for how long', { recent: until(40) }, 'No record has arrived for 35 min. On 6 of the last 7 days'],
    [
      'which stream still delivers',
      { recent: until(40), siblings: ['shop'] },
      'Stream "shop" logs the same property',
    ],
    ['how many intervals', { recent: failingFor(4) }, 'in the last 4 five-minute intervals'],
    [
      'what the probe did',
      { recent: nothing, week: nothing, probed: 20 },
      'None of the 5 probe requests was logged',
    ],
  ])('says %s', (_, parts, text) => {
    expect(judgeDelivery(evidence(parts)).reason).toContain(text);
  });
});

describe('the activation history', () => {
  it.each<readonly [string, boolean, EvidenceParts]>([
    ['a stream that delivers and was saved long ago', false, { saved: 20 * 1440 }],
    ['a stream that was saved within the week', true, { saved: 3 * 1440 }],
    ['a stream of unknown age', true, {}],
    ['a silent stream', true, { saved: 20 * 1440, recent: nothing }],
    ['an inactive stream', false, { status: 'INACTIVE', recent: nothing }],
    ['a stream in transition', false, { status: 'ACTIVATING', recent: nothing }],
  ])('%s: read %s', (_, isNeeded, parts) => {
    expect(needsHistory(evidence({ ...parts, activated: 'not-read' }))).toBe(isNeeded);
  });

  it('may be in any order, and its invalid dates are ignored', () => {
    const activations = [
      activation(2, NOW - 20 * MINUTE),
      activation(1, NOW - 30 * DAY),
      { ...activation(3, NOW), modifiedDate: 'soon' },
    ];
    expect(judgeDelivery(evidence({ activations, recent: nothing })).delivery).toBe('pending');
  });
});

describe('a later look', () => {
  it.each<readonly [string, boolean, EvidenceParts]>([
    ['a pending stream', true, { activated: 20, recent: nothing }],
    ['a stream that delivers', false, {}],
    ['an idle stream', false, { recent: nothing, week: nighttime }],
    ['an idle stream after a probe', true, { recent: nothing, week: nighttime, probed: 5 }],
    ['a stopped stream after a probe', true, { recent: nothing, probed: 5 }],
    ['a stopped stream, long after a probe', false, { recent: nothing, probed: 20 }],
  ])('%s: %s', (_, isAwaited, parts) => {
    expect(awaitsRecords(evidence(parts))).toBe(isAwaited);
  });
});
