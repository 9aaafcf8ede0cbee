import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scrub } from '../../src/apply/scrub.ts';

const SECRET = 'pa/ss "w+rd\\ ü1';

const encodings: readonly (readonly [string, (value: string) => string])[] = [
  ['raw', (value) => value],
  ['base64', (value) => Buffer.from(value).toString('base64')],
  ['base64url', (value) => Buffer.from(value).toString('base64url')],
  ['base64 of a pair of which it is the second part', (v) => Buffer.from(`user:${v}`).toString('base64')],
  ['base64 one byte further', (v) => Buffer.from(`users:${v}`).toString('base64')],
  ['base64 two bytes further', (v) => Buffer.from(`a-user:${v}`).toString('base64')],
  ['URL-encoded', encodeURIComponent],
  ['URL-encoded in lower case', (v) => encodeURIComponent(v).replace(/%../g, (code) => code.toLowerCase())],
  ['form-encoded', (value) => encodeURIComponent(value).replaceAll('%20', '+')],
  ['JSON-escaped', (value) => JSON.stringify(value)],
  ['hex', (value) => Buffer.from(value).toString('hex')],
  ['HEX', (value) => Buffer.from(value).toString('hex').toUpperCase()],
];

describe('the last net', () => {
  test.each(encodings)('masks a value in %s form', (_name, encode) => {
    const text = `before ${encode(SECRET)} after`;
    const clean = scrub(text, [SECRET]);
    expect(clean).toContain('***');
    expect(clean).not.toContain(encode(SECRET));
    expect(clean.startsWith('before ')).toBe(true);
    expect(clean.endsWith(' after')).toBe(true);
  });

  test('masks a line of a key by itself, and the key without its last newline', () => {
    const key = '-----BEGIN PRIVATE KEY-----\nMIIEvgIBADANBgkqhkiG9w0\nBAQEFAASCBKgwggSkAgEAAo\n';
    expect(scrub('bad line MIIEvgIBADANBgkqhkiG9w0', [key])).toBe('bad line ***');
    expect(scrub(`the key ${key.trim()}`, [key])).toBe('the key ***');
  });

  test('leaves words alone that are no longer than three characters', () => {
    expect(scrub('an odd one', ['odd', 'a'])).toBe('an odd one');
  });

  test('no value survives, whatever stands around it', () => {
    const value = fc.string({ minLength: 6, maxLength: 40 }).filter((text) => text.trim().length >= 6);
    fc.assert(
      fc.property(
        value,
        fc.string(),
        fc.string(),
        fc.constantFrom(...encodings),
        (secret, a, b, [, encode]) => {
          fc.pre(!a.includes(secret) && !b.includes(secret));
          expect(scrub(`${a}|${encode(secret)}|${b}`, [secret])).not.toContain(`|${encode(secret)}|`);
        },
      ),
      { numRuns: 200 },
    );
  });
});
