import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApiErrorKind } from '../../../src/api/errors/errors.ts';
import { problem } from '../../../src/api/transport/problem-details.ts';
import type { HttpRequest } from '../../../src/http/request.ts';
import { redactor } from '../../../src/redaction/redactor.ts';

const BASE = '/datastream-config-api/v3/log/cdn/streams';
const PUT: HttpRequest = {
  method: 'PUT',
  path: `${BASE}/7050?activate=true&accountSwitchKey=1-KEY`,
  body: '{}',
};
const GET: HttpRequest = { method: 'GET', path: `${BASE}/7050` };
const LIST: HttpRequest = { method: 'GET', path: BASE };
const NAME = `PUT ${BASE}/7050`;

const of = (status: number, body: unknown, request = PUT, headers = {}) =>
  problem(request, { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

const envelope = (status: number, ...errors: readonly object[]) => ({
  errors,
  instance: '6e067164-4a61-429a-abaf-87452fd47036',
  problemId: '6e067164-4a61-429a-abaf-87452fd47036',
  status,
  title: 'Bad Request',
  type: 'bad-request',
});

describe('the kind of an error', () => {
  it.each<[number, ApiErrorKind, 'nothing' | 'unknown']>([
    [400, 'refused', 'nothing'],
    [401, 'unauthorized', 'nothing'],
    [402, 'refused', 'nothing'],
    [403, 'forbidden', 'nothing'],
    [404, 'no-such-stream', 'nothing'],
    [408, 'timeout', 'unknown'],
    [409, 'refused', 'nothing'],
    [410, 'gone', 'nothing'],
    [415, 'refused', 'nothing'],
    [422, 'refused', 'nothing'],
    [429, 'rate-limited', 'nothing'],
    [500, 'server', 'unknown'],
    [502, 'server', 'unknown'],
    [503, 'server', 'unknown'],
    [504, 'server', 'unknown'],
    [599, 'server', 'unknown'],
    [101, 'unreadable', 'unknown'],
  ])('%i is %s, and the effect of a write with it is %s', (status, kind, happened) => {
    expect(of(status, '')).toMatchObject({ kind, details: { status, happened, request: NAME } });
    expect(of(status, '', GET).details.happened).toBe('nothing');
  });

  it('is no-such-stream for an unknown id only', () => {
    const detail = 'Stream does not exist. Please provide valid stream.';
    expect(of(400, envelope(400, { detail })).kind).toBe('no-such-stream');
    expect(of(400, envelope(400, { detail }), LIST).kind).toBe('refused');
    expect(of(404, '', LIST).kind).toBe('refused');
  });
});

describe('the error message', () => {
  it.each([
    [
      'the DataStream 2 envelope',
      400,
      envelope(400, { detail: 'Invalid product ID. Try again.', title: 'Bad Request' }),
      `${NAME} was refused (400): Invalid product ID. Try again.`,
    ],
    [
      'several errors',
      400,
      envelope(400, { detail: 'One.' }, { title: 'Two' }, { detail: 'One.' }),
      `${NAME} was refused (400): One; Two.`,
    ],
    [
      'an envelope without errors',
      400,
      { ...envelope(400), errors: [] },
      `${NAME} was refused (400): Bad Request.`,
    ],
    [
      'problem+json',
      504,
      {
        type: 'x',
        title: 'Gateway Timeout error',
        detail: 'The request has timed out, please try again in 2 minutes',
        status: 504,
      },
      `${NAME} failed (504): The request has timed out, please try again in 2 minutes.`,
    ],
    [
      'the older delete error',
      401,
      { errorCode: 'UNAUTHORIZED', errorMessage: 'Access denied.' },
      `${NAME} was refused (401): Access denied.`,
    ],
    ['another status inside the body', 500, { statusCode: 400, detail: 'odd' }, `${NAME} failed (500): odd.`],
    ['other JSON', 500, { reason: { code: 1 } }, `${NAME} failed (500).`],
    ['a JSON list', 500, '[1,2]', `${NAME} failed (500).`],
    ['a JSON text', 500, '"busy"', `${NAME} failed (500): busy.`],
    ['a JSON null', 500, 'null', `${NAME} failed (500): null.`],
    [
      'HTML',
      503,
      '<!DOCTYPE html><html><head><title>Service Unavailable</title><style>a{}</style></head><body><h1>Reference&nbsp;&#39;#9&#39; &amp; more</h1><script>x()</script></body></html>',
      `${NAME} failed (503): Service Unavailable Reference '#9' & more.`,
    ],
    [
      'XML',
      500,
      '<?xml version="1.0"?><error><message>no luck</message></error>',
      `${NAME} failed (500): no luck.`,
    ],
    [
      'plain text',
      503,
      'Your request did not succeed as this operation has reached  the limit for your account.',
      `${NAME} failed (503): Your request did not succeed as this operation has reached the limit for your account.`,
    ],
    ['nothing', 500, '', `${NAME} failed (500).`],
    ['blanks', 500, ' \r\n ', `${NAME} failed (500).`],
  ])('contains the text of %s', (_, status, body, message) => {
    expect(of(status, body).message).toBe(message);
  });

  it('names the members and the instance', () => {
    const detail = 'The field delimiter field for the STRUCTURED log format cannot be blank.';
    const error = of(
      400,
      envelope(400, { detail, illegalParameter: 'deliveryConfiguration.fieldDelimiter', illegalValue: null }),
    );
    expect(error.details).toMatchObject({
      members: ['deliveryConfiguration.fieldDelimiter'],
      instance: '6e067164-4a61-429a-abaf-87452fd47036',
      hint: 'Fix deliveryConfiguration.fieldDelimiter in the manifest.',
    });
  });

  it.each([
    [400, /Fix what the error names/],
    [401, /clock of this machine/],
    [403, /READ-WRITE/],
    [404, /spec\.streamId/],
    [409, /run again/],
    [410, /update datastream-gitops/],
    [415, /proxy/],
    [429, /two minutes/],
    [500, /Akamai's status page/],
    [504, /two minutes/],
  ])('%i says what to do next', (status, hint) => {
    expect(of(status, '').details.hint).toMatch(hint);
  });

  it('of a 401 reports a wrong clock', () => {
    const response = { status: 401, headers: { date: 'Thu, 01 Jan 2026 00:00:00 GMT' }, body: '' };
    const at = (iso: string) => problem(PUT, response, { now: Date.parse(iso) }).details.hint;
    expect(at('2026-01-01T00:07:00Z')).toContain('420 s ahead of');
    expect(at('2025-12-31T23:59:00Z')).toContain('60 s behind');
    expect(at('2026-01-01T00:00:05Z')).toContain('Check the credentials');
  });
});

describe('hostile bodies', () => {
  it('have no escape sequences, control characters or direction marks on the terminal', () => {
    const detail = '\u001B[31mred\u001B[0m \u001B]0;title\u0007 a\u0000b\nc\u202Ed\u200Be\u009B5m\uD800 f';
    const { message, details } = of(400, { detail, instance: '\u001B[2Jid', illegalParameter: 'a\tb' });
    expect(message).toBe(`${NAME} was refused (400): red a b c d e 5m f.`);
    expect(details).toMatchObject({ instance: 'id' });
    expect(details).not.toHaveProperty('members');
  });

  it('are bounded', () => {
    const errors = Array.from({ length: 1000 }, (_, index) => ({
      detail: `${index}${'x'.repeat(10_000)}`,
      illegalParameter: `m${index}`,
    }));
    const error = of(400, envelope(400, ...errors));
    expect(error.message.length).toBeLessThan(3_000);
    expect(error.details.members).toHaveLength(5);
    expect(of(500, 'y'.repeat(5_000_000)).message.length).toBeLessThan(700);
  });

  it.each(['<', '<script', '<!--', '&amp;', '"', '\u001B]', '\u001B['])(
    'that consist of %j are read in linear time',
    (piece) => {
      const began = performance.now();
      of(500, piece.repeat(1_000_000));
      expect(performance.now() - began).toBeLessThan(5_000);
    },
  );

  it('become one clean sentence for any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.json()),
        fc.integer({ min: 400, max: 599 }),
        (body, status) => {
          const { message } = of(status, body);
          expect(message).toMatch(/^PUT [^\p{C}]*\.$/u);
        },
      ),
    );
  });
});

