import process from 'node:process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isoDate } from '../../../src/api/streams/decode-row.ts';

describe('a date of a response', () => {
  it.each([
    ['2026-03-11T12:05:30Z', '2026-03-11T12:05:30Z'],
    ['2026-03-11T12:05:30', '2026-03-11T12:05:30Z'],
    ['2026-03-11T12:05:30.250', '2026-03-11T12:05:30.250Z'],
    ['2026-03-11 12:05:30', '2026-03-11T12:05:30Z'],
    ['2026-03-11T12:05', '2026-03-11T12:05:00Z'],
    ['2026-03-11T12:05:30+05:30', '2026-03-11T06:35:30Z'],
    ['11-03-2026 12:05:30 GMT', '2026-03-11T12:05:30Z'],
    ['2026-03-11', '2026-03-11T00:00:00Z'],
    ['soon', undefined],
  ])('%s is read as UTC, whatever the time zone of the machine', (text, read) => {
    const { TZ } = process.env;
    onTestFinished(() => {
      if (TZ === undefined) delete process.env['TZ'];
      else process.env['TZ'] = TZ;
    });
    process.env['TZ'] = 'Asia/Kolkata';
    expect(new Date(2026, 2, 11).getTimezoneOffset()).toBe(-330);
    expect(isoDate(text)).toBe(read);
  });
});
