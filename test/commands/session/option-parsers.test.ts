import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/commands/session/context.ts';
import {
  parseActionChoice,
  parseAllowances,
  parseCount,
  parseDuration,
  parseFileNextToNames,
  parseHostMapping,
  parseInterval,
  parsePageNumber,
  parsePort,
  parseSize,
} from '../../../src/commands/session/option-parsers.ts';

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
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['', 's', 'soon', '5 m', '5d', '-5s', '1h30m', '.5h', '1e3', '5M'])('is not "%s"', (text) => {
    expect(() => parseDuration(text)).toThrow(UsageError);
  });
});

describe('a size', () => {
  it.each([
    ['1', 1],
    ['64KiB', 65_536],
    ['16MiB', 16_777_216],
    ['2GiB', 2_147_483_648],
  ])('%s is %i bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(['', '0', '0MiB', '16MB', '1.5MiB', '-1', '16 MiB', 'all'])('is not "%s"', (text) => {
    expect(() => parseSize(text)).toThrow('Write a size like 64KiB');
  });
});

describe('a host mapping', () => {
  it.each([
    ['logs.example.com=127.0.0.1:8443', { host: 'logs.example.com', address: '127.0.0.1', port: 8443 }],
    ['Logs.Example.com=127.1.2.3:1', { host: 'logs.example.com', address: '127.1.2.3', port: 1 }],
    ['logs.example.com=[::1]:8443', { host: 'logs.example.com', address: '::1', port: 8443 }],
  ])('%s is a name with an address of this machine', (text, mapping) => {
    expect(parseHostMapping(text)).toEqual(mapping);
  });

  it.each([
    'logs.example.com',
    'logs.example.com=127.0.0.1',
    'logs.example.com=127.0.0.1:0',
    'logs.example.com=127.0.0.1:65536',
    'logs.example.com=203.0.113.9:8443',
    'logs.example.com=127.0.0.1.example.com:8443',
    'logs.example.com=127.0.0.300:8443',
    'logs.example.com=localhost:8443',
    '=127.0.0.1:8443',
    'a b=127.0.0.1:8443',
    'https://logs.example.com=127.0.0.1:8443',
  ])('is not "%s"', (text) => {
    expect(() => parseHostMapping(text)).toThrow('Write HOST=ADDRESS:PORT with a loopback address');
  });
});

describe('an interval', () => {
  it('is a duration of a second at least', () => {
    expect(parseInterval('1s')).toBe(1000);
    expect(() => parseInterval('0.9s')).toThrow('The minimum is 1s.');
    expect(() => parseInterval('often')).toThrow(UsageError);
  });
});

describe('raised limits', () => {
  it('are read from one option or several, the last one holding', () => {
    expect(parseAllowances('live=12, delete=2')).toEqual({ live: 12, delete: 2 });
    expect(parseAllowances('live=1', { live: 12, remove: 3 })).toEqual({ live: 1, remove: 3 });
    expect(parseAllowances('deactivate=0')).toEqual({ deactivate: 0 });
  });

  it.each(['', 'live', 'live=', 'live=-1', 'live=many', 'all=1', 'LIVE=1', 'live=1,', 'live=1234567'])(
    'are not "%s"',
    (text) => {
      expect(() => parseAllowances(text)).toThrow(
        'Write KIND=N with one of live, deactivate, delete, remove',
      );
    },
  );
});

describe('other arguments', () => {
  it('are files that cannot be mistaken for names of streams', () => {
    expect(parseFileNextToNames('./web')).toBe('./web');
    expect(parseFileNextToNames('account.json')).toBe('account.json');
    expect(() => parseFileNextToNames('web')).toThrow('Write ./web for a file');
  });

  it('are ways to use the Action, or Actions at a commit or a tag of a version', () => {
    const pinned = `acme/logs@${'0'.repeat(40)}`;
    expect(parseActionChoice(pinned)).toBe(`${pinned} # datastream-gitops`);
    for (const given of ['copy', 'commit', 'tag', 'acme/logs@v1', 'acme/logs/action@v1.2.3-rc.1'])
      expect(parseActionChoice(given)).toBe(given);
    for (const wrong of [
      'copied',
      'acme/logs',
      'acme/logs@main',
      'acme/logs@0123456',
      `logs@${'0'.repeat(40)}`,
    ])
      expect(() => parseActionChoice(wrong)).toThrow('all 40 digits of a commit');
    for (const wrong of [`${pinned}\n  run: x`, 'acme/logs@v1\n', 'acme/logs@v1 # x'])
      expect(() => parseActionChoice(wrong)).toThrow('all 40 digits of a commit');
  });

  it('are ports from 0 to 65535', () => {
    expect([parsePort('0'), parsePort('65535')]).toEqual([0, 65_535]);
    for (const wrong of ['65536', '-1', '80.5', '', 'http', '1e3'])
      expect(() => parsePort(wrong)).toThrow('0 to 65535');
  });

  it('are numbers of pages from 0 on', () => {
    expect([parsePageNumber('0'), parsePageNumber('5384')]).toEqual([0, 5384]);
    for (const wrong of ['-1', '1.5', '', 'last', '1e3', '1234567890'])
      expect(() => parsePageNumber(wrong)).toThrow('the first one is 0');
  });

  it('are whole numbers from 1 on', () => {
    expect([parseCount('1'), parseCount('999999')]).toEqual([1, 999_999]);
    for (const wrong of ['0', '1000000', '-1', '1.5', '', 'ten'])
      expect(() => parseCount(wrong)).toThrow('whole number');
  });
});
