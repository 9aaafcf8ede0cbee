import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowOf } from '../../../src/commands/logs/window.ts';

const NOW = Date.UTC(2026, 0, 5, 9, 30, 15, 250);
const HOUR = 3_600_000;

describe('the window of logs', () => {
  it.each([
    ['2026-01-05T08:00:00Z', '2026-01-05T08:00:00Z'],
    ['2026-01-05T08:00:00', '2026-01-05T08:00:00Z'],
    ['2026-01-05 08:00', '2026-01-05T08:00:00Z'],
    ['2026-01-05T08:00:00+01:00', '2026-01-05T07:00:00Z'],
    ['2026-01-05t08:00:00.5z', '2026-01-05T08:00:00.500Z'],
    ['2026-01-05', '2026-01-05T00:00:00Z'],
    ['-15m', '2026-01-05T09:15:15Z'],
    ['-2h', '2026-01-05T07:30:15Z'],
    ['-90s', '2026-01-05T09:28:45Z'],
  ])('accepts a start written as %s', (start, iso) => {
    expect(windowOf({ start, end: 'now' }, NOW)).toEqual({ start: iso, end: '2026-01-05T09:29:15Z' });
  });

  it('ends at the current time by default, and a minute ago for "now"', () => {
    const start = '-1h';
    expect(windowOf({ start, end: '2026-01-05T09:30:15Z' }, NOW).end).toBe('2026-01-05T09:30:15Z');
    expect(windowOf({ start, end: 'NOW' }, NOW).end).toBe('2026-01-05T09:29:15Z');
  });

  it('accepts -12h for all that is kept, with a minute of margin', () => {
    expect(windowOf({ start: '-12h', end: 'now' }, NOW).start).toBe('2026-01-04T21:31:16Z');
  });

  it('lets the API check the start if a later page is requested', () => {
    const typed = { start: '2026-01-04T21:30:00Z', end: '2026-01-05T09:00:00Z' };
    expect(windowOf({ ...typed, page: 3 }, NOW)).toEqual(typed);
    expect(() => windowOf({ ...typed, page: 0 }, NOW)).toThrow('is too long ago');
  });

  it.each([
    ['-13h', 'now', /--start 2026-01-04T20:30:15Z is too long ago: Akamai keeps logs for 12 hours\./],
    ['2026-01-04', 'now', /--start 2026-01-04T00:00:00Z is too long ago/],
    ['-1h', '2026-01-05T09:31:00Z', /--end 2026-01-05T09:31:00Z is in the future\./],
    ['-1h', '-2h', /--start 2026-01-05T08:30:15Z is not before --end 2026-01-05T07:30:15Z\./],
    ['now', 'now', /is not before/],
  ])('refuses %s to %s, and states the usable window', (start, end, message) => {
    const wrong = () => windowOf({ start, end }, NOW);
    expect(wrong).toThrow(message);
    expect(wrong).toThrow('Usable now: 2026-01-04T21:31:16Z to 2026-01-05T09:29:15Z.');
  });

  it('suggests a window that is accepted unchanged', () => {
    const window = { start: '2026-01-04T21:31:16Z', end: '2026-01-05T09:29:15Z' };
    expect(windowOf(window, NOW)).toEqual(window);
  });

  it.each([
    '',
    'yesterday',
    '15m',
    '+15m',
    '-15',
    '-1d',
    '2026-02-30',
    '2026-01-05T25:00',
    '2026-1-5',
    '1767603600000',
  ])('refuses %j as a time, and shows the notation', (start) => {
    expect(() => windowOf({ start, end: 'now' }, NOW)).toThrow(
      `--start ${JSON.stringify(start)} is not a time. Write it as 2026-01-05T08:00:00Z`,
    );
  });

  it('never requests what the API would refuse', () => {
    const time = fc.oneof(
      fc.constant('now'),
      fc.tuple(fc.nat(50_000), fc.constantFrom('s', 'm', 'h')).map(([n, unit]) => `-${n}${unit}`),
      fc
        .date({ min: new Date(NOW - 13 * HOUR), max: new Date(NOW + HOUR), noInvalidDate: true })
        .map((d) => d.toISOString()),
    );
    fc.assert(
      fc.property(time, time, fc.integer({ min: NOW, max: NOW + 10_000 }), (start, end, now) => {
        try {
          const window = windowOf({ start, end }, now);
          expect(Date.parse(window.start)).toBeLessThan(Date.parse(window.end));
          expect(Date.parse(window.end)).toBeLessThanOrEqual(now);
          expect(Date.parse(window.start)).toBeGreaterThanOrEqual(now - 12 * HOUR);
        } catch (error) {
          if (!(error instanceof Error) || error.name !== 'UsageError') throw error;
        }
      }),
    );
  });
});
