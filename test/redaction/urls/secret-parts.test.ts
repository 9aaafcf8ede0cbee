import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secretParts } from '../../../src/redaction/urls/secret-parts.ts';

describe('the secret parts of a credential', () => {
  it.each<[string, 'url' | 'url-path', string, readonly string[], readonly string[]]>([
    [
      'query values',
      'url',
      'https://h.example.com/p?a=one&b=two#three',
      ['one', 'two', 'three', 'a=one&b=two#three'],
      ['p', 'a'],
    ],
    [
      'a query without a name, with or without its padding',
      'url',
      'https://h/?Zm9vYmFyYmF6==',
      ['Zm9vYmFyYmF6==', 'Zm9vYmFyYmF6'],
      [],
    ],
    [
      'user and password, which may contain a colon',
      'url',
      'https://us%40er:pa:ss@h/x',
      ['us%40er', 'us@er', 'pa:ss'],
      ['h', 'x'],
    ],
    ['a password with a slash', 'url', 'https://user:pa/ss@h.example.com/x', ['user', 'pa/ss'], []],
    ['escapes, as written and decoded', 'url', 'https://h/?k=a%2Fb+c', ['a%2Fb+c', 'a/b+c', 'a/b c'], []],
    [
      'segments of a path',
      'url-path',
      'https://h/receiver/v1/http/CODE%3D',
      ['receiver', 'CODE%3D', 'CODE='],
      ['h', 'v1', 'http'],
    ],
    ['parameters of a segment', 'url-path', 'https://h/in;token=CODE', ['CODE'], []],
    [
      'a path in another notation',
      'url-path',
      ' https://H/a b/CÖDE',
      ['a%20b', 'a b', 'C%C3%96DE', 'CÖDE'],
      [],
    ],
    ['a value that is not a URL', 'url-path', 'no url', ['no url'], []],
  ])('include %s', (_, credential, value, parts, others) => {
    const result = secretParts(credential, value);
    expect(result).toEqual(expect.arrayContaining([...parts]));
    for (const other of others) expect(result).not.toContain(other);
  });

  it.each<['url' | 'url-path', string]>([
    ['url', 'https://h.example.com:8088/services/collector'],
    ['url', 'h.example.com'],
    ['url-path', 'https://h.example.com/'],
    ['url-path', 'https://h.example.com'],
  ])('are empty for a %s without any: %s', (credential, value) => {
    expect(secretParts(credential, value)).toEqual([]);
  });

  it.each([
    ['Bearer tok-12345678', 'tok-12345678'],
    ['Token=tok-12345678', 'tok-12345678'],
  ])('include a token without its label: %s', (value, token) => {
    expect(secretParts('whole', value)).toEqual([value, token]);
  });

  it('always include a token, at any position in a URL', () => {
    const token = fc
      .stringMatching(/^[A-Za-z0-9_-]{5,30}$/)
      .filter((text) => !/^(?:https?|v\d+)$/i.test(text));
    const places = [
      (text: string) => `https://h.example.com/in/${text}`,
      (text: string) => `https://h.example.com/in/${text}/end?a=b`,
      (text: string) => `https://h.example.com/?${text}`,
      (text: string) => `https://h.example.com/?a=b&k=${text}`,
      (text: string) => `https://h.example.com/#${text}`,
      (text: string) => `https://u:${text}@h.example.com/`,
      (text: string) => `https://${text}@h.example.com/`,
    ];
    fc.assert(
      fc.property(token, fc.constantFrom(...places), (text, put) => {
        expect(secretParts('url-path', put(text))).toContain(text);
      }),
    );
  });
});
