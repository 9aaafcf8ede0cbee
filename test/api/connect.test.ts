import { describe, expect, it } from 'vitest';
import { type ConnectOptions, connect, readOnly } from '../../src/api/connect.ts';
import type { Transport } from '../../src/api/transport/transport.ts';
import { AccessError } from '../../src/http/access-error.ts';
import type { HttpRequest } from '../../src/http/request.ts';
import { systemClock } from '../../src/http/system-clock.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { manualClock } from '../manual-clock.ts';
import { bodyOf, serve } from './loopback.ts';
import { CONTENT, recorded } from './recorded.ts';
import { isSigned } from './signed-request.ts';

const CDN = { kind: 'DataStream2', logType: 'cdn' } as const;
const STREAMS = '/datastream-config-api/v3/log/cdn/streams';
const DETAIL = { ...CONTENT, streamId: 1, streamName: 'a', streamVersion: 1, streamStatus: 'INACTIVE' };
const credentials = {
  host: 'akab-example.luna.akamaiapis.net',
  clientToken: 'client-token',
  clientSecret: 'client-secret',
  accessToken: 'access-token',
};
const BODY = { spec: { streamName: 'é' }, carried: {} };

const akamai = (more: object = {}): ConnectOptions => ({
  to: { credentials, env: {} },
  clock: systemClock,
  ...more,
});
const over = (transport: Transport, more: object = {}): ConnectOptions => ({
  to: { transport },
  clock: manualClock(),
  ...more,
});

