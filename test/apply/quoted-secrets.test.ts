import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import type { Fault } from '../../src/simulator/protocol/faults.ts';
import { HTTPS } from '../builders/streams.ts';
import { Account, type Applied, errorOf, fault, HOUR, stepsText } from './account.ts';
import { manifest, manifest1 } from './manifests.ts';

const TOKEN = 'Zx81qQ/7-canary+tok';
const SEGMENT = encodeURIComponent(TOKEN);
const url = (segment: string) => `https://collectors.example.com/receiver/v1/http/${segment}`;
const env = { SUMO_URL: url(SEGMENT), LOG_USER: 'canary-user', LOG_PASSWORD: 'canary-password' };

const QUOTES: readonly (readonly [string, (text: string) => string])[] = [
  ['the decoded token', (text) => text],
  ['the token in its original notation', encodeURIComponent],
  ['the whole URL', (text) => url(encodeURIComponent(text))],
  ['entities', (text) => [...text].map((one) => `&#${one.codePointAt(0)};`).join('')],
  ['spaces in between', (text) => [...text].join(' ')],
  ['URL-encoded twice', (text) => encodeURIComponent(encodeURIComponent(text))],
  ['base64 twice', (text) => Buffer.from(Buffer.from(text).toString('base64')).toString('base64')],
];

/** One stream of DataStream 1 with one destination URL. */
function first(
  to: string | JsonObject,
  change: Partial<Omit<Manifest, 'spec'>> = {},
  timeFrame = 5,
): Manifest {
  const connectors = [{ connectorType: 'SUMO_LOGIC', connectorName: 'Sumo', url: to }];
  return manifest1('health', change, { timeFrame, connectors });
}

const reference = { env: 'SUMO_URL' };

/** A failure of all matching requests of an apply, with this message. */
function saying(detail: string, where: Omit<Fault, 'how'>, status = 400): Fault {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ errors: [{ title: detail, detail }], title: detail });
  return fault({ do: 'respond', status, body, headers }, { times: 0, ...where });
}

function expectFailedWithout(applied: Applied, steps: RegExp, secrets: readonly string[]): void {
  const [item] = applied.outcome.items;
  expect(stepsText(applied.outcome, item?.name ?? '')).toMatch(steps);
  expectNoneOf(applied, secrets);
}

function expectNoneOf({ outcome, events, journal }: Applied, secrets: readonly string[]): void {
  const text = JSON.stringify([outcome, events, journal]);
  for (const secret of secrets) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
  }
}

describe('the token of a URL that a server repeats', () => {
  const cases = QUOTES.flatMap(([name, quote]) =>
    [reference, url(SEGMENT)].map(
      (to) => [name, typeof to === 'string' ? 'in clear' : 'by reference', quote, to] as const,
    ),
  );

  test.each(cases)(
    'is redacted in an activation and the read before it: %s, %s',
    async (_, __, quote, to) => {
      for (const where of [
        { method: 'PUT', path: '/activate$' },
        { method: 'GET', path: '/streams/\\d+$', nth: 2 },
      ]) {
        const faults = [saying(`bad ${quote(TOKEN)} here`, where)];
        const applied = await new Account().apply([first(to)], { env, faults });
        expectFailedWithout(applied, /^create done, activate failed/, [TOKEN, SEGMENT, quote(TOKEN)]);
        expect(errorOf(applied.outcome, 'health')).toMatch(/\(400\)/);
      }
    },
  );

  test('is redacted in the read before a deactivation, which sends no content and needs no secret', async () => {
    const account = new Account();
    await account.apply([first(reference)], { env, wait: 10 * HOUR });
    const faults = [saying(`bad ${TOKEN}`, { method: 'GET', path: '/streams/\\d+$' })];
    const applied = await account.apply([first(reference, { state: 'inactive' })], { env, faults });
    expectFailedWithout(applied, /^deactivate failed/, [TOKEN]);
  });

  test('does not appear in part if a long text is cut', async () => {
    const faults = [saying(`${'x'.repeat(488)} ${TOKEN}`, { method: 'PUT', path: '/activate$' })];
    const applied = await new Account().apply([first(reference)], { env, faults });
    expectFailedWithout(applied, /^create done, activate failed/, [TOKEN.slice(0, 5)]);
  });

  test('is redacted in the events of a look-up', async () => {
    const faults = [saying(`bad ${TOKEN}`, { method: 'PUT', path: '/activate$' }, 500)];
    const applied = await new Account().apply([first(reference)], { env, faults });
    expect(applied.events.map(({ tag }) => tag)).toContain('looking-up');
    expectFailedWithout(applied, /^create done, activate failed/, [TOKEN]);
  });
});

