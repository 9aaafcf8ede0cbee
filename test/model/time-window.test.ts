import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isInWindow,
  nextChange,
  readTimeWindow,
  type TimeWindow,
  WINDOW_EXAMPLE,
} from '../../src/model/time-window.ts';

function isOpen(text: string, time: string): boolean {
  const window = readTimeWindow(text);
  if (typeof window === 'string') throw new Error(window);
  return isInWindow(window, Date.parse(time));
}

const BERLIN = 'Mon-Thu 09:00-16:00 Europe/Berlin';

describe('an activation window', () => {
  test.each([
    // 2026-11-30 is a Monday, in winter time (UTC+1).
    [BERLIN, '2026-11-30T07:59:59Z', false],
    [BERLIN, '2026-11-30T08:00:00Z', true],
    [BERLIN, '2026-11-30T14:59:59Z', true],
    [BERLIN, '2026-11-30T15:00:00Z', false],
    [BERLIN, '2026-12-03T10:00:00Z', true],
    [BERLIN, '2026-12-04T10:00:00Z', false],
    // In summer time (UTC+2), the same local time is an hour earlier.
    [BERLIN, '2026-07-06T07:00:00Z', true],
    [BERLIN, '2026-07-06T14:00:00Z', false],
    // The day is the local one: on Sunday evening in Berlin it is Monday in Tokyo.
    ['Mon 00:00-24:00 Asia/Tokyo', '2026-11-29T20:00:00Z', true],
    ['Mon 00:00-24:00 Asia/Tokyo', '2026-11-30T15:00:00Z', false],
    ['Mon,Wed 08:00-09:00 UTC', '2026-12-02T08:30:00Z', true],
    ['Mon,Wed 08:00-09:00 UTC', '2026-12-01T08:30:00Z', false],
    ['Sat-Mon 08:00-09:00 UTC', '2026-11-29T08:30:00Z', true],
    ['Sat-Mon 08:00-09:00 UTC', '2026-12-01T08:30:00Z', false],
  ])('%s at %s: %s', (text, time, open) => {
    expect(isOpen(text, time)).toBe(open);
  });

  test.each([
    ['2026-11-30T21:59:00Z', false],
    ['2026-11-30T22:00:00Z', true],
    ['2026-12-01T01:59:00Z', true],
    ['2026-12-01T02:00:00Z', false],
    // Tuesday night does not belong to Monday.
    ['2026-12-01T23:00:00Z', false],
    // Nor does the night before.
    ['2026-11-30T01:00:00Z', false],
  ])('over midnight begins on its day and ends on the next: %s %s', (time, open) => {
    expect(isOpen('Mon 22:00-02:00 UTC', time)).toBe(open);
  });

  test('over midnight continues from Sunday to Monday', () => {
    expect(isOpen('Sun 22:00-02:00 UTC', '2026-11-30T01:00:00Z')).toBe(true);
  });

  test.each([
    // 2026-03-29, 02:00 → 03:00: the hour does not exist.
    ['Sun 02:00-03:00 Europe/Berlin', '2026-03-29T00:59:00Z', false],
    ['Sun 02:00-03:00 Europe/Berlin', '2026-03-29T01:00:00Z', false],
    ['Sun 02:00-04:00 Europe/Berlin', '2026-03-29T01:00:00Z', true],
    // 2026-10-25, 03:00 → 02:00: the hour comes twice.
    ['Sun 02:00-03:00 Europe/Berlin', '2026-10-25T00:30:00Z', true],
    ['Sun 02:00-03:00 Europe/Berlin', '2026-10-25T01:30:00Z', true],
    ['Sun 02:00-03:00 Europe/Berlin', '2026-10-25T02:00:00Z', false],
  ])('follows local time through a change of daylight saving: %s at %s %s', (text, time, open) => {
    expect(isOpen(text, time)).toBe(open);
  });

  test.each(['; ', '\n', ';\n'])('allows the times of each of its entries, separated by %j', (separator) => {
    const text = ['Mon 08:00-09:00 UTC', 'Tue 10:00-11:00 UTC', ''].join(separator);
    expect(isOpen(text, '2026-11-30T08:00:00Z')).toBe(true);
    expect(isOpen(text, '2026-12-01T10:00:00Z')).toBe(true);
    expect(isOpen(text, '2026-12-01T08:00:00Z')).toBe(false);
  });

  test('without entries never allows anything', () => {
    expect(isOpen(' \n', '2026-11-30T08:00:00Z')).toBe(false);
  });

  test.each([
    ['09:00-16:00 Europe/Berlin', /not days, times and a time zone/],
    ['Mon-Thu 9:00-16:00 Europe/Berlin', /not days, times and a time zone/],
    ['Mon-Thu 09:00-16:00', /not days, times and a time zone/],
    ['Mon - Thu 09:00-16:00 UTC', /not days, times and a time zone/],
    ['mon-thu 09:00-16:00 UTC', /"mon-thu" is not one of Mon, /],
    ['Mon-Tue-Wed 09:00-16:00 UTC', /"Mon-Tue-Wed" is not one of/],
    ['Mon, 09:00-16:00 UTC', /"Mon," is not one of/],
    ['Mon 09:00-24:01 UTC', /outside 00:00-24:00/],
    ['Mon 09:60-10:00 UTC', /outside 00:00-24:00/],
    ['Mon 24:00-10:00 UTC', /outside 00:00-24:00/],
    ['Mon 09:00-09:00 UTC', /a whole day is 00:00-24:00/],
    ['Mon 09:00-16:00 Europe/Berlim', /"Europe\/Berlim" is not a known time zone/],
    ['Mon 09:00-16:00 +02:00', /"\+02:00" is not a known time zone/],
    [`${WINDOW_EXAMPLE}; Fri 09:00-12:00`, /"Fri 09:00-12:00" is not days/],
  ])('%s is refused', (text, why) => {
    expect(readTimeWindow(text)).toMatch(why);
  });

  test('has a valid example', () => {
    expect(readTimeWindow(WINDOW_EXAMPLE)).toHaveLength(1);
  });
});

