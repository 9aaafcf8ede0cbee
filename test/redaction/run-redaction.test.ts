import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OMITTED_TEXT } from '../../src/redaction/redactor.ts';
import { createRedaction } from '../../src/redaction/run-redaction.ts';
import { runs } from '../soak.ts';

const SECRET = 'pa/ss "w+rd\\ ü1';
const base64 = (value: string) => Buffer.from(value).toString('base64');
const percent = (value: string) => Buffer.from(value).toString('hex').replace(/../g, '%$&');

/** Forms of a value that are redacted. The text around them is kept. */
const forms: readonly (readonly [string, (value: string) => string])[] = [
  ['raw', (value) => value],
  ['base64', base64],
  ['base64url', (value) => Buffer.from(value).toString('base64url')],
  ['URL-encoded', encodeURIComponent],
  ['form-encoded', (value) => new URLSearchParams({ v: value }).toString().slice(2)],
  ['JSON-escaped', (value) => JSON.stringify(value)],
  ['hex', (value) => Buffer.from(value).toString('hex')],
  ['HEX', (value) => Buffer.from(value).toString('hex').toUpperCase()],
];

/** Encodings of a value that cannot be redacted alone, so that the whole text is omitted. */
const encodings: readonly (readonly [string, (value: string) => string])[] = [
  ['base64 of a pair of which it is the second part', (v) => base64(`user:${v}`)],
  ['base64 of a pair with a longer first part', (v) => base64(`a-user:${v}`)],
  ['base64 twice', (v) => base64(base64(v))],
  ['URL-encoded in lower case', (v) => encodeURIComponent(v).replace(/%../g, (code) => code.toLowerCase())],
  ['URL-encoded twice', (v) => encodeURIComponent(encodeURIComponent(v))],
  ['every byte URL-encoded', percent],
  ['entities', (v) => [...v].map((one) => `&#${one.codePointAt(0)};`).join('')],
  ['spaced', (v) => [...v].join(' ')],
];

const redacted = (text: string, values: readonly string[]) => createRedaction(values).redact(text);

describe('the redaction of every output', () => {
  test.each(forms)('redacts a value in %s form', (_name, encode) => {
    const text = `before ${encode(SECRET)} after`;
    const clean = redacted(text, [SECRET]);
    expect(clean).toContain('***');
    expect(clean).not.toContain(encode(SECRET));
    expect(clean.startsWith('before ')).toBe(true);
    expect(clean.endsWith(' after')).toBe(true);
  });

  test.each(encodings)('omits a text with an encoded value, but keeps the request: %s', (_, hide) => {
    const request = 'PUT /datastream-config-api/v1/datastream1/streams/7/activate was refused (400)';
    expect(redacted(`${request}: bad ${hide(SECRET)}. Fix it.`, [SECRET])).toBe(
      `${request}: ${OMITTED_TEXT}.`,
    );
    expect(redacted(`Someone ${hide(SECRET)} edited it.`, [SECRET])).toBe(OMITTED_TEXT);
    expect(redacted(`PUT /${hide(SECRET)} was refused (400): bad`, [SECRET])).not.toContain(hide(SECRET));
  });

  test('redacts a line of a key by itself, and the key without its last newline', () => {
    const key = '-----BEGIN PRIVATE KEY-----\nMIIEvgIBADANBgkqhkiG9w0\nBAQEFAASCBKgwggSkAgEAAo\n';
    expect(redacted('bad line MIIEvgIBADANBgkqhkiG9w0', [key])).toBe('bad line ***');
    expect(redacted(`the key ${key.trim()}`, [key])).toBe('the key ***');
  });

  test.each([
    ['bad token Zx81-the…', 'bad token ***…'],
    ['bad token Zx81-the%2Fto… Fix it.', 'bad token ***… Fix it.'],
    ['Zx81-the/token…', '***…'],
    ['bad token Zx… and Zx81', 'bad token Zx… and Zx81'],
  ])('redacts the beginning of a value that a cut text ends with: %s', (text, expected) => {
    expect(redacted(text, ['Zx81-the/token'])).toBe(expected);
  });

  test('keeps values of up to three characters', () => {
    expect(redacted('an odd one', ['odd', 'a'])).toBe('an odd one');
  });

  test('handles half a surrogate pair', () => {
    expect(redacted('a \ud800-half token', ['\ud800-half'])).toBe('a *** token');
  });

  test('no value survives, whatever text surrounds it', () => {
    const value = fc
      .string({ minLength: 6, maxLength: 40 })
      .filter((text) => text.replace(/\s/g, '').length >= 6);
    fc.assert(
      fc.property(
        value,
        fc.string(),
        fc.string(),
        fc.constantFrom(...forms, ...encodings),
        (secret, a, b, [, encode]) => {
          fc.pre(!a.includes(secret) && !b.includes(secret));
          expect(redacted(`${a}|${encode(secret)}|${b}`, [secret])).not.toContain(`|${encode(secret)}|`);
        },
      ),
      { numRuns: runs(200) },
    );
  });
});