describe('credentials of the live stream, which its manifest does not have', () => {
  const elsewhere = { env: 'NEW_URL' };
  const later = { ...env, NEW_URL: url('another-canary-token-2') };

  test.each(QUOTES)('are redacted in a deactivation and an update of DataStream 1: %s', async (_, quote) => {
    const said = saying(`${quote(TOKEN)} was refused`, { method: 'PUT' });
    for (const [change, steps] of [
      [{ state: 'inactive' }, /^deactivate failed/],
      [{}, /^update failed/],
    ] as const) {
      const account = new Account();
      await account.apply([first(url(SEGMENT))], { env, wait: 10 * HOUR });
      const applied = await account.apply([first(elsewhere, change, 60)], { env: later, faults: [said] });
      expectFailedWithout(applied, steps, [TOKEN, SEGMENT, quote(TOKEN)]);
    }
  });

  test.each([
    ['a query token', { endpoint: `https://logs.example.com/in?token=${SEGMENT}` }],
    ['a header', { customHeaderName: 'x-key', customHeaderValue: TOKEN }],
    ['a header with a scheme', { customHeaderName: 'x-key', customHeaderValue: `Bearer ${TOKEN}` }],
  ])('are redacted in a deactivation and an update of DataStream 2: %s', async (_, members) => {
    for (const [state, method, steps] of [
      ['inactive', 'POST', /^deactivate failed/],
      ['active', 'PUT', /^update failed/],
    ] as const) {
      const account = new Account();
      await account.converge([manifest('web', {}, { destination: { ...HTTPS, ...members } })]);
      const faults = [saying(`bad ${TOKEN} or ${SEGMENT}`, { method })];
      const applied = await account.apply([manifest('web', { state })], { env, faults });
      expectFailedWithout(applied, steps, [TOKEN, SEGMENT]);
    }
  });
});

describe('credentials of another stream than the one that fails', () => {
  test.each(QUOTES)('are redacted in the error of the stream before it: %s', async (_, quote) => {
    const to = (segment: string) => ({
      ...HTTPS,
      endpoint: `https://logs.example.com/in?t=${segment}`,
    });
    const manifests = [manifest('a'), manifest('b', {}, { destination: to(SEGMENT) })];
    const faults = [saying(`bad ${quote(TOKEN)} here`, { method: 'POST' })];
    expectFailedWithout(await new Account().apply(manifests, { faults }), /^create failed/, [TOKEN, SEGMENT]);
  });

  test('are redacted in a look-up after a create, whatever the stream contains that it finds', async () => {
    const change = { destination: { ...HTTPS, customHeaderName: 'x-key', customHeaderValue: TOKEN } };
    const acts = [{ act: 'edit', stream: 'web', change, by: `by ${TOKEN}` }] as const;
    const faults = [
      fault({ do: 'lose-response' }, { method: 'POST' }),
      fault({ do: 'concurrent-edit', when: 'before', acts }, { method: 'GET', path: '/streams/\\d+$' }),
    ];
    const applied = await new Account().apply([manifest('web', { state: 'inactive' })], { faults });
    expect(errorOf(applied.outcome, 'web')).toMatch(/version 2 by by \*\*\* at/);
    expectFailedWithout(applied, /^create failed/, [TOKEN]);
  });
});

describe('other strings from a server', () => {
  test('are redacted in names of streams that an update re-activated', async () => {
    const account = new Account();
    const { outcome } = await account.apply([first(reference)], { env, wait: 10 * HOUR });
    const streamId = outcome.items[0]?.streamId ?? 0;
    const key = (id: number, version: number) => ({
      streamVersionKey: { streamId: id, streamVersionId: version },
    });
    const body = JSON.stringify({
      ...key(streamId, 2),
      affectedStreams: [{ streamName: `stream ${TOKEN}`, ...key(streamId + 1, 3) }],
      affectedProperties: [{ propertyId: 7, propertyName: `www ${SEGMENT}` }],
    });
    const answer = { do: 'respond', status: 202, body, carriedOut: true } as const;
    const applied = await account.apply([first(reference, {}, 60)], {
      env,
      faults: [fault(answer, { method: 'PUT' })],
    });
    expect(applied.outcome.items[0]?.affected).toEqual({
      streams: [{ streamId: streamId + 1, name: 'stream ***', version: 3 }],
      sources: [{ id: 7, name: 'www ***' }],
    });
    expectNoneOf(applied, [TOKEN, SEGMENT]);
  });

  test('are redacted in a status that the API does not document', async () => {
    const account = new Account();
    const faults = [fault({ do: 'status', word: `BAD ${TOKEN}` }, { method: 'PUT', path: '/activate$' })];
    const applied = await account.apply([first(reference)], { env, faults });
    expectFailedWithout(applied, /^create done, activate failed/, [TOKEN]);
  });
});