describe('a connection', () => {
  it('names its target: host and account', () => {
    expect(connect(akamai()).target).toBe('https://akab-example.luna.akamaiapis.net');
    expect(connect(akamai({ accountKey: '1-KEY' })).target).toBe(
      'https://akab-example.luna.akamaiapis.net (account 1-KEY)',
    );
    const own = { to: { credentials: { ...credentials, accountKey: '1-OWN' }, env: {} } };
    expect(connect(akamai(own)).target).toContain('(account 1-OWN)');
    expect(connect(akamai({ ...own, accountKey: '1-KEY' })).target).toContain('(account 1-KEY)');
    const endpoint = { to: { credentials, env: {}, endpoint: 'http://127.0.0.1:8080/' } };
    expect(connect(akamai(endpoint)).target).toBe('http://127.0.0.1:8080');
    expect(connect(over(recorded({}))).target).toBe('simulator');
  });

  it('refuses an invalid endpoint or proxy before anything is sent', () => {
    const wrong = { to: { credentials, env: {}, endpoint: 'http://api.example.com' } };
    expect(() => connect(akamai(wrong))).toThrow(AccessError);
    expect(() => connect(akamai({ to: { credentials, env: { HTTPS_PROXY: '::' } } }))).toThrow(AccessError);
  });

  it('signs every call including the account switch key', async () => {
    const seen: [string, boolean][] = [];
    const endpoint = await serve(async (request, response) => {
      const { method = '', url: path = '', headers } = request;
      const { host = '', authorization = '' } = headers;
      const body = await bodyOf(request);
      seen.push([
        path,
        isSigned({ method, scheme: 'http', host, path, body, authorization }, 'client-secret'),
      ]);
      response.end(JSON.stringify(DETAIL));
    });
    const { writer } = connect(akamai({ to: { credentials, env: {}, endpoint }, accountKey: '1-A:B&c' }));
    await writer.get(CDN, 1);
    await writer.create(CDN, BODY, true);
    await writer.activate(CDN, 1);
    expect(seen).toEqual([
      [`${STREAMS}/1?accountSwitchKey=1-A%3AB%26c`, true],
      [`${STREAMS}?activate=true&accountSwitchKey=1-A%3AB%26c`, true],
      [`${STREAMS}/1/activate?accountSwitchKey=1-A%3AB%26c`, true],
    ]);
  });

  it('counts every attempt, reads and writes together', async () => {
    const clock = manualClock();
    const events: RunEvent[] = [];
    let attempts = 0;
    const flaky: Transport = async () => {
      attempts += 1;
      return attempts < 3
        ? { status: 503, headers: {}, body: '' }
        : { status: 200, headers: {}, body: JSON.stringify(DETAIL) };
    };
    const connection = connect(over(flaky, { clock, listen: (event: RunEvent) => events.push(event) }));
    expect(connection.requests()).toBe(0);
    await clock.runUntil(connection.reader.get(CDN, 1));
    await clock.runUntil(connection.writer.deactivate(CDN, 1));
    expect(connection.requests()).toBe(4);
    expect(events.map(({ tag }) => tag)).toEqual(['retrying', 'retrying']);
  });

  it('has a reader that cannot write, also without its type', async () => {
    const transport = recorded({ [`GET ${STREAMS}/1`]: DETAIL });
    const { reader } = connect(over(transport));
    await reader.get(CDN, 1);
    const disguised: Record<string, unknown> = { ...reader };
    for (const [verb, ...given] of [
      ['create', CDN, BODY, true],
      ['update', CDN, 1, BODY, true],
      ['activate', CDN, 1],
      ['deactivate', CDN, 1],
      ['delete', CDN, 1],
    ] as const) {
      const write = disguised[verb];
      if (typeof write === 'function') await expect(write(...given)).rejects.toThrow(/^bug:/);
    }
    expect(transport.seen.map(({ method }) => method)).toEqual(['GET']);
  });

  it.each(['POST', 'PUT', 'DELETE'] as const)(
    'that is read-only refuses %s without sending it',
    async (method) => {
      const transport = recorded({});
      const request: HttpRequest = { method, path: '/x' };
      await expect(readOnly(transport)(request)).rejects.toThrow(/^bug: /);
      expect(transport.seen).toEqual([]);
    },
  );

  it.each(['/papi/v1/search/find-by-value', '/papi/v1/search/find-by-value?accountSwitchKey=1-KEY'])(
    'that is read-only sends the search POST %s',
    async (path) => {
      const transport = recorded({ [`POST ${path}`]: {} });
      await readOnly(transport)({ method: 'POST', path, body: '{}' });
      expect(transport.seen).toHaveLength(1);
    },
  );

  it.each<[HttpRequest['method'], string]>([
    ['PUT', '/papi/v1/search/find-by-value'],
    ['POST', '/papi/v1/search/find-by-value/'],
    ['POST', '/papi/v1/properties/1/activations'],
    ['POST', '/papi/v1/properties/1/versions?x=/papi/v1/search/find-by-value'],
    ['POST', '/papi/v1/search/find-by-value/../../properties/1/activations'],
  ])('that is read-only refuses %s %s', async (method, path) => {
    const transport = recorded({});
    await expect(readOnly(transport)({ method, path })).rejects.toThrow(/^bug: /);
    expect(transport.seen).toEqual([]);
  });

  it('shows neither tokens nor the account switch key in errors', async () => {
    const body = '<p>client-token client-secret access-token 1-KEY</p>';
    const refusing: Transport = async () => ({ status: 401, headers: {}, body });
    const to = { credentials, env: {} };
    const endpoint = await serve((_, response) => response.writeHead(401).end(body));
    for (const options of [
      over(refusing, { accountKey: '1-KEY' }),
      akamai({ to: { ...to, endpoint }, accountKey: '1-KEY' }),
    ]) {
      const error = await connect(options)
        .reader.list(CDN)
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ kind: 'unauthorized' });
      expect(`${error} ${JSON.stringify(error)}`).not.toContain('1-KEY');
    }
    const error = await connect(akamai({ to: { ...to, endpoint } }))
      .reader.list(CDN)
      .catch((thrown: unknown) => thrown);
    expect(`${error} ${JSON.stringify(error)}`).not.toMatch(/client-token|client-secret|access-token/);
  });

  it('stops reads and waits with its signal', async () => {
    const stop = new AbortController();
    stop.abort(new Error('Ctrl-C'));
    const transport = recorded({});
    const { reader, requests } = connect(over(transport, { signal: stop.signal }));
    await expect(reader.list(CDN)).rejects.toMatchObject({
      kind: 'aborted',
      details: { happened: 'nothing' },
    });
    expect(requests()).toBe(0);
  });

  it('reads again through the same connection before a delayed write', async () => {
    const clock = manualClock();
    let refused = 0;
    const seen: string[] = [];
    const busy: Transport = async ({ method }) => {
      seen.push(method);
      refused += 1;
      const headers = { 'retry-after': '60' };
      return refused === 1
        ? { status: 429, headers, body: '' }
        : { status: 200, headers: {}, body: JSON.stringify(DETAIL) };
    };
    const { reader, writer } = connect(over(busy, { clock }));
    const confirm = async () => {
      await reader.get(CDN, 1);
    };
    await clock.runUntil(writer.update(CDN, 1, BODY, true, { confirm }));
    expect(seen).toEqual(['PUT', 'GET', 'PUT']);
  });
});

describe("the machine's clock", () => {
  it('sleeps, and wakes with the reason of its signal', async () => {
    const before = systemClock.now();
    await systemClock.sleep(5);
    expect(systemClock.now()).toBeGreaterThanOrEqual(before + 3);
    const stop = new AbortController();
    const sleeping = systemClock.sleep(60_000, stop.signal);
    const reason = new Error('Ctrl-C');
    stop.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
  });
});