describe('secrets', () => {
  const secret = 'p@ss/wörd+"<&\\~1234';
  const forms: readonly [string, string][] = [
    ['unchanged', secret],
    ['base64', Buffer.from(secret).toString('base64')],
    ['base64url', Buffer.from(secret).toString('base64url')],
    ['BASIC', Buffer.from(`logs:${secret}`).toString('base64')],
    ['URL-encoded', encodeURIComponent(secret)],
    ['in form encoding', new URLSearchParams({ v: secret }).toString().slice(2)],
    ['JSON-escaped', JSON.stringify(secret).slice(1, -1)],
    ['HTML-escaped', secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')],
    ['hexadecimal', Buffer.from(secret).toString('hex')],
  ];

  it.each(forms)('quoted by a server %s are redacted', (_, form) => {
    const bodies = [
      JSON.stringify({ detail: `bad value ${form} here`, instance: form, illegalParameter: form }),
      `bad value ${form} here`,
      `<html><body>bad value ${form} here</body></html>`,
    ];
    for (const body of bodies) {
      const error = problem(PUT, { status: 400, headers: {}, body }, { secrets: ['logs', secret] });
      const shown = `${error.message} ${JSON.stringify(error.details)}`;
      for (const [, each] of forms) expect(shown).not.toContain(each);
      expect(shown).not.toContain('wörd');
      expect(error.message).toContain('***');
    }
  });

  it('of several lines are also redacted line by line', () => {
    const key = `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(64)}\n${'B'.repeat(64)}\n-----END PRIVATE KEY-----\n`;
    const hide = redactor([key]);
    expect(hide(`refused: ${'B'.repeat(64)}`)).toBe('refused: ***');
    expect(hide(`refused: ${key}`)).not.toMatch(/A{64}|B{64}/);
  });

  it('that are very short are redacted if they are whole words', () => {
    expect(redactor(['a', ''])('user a may not')).toBe('user *** may not');
  });

  it('and the account switch key are not in the request that errors show', () => {
    expect(of(500, '').details.request).toBe(NAME);
  });
});
