import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { hostOf, hostPattern, matchesAnyOwner } from '../../src/policy/host.ts';

describe('the host of an address', () => {
  it.each([
    ['https://logs.example.com/akamai', 'logs.example.com'],
    ['HTTPS://LOGS.Example.COM:8443', 'logs.example.com'],
    ['https://logs.example.com.', 'logs.example.com'],
    ['https://logs.example.com?x=1', 'logs.example.com'],
    ['https://user:pass@logs.example.com/', 'logs.example.com'],
    ['https://good.example:443@attacker.example/', 'attacker.example'],
    ['https://good.example%2f@attacker.example/', 'attacker.example'],
    ['https://logs.example.com/a@b', 'logs.example.com'],
    ['objects.example.com', 'objects.example.com'],
    ['https://bücher.example/', 'xn--bcher-kva.example'],
    ['https://ЕXAMPLE.com', 'xn--xample-2of.com'],
    ['https://0x7f.1/', '127.0.0.1'],
    ['https://[2001:DB8::1]:8443/', '[2001:db8::1]'],
    ['https://internal_host/', 'internal_host'],
  ])('%j: %s', (address, host) => {
    expect(hostOf(address)).toBe(host);
  });

  it.each([
    'https://attacker.example\\@good.example/',
    'https://attacker.example\\good.example/',
    'https:\\\\attacker.example/',
    'https:/attacker.example/',
    'https:attacker.example',
    '//attacker.example/',
    'https:///attacker.example/',
    'https://good.example@x@attacker.example/',
    'https://attacker.example#@good.example/',
    'https://attacker.example?@good.example/',
    'https://attacker.example\t.good.example/',
    'https://attacker.example\n.good.example/',
    ' https://good.example/',
    'https://good.example\u200b/',
    'https://good%2eexample/',
    'https://good。example/',
    'https://good.example:port/',
    'ftp://good.example/',
    'javascript:good.example',
    'https://',
    '',
  ])('%j is not known, since parsers read it differently or not at all', (address) => {
    expect(hostOf(address)).toBeUndefined();
  });

  it('is the one that the URL standard finds, whatever the address', () => {
    const address = fc
      .array(
        fc.constantFrom(
          'https://',
          'a.example',
          'b',
          '@',
          ':',
          '/',
          '\\',
          '?',
          '#',
          '.',
          '%2e',
          '[',
          'ü',
          '\t',
        ),
        {
          maxLength: 8,
        },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(address, (text) => {
        const host = hostOf(text);
        if (host === undefined) return;
        const url = /^https?:\/\//i.test(text) ? text : `https://${text}`;
        expect(new URL(url).hostname.replace(/\.$/, '')).toBe(host);
      }),
      { numRuns: 5_000 },
    );
  });
});

test.each([
  ['*.EXAMPLE.com.', '*.example.com'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['*.bücher.example', '*.xn--bcher-kva.example'],
  ['*', '*'],
])('the pattern %s is compared as %s', (pattern, compared) => {
  expect(hostPattern(pattern)).toBe(compared);
});

test.each([
  ['*', false],
  ['logs.example.com', false],
  ['*.example.com', false],
  ['logs-*.example.com', false],
  ['*example.com', true],
  ['*.com', true],
  ['logs.*', true],
  ['logs.example.*', true],
  ['logs.example.com*', true],
  ['logs*', true],
])('the pattern %s may match hosts of any owner: %s', (pattern, isLoose) => {
  expect(matchesAnyOwner(pattern)).toBe(isLoose);
});
