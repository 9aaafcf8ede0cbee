import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import {
  allowances,
  count,
  duration,
  interval,
  logTypes,
  pageNumber,
  port,
  several,
} from '../../src/cli/arguments.ts';

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1.5h', 5_400_000],
    ['0.25s', 250],
    ['30', 30_000],
    ['0', 0],
  ])('%s is %i milliseconds', (text, milliseconds) => {
    expect(duration(text)).toBe(milliseconds);
  });

  it.each(['', 's', 'soon', '5 m', '5d', '-5s', '1h30m', '.5h', '1e3', '5M'])('is not "%s"', (text) => {
    expect(() => duration(text)).toThrow(InvalidArgumentError);
  });
});

describe('an interval', () => {
  it('is a duration of a second at least', () => {
    expect(interval('1s')).toBe(1000);
    expect(() => interval('0.9s')).toThrow('The least is 1s.');
    expect(() => interval('often')).toThrow(InvalidArgumentError);
  });
});

describe('raised limits', () => {
  it('are read from one option or several, the last one holding', () => {
    expect(allowances('live=12, delete=2')).toEqual({ live: 12, delete: 2 });
    expect(allowances('live=1', { live: 12, remove: 3 })).toEqual({ live: 1, remove: 3 });
    expect(allowances('deactivate=0')).toEqual({ deactivate: 0 });
  });

  it.each(['', 'live', 'live=', 'live=-1', 'live=many', 'all=1', 'LIVE=1', 'live=1,', 'live=1234567'])(
    'are not "%s"',
    (text) => {
      expect(() => allowances(text)).toThrow('Write KIND=N with one of live, deactivate, delete, remove');
    },
  );
});

describe('other arguments', () => {
  it('stand several times where that is meant', () => {
    expect(several('b', several('a'))).toEqual(['a', 'b']);
    expect(logTypes('edns', logTypes('cdn'))).toEqual(['cdn', 'edns']);
    expect(() => logTypes('CDN')).toThrow('Known log types: cdn, edns');
  });

  it('are ports from 0 to 65535', () => {
    expect([port('0'), port('65535')]).toEqual([0, 65_535]);
    for (const wrong of ['65536', '-1', '80.5', '', 'http', '1e3'])
      expect(() => port(wrong)).toThrow('0 to 65535');
  });

  it('are numbers of pages from 0 on', () => {
    expect([pageNumber('0'), pageNumber('5384')]).toEqual([0, 5384]);
    for (const wrong of ['-1', '1.5', '', 'last', '1e3', '1234567890'])
      expect(() => pageNumber(wrong)).toThrow('the first one is 0');
  });

  it('are whole numbers from 1 on', () => {
    expect([count('1'), count('999999')]).toEqual([1, 999_999]);
    for (const wrong of ['0', '1000000', '-1', '1.5', '', 'ten'])
      expect(() => count(wrong)).toThrow('whole number');
  });
});
