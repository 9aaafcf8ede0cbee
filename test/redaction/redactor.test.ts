import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problem } from '../../src/api/transport/problem-details.ts';
import type { HttpRequest } from '../../src/http/request.ts';
import { OMITTED_TEXT, redactor } from '../../src/redaction/redactor.ts';

const PUT: HttpRequest = {
  method: 'PUT',
  path: '/datastream-config-api/v3/log/cdn/streams/7050',
  body: '{}',
};
const SECRET = 'wJalr/K7MDENG+bPx"Rfi<CYéKEY';
const letters = [...SECRET];

type Encoding = (text: string) => string;
const json: Encoding = (text) => JSON.stringify(text).slice(1, -1);
const base64: Encoding = (text) => Buffer.from(text).toString('base64');
const hex: Encoding = (text) => Buffer.from(text).toString('hex');
const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const unicode: Encoding = (text) =>
  text.replace(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
const percent: Encoding = (text) => hex(text).replace(/../g, (byte) => `%${byte}`);
const between = (text: string, what: string) => [...text].join(what);
const lines = (text: string, length: number, end: string) =>
  (text.match(new RegExp(`.{1,${length}}`, 'g')) ?? []).join(end);

const DISGUISES: readonly [string, Encoding][] = [
  ['JSON twice', (text) => json(json(text))],
  ['JSON three times', (text) => json(json(json(text)))],
  ['decimal entities', (text) => [...text].map((one) => `&#${one.codePointAt(0)};`).join('')],
  [
    'hexadecimal entities',
    (text) => [...text].map((one) => `&#x${one.codePointAt(0)?.toString(16)};`).join(''),
  ],
  [
    'some entities',
    (text) => text.replaceAll('"', '&#34;').replaceAll('/', '&#x2f;').replaceAll('+', '&plus;'),
  ],
  ['entities of entities', (text) => [...text].map((one) => `&amp;#${one.codePointAt(0)};`).join('')],
  ['base64 with line breaks', (text) => lines(base64(text), 7, '\n')],
  ['base64 with escaped line breaks', (text) => lines(base64(text), 5, '\\r\\n')],
  ['base64 with spaces', (text) => between(base64(text), ' ')],
  ['base64 twice', (text) => base64(base64(text))],
  ['base64 three times', (text) => base64(base64(base64(text)))],
  ['base64 twice with line breaks', (text) => lines(base64(lines(base64(text), 9, '\n')), 11, ' ')],
  ['base64 of hexadecimal', (text) => base64(hex(text))],
  ['base64 inside a longer one', (text) => base64(`user:${text}:more`)],
  ['UTF-16 as base64', (text) => utf16(text).toString('base64')],
  ['UTF-16 as hexadecimal', (text) => utf16(text).toString('hex')],
  ['UTF-16 in the other byte order', (text) => utf16(text).swap16().toString('hex')],
  ['hexadecimal with colons', (text) => hex(text).replace(/..(?=.)/g, '$&:')],
  [
    'hexadecimal with spaces',
    (text) =>
      hex(text)
        .toUpperCase()
        .replace(/..(?=.)/g, '$& '),
  ],
  ['hexadecimal numbers', (text) => hex(text).replace(/../g, '0x$&, ')],
  ['JavaScript bytes', (text) => Buffer.from(text, 'latin1').toString('hex').replace(/../g, '\\x$&')],
  ['several lines', (text) => lines(text, 6, '\n')],
  ['spaces in between', (text) => between(text, ' ')],
  ['zero-width characters in between', (text) => between(text, '\u200B')],
  ['other invisible characters in between', (text) => between(text, '\u034F\uFE0F\u3164')],
  ['color codes in between', (text) => between(text, '\u001B[31m')],
  ['tags in between', (text) => [...text.replaceAll('<', '&lt;')].map((one) => `<b>${one}</b>`).join('')],
  ['URL-encoded twice', (text) => encodeURIComponent(encodeURIComponent(text))],
  ['every character URL-encoded', percent],
  ['every character URL-encoded twice', (text) => encodeURIComponent(percent(text))],
  ['\\uXXXX', unicode],
  ['\\uXXXX twice', (text) => json(unicode(text))],
];

describe('an encoded secret', () => {
  it.each(DISGUISES)('redacts the whole text: %s', (_, encoding) => {
    const quoted = encoding(SECRET);
    for (const result of [`the value ${quoted} is bad`, quoted, `x${quoted}`]) {
      const bodies = [
        JSON.stringify({ detail: result }),
        JSON.stringify({ errors: [{ title: result }] }),
        `: ${result}`,
      ];
      for (const body of bodies) {
        const error = problem(PUT, { status: 400, headers: {}, body }, { secrets: [SECRET] });
        expect(error.message).toBe(`${PUT.method} ${PUT.path} was refused (400): ${OMITTED_TEXT}.`);
      }
    }
  });

  it('is detected if it is split over several errors', () => {
    const errors = [letters.slice(0, 9), letters.slice(9)].map((half) => ({ detail: half.join('') }));
    const response = { status: 400, headers: {}, body: JSON.stringify({ errors }) };
    expect(problem(PUT, response, { secrets: [SECRET] }).message).toContain(OMITTED_TEXT);
  });

  it('is detected for any secret at any position', () => {
    const secrets = fc.string({
      minLength: 12,
      maxLength: 40,
      unit: fc.constantFrom(...'abcXYZ0189+/=-_"&~'),
    });
    const disguises = fc.constantFrom(base64, hex, percent, unicode, json);
    const prose = fc.string({ maxLength: 20, unit: fc.constantFrom(...'some words, 12: ') });
    fc.assert(
      fc.property(secrets, disguises, disguises, prose, prose, (secret, inner, outer, before, after) => {
        const shown = redactor([secret])(`${before} ${outer(inner(secret))} ${after}`);
        expect(shown === OMITTED_TEXT || shown.includes('***')).toBe(true);
        expect(shown).not.toContain(outer(inner(secret)));
      }),
    );
  });
});

describe('a text without secrets', () => {
  it.each([
    'Your request did not succeed as this operation has reached the limit for your account.',
    'Reference #9.6f64d440.1318965461.2f2b078 (6e067164-4a61-429a-abaf-87452fd47036)',
    'C:\\logs\\new %41 &amp; &#x2f; <b>bold</b> aGVsbG8gd29ybGQ= 68656c6c6f20776f726c64',
  ])('is not changed: %s', (text) => {
    expect(redactor([SECRET, 'akab-client-token-xxx'])(text)).toBe(text);
  });

  it('is not changed if it has the length of a page', () => {
    const page = '<p>The field delimiter of the <code>STRUCTURED</code> format cannot be blank.</p>\n'.repeat(
      700,
    );
    expect(redactor([SECRET])(page)).toBe(page);
  });

  it.each(['\\', '%25', '&amp;', '&#x', '<', 'VmpGamFa', '3', 'EG1-HMAC', 'nonce=', ' ', '\\u005c'])(
    'made of %j is processed in bounded time',
    (piece) => {
      const began = performance.now();
      redactor([SECRET])(piece.repeat(1_000_000));
      expect(performance.now() - began).toBeLessThan(2_000);
    },
  );
});

describe('a quoted Authorization header', () => {
  const nonce = 'bd0a4a2a-31a5-4a39-b8d5-6ff5d5b6a3ee';
  const signature = 'tL+y4hxyHxgWVD30X3pWnGKHcPzmrIF+LThiAOhMxYU=';
  const header = `EG1-HMAC-SHA256 client_token=akab-c;access_token=akab-a;timestamp=20260101T08:00:00+0000;nonce=${nonce};signature=${signature}`;
  const hide = redactor(['akab-c', 'akab-a']);

  it('is shown without its signature', () => {
    expect(hide(`bad: ${header}`)).toBe(
      'bad: EG1-HMAC-SHA256 client_token=***;access_token=***;timestamp=20260101T08:00:00+0000;nonce=***;signature=***',
    );
  });

  it.each([percent, base64, unicode, encodeURIComponent])('is redacted in an encoded form', (encoding) => {
    const rest = header.replaceAll(/akab-./g, 'x');
    expect(hide(`bad: ${encoding(rest)}`)).toBe(OMITTED_TEXT);
  });
});

describe("members in a server's message", () => {
  const membersOf = (...result: readonly string[]) => {
    const errors = result.map((illegalParameter) => ({ detail: 'Bad.', illegalParameter }));
    const response = { status: 400, headers: {}, body: JSON.stringify({ errors }) };
    return problem(PUT, response, { secrets: [SECRET, 'abcdefgh'] }).details.members;
  };

  it('are shown if they are dotted paths', () => {
    const paths = ['deliveryConfiguration.fieldDelimiter', 'properties[0].propertyId', 'a_b'];
    expect(membersOf(...paths)).toEqual(paths);
  });

  it.each(['run this: rm', 'a\tb', 'a.b"', 'x'.repeat(201), SECRET, 'abcdefgh', hex('abcdefgh'), 'wörter'])(
    'are not shown otherwise: %j',
    (result) => {
      expect(membersOf(result)).toBeUndefined();
    },
  );
});