const DATED = '2026-12-20..2027-01-03 Europe/Berlin';

describe('a period of days', () => {
  test.each([
    [DATED, '2026-12-19T22:59:59Z', false],
    [DATED, '2026-12-19T23:00:00Z', true],
    [DATED, '2027-01-03T22:59:59Z', true],
    [DATED, '2027-01-03T23:00:00Z', false],
    ['2026-12-24 18:00-02:00 UTC', '2026-12-25T01:59:59Z', true],
    ['2026-12-24 18:00-02:00 UTC', '2026-12-25T18:30:00Z', false],
    ['2026-12-24 18:00-02:00 UTC', '2026-12-24T01:00:00Z', false],
  ])('%s contains %s: %s', (text, time, isIn) => {
    expect(isOpen(text, time)).toBe(isIn);
  });

  test.each(['2026-02-30 UTC', '2027-01-03..2026-12-20 UTC', '2026-12-20.. UTC', '2026-12-20..2027 UTC'])(
    '%s is not valid',
    (text) => {
      expect(readTimeWindow(text)).toMatch(/is not a date, or a first and a last date|is not days, times/);
    },
  );
});

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
const DAY_NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MINUTE = 60_000;
/** Around a change to daylight saving in most zones, and an ordinary week. */
const STARTS = ['2026-03-27', '2026-10-23', '2026-04-03', '2026-07-01'].map((day) => Date.parse(day));

const clockTime = fc
  .tuple(fc.nat(23), fc.constantFrom(0, 7, 30, 59))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
const weekly = fc.record({
  days: fc.subarray(DAY_NAMES, { minLength: 1 }),
  from: clockTime,
  to: clockTime,
  zone: fc.constantFrom(...ZONES),
});
type Weekly = typeof weekly extends fc.Arbitrary<infer T> ? T : never;

/** Judges by the text that another locale prints, minute by minute. */
function isWithin({ days, from, to, zone }: Weekly, time: number): boolean {
  const [date = '', clock = ''] = new Date(time).toLocaleString('sv-SE', { timeZone: zone }).split(' ');
  const minute = clock.slice(0, 5);
  const dayOf = (shift: number) =>
    new Date(Date.parse(date) + shift * 86_400_000).toLocaleDateString('en-US', {
      weekday: 'short',
      timeZone: 'UTC',
    });
  if (from < to) return days.includes(dayOf(0)) && from <= minute && minute < to;
  return (days.includes(dayOf(0)) && from <= minute) || (days.includes(dayOf(-1)) && minute < to);
}

function windowOf(entries: readonly Weekly[]): TimeWindow {
  const window = readTimeWindow(
    entries.map(({ days, from, to, zone }) => `${days.join(',')} ${from}-${to} ${zone}`).join(';'),
  );
  if (typeof window === 'string') throw new Error(window);
  return window;
}

const windows = fc.array(
  weekly.filter(({ from, to }) => from !== to),
  { minLength: 1, maxLength: 2 },
);

test('a window contains the minutes that an independent implementation finds, also when the clocks change', () => {
  fc.assert(
    fc.property(windows, fc.constantFrom(...STARTS), fc.nat(5 * 1440), (entries, start, minutes) => {
      const time = start + minutes * MINUTE;
      expect(isInWindow(windowOf(entries), time)).toBe(entries.some((entry) => isWithin(entry, time)));
    }),
    { numRuns: 400 },
  );
});

test('the next change is the first minute that differs', () => {
  fc.assert(
    fc.property(windows, fc.constantFrom(...STARTS), fc.nat(3 * 1440), (entries, start, minutes) => {
      const window = windowOf(entries);
      const time = start + minutes * MINUTE;
      const isIn = isInWindow(window, time);
      let expected: number | undefined;
      for (let at = time + MINUTE; at <= time + 1440 * MINUTE && expected === undefined; at += MINUTE)
        if (isInWindow(window, at) !== isIn) expected = at;
      expect(nextChange(window, time, 1)).toBe(expected);
    }),
    {
      numRuns: 60,
      examples: [
        // Begins on the day on which the clocks change, before they do; in UTC, that is the day before.
        [
          [{ days: ['Sun'], from: '00:00', to: '00:59', zone: 'Australia/Lord_Howe' }],
          Date.parse('2026-04-03'),
          780,
        ],
      ],
    },
  );
});
