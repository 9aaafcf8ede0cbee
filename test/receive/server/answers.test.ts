import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../../src/receive/admin/metrics.ts';
import { SinkClosed, WriteError } from '../../../src/receive/output/sink.ts';
import type { Credentials } from '../../../src/receive/server/credentials.ts';
import { LIMITS, testReceiver } from '../receiver.ts';

const LINE = '{"streamId":7050,"big":12345678901234567890, "text":"é\\u00e9"}';
const AT = '2026-01-01T00:00:00.000Z';

describe('an accepted body', () => {
  it.each([
    ['with a last line feed', `${LINE}\n`],
    ['without it', LINE],
    ['with CRLF and blank lines', `\r\n${LINE}\r\n\r\n`],
    ['as gzip', gzipSync(LINE)],
    ['as gzip of two members', Buffer.concat([gzipSync(LINE.slice(0, 9)), gzipSync(LINE.slice(9))])],
  ])('is written with the bytes of its records: %s', async (_, body) => {
    const { post, written } = await testReceiver();
    expect(await post(body)).toMatchObject({ status: 200, body: '{"records":1,"rejected":0}' });
    expect(written()).toBe(`{"receivedAt":"${AT}","streamId":7050,"record":${LINE}}\n`);
  });

  it('is written although it arrives in pieces', async () => {
    const { sendRaw, written } = await testReceiver();
    const halves = [LINE.slice(0, 20), `${LINE.slice(20)}\n{"a":1}`];
    const chunks = halves.map((half) => `${Buffer.byteLength(half).toString(16)}\r\n${half}\r\n`).join('');
    const answer = await sendRaw(
      `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(written().trim().split('\n')).toEqual([
      `{"receivedAt":"${AT}","streamId":7050,"record":${LINE}}`,
      `{"receivedAt":"${AT}","streamId":null,"record":{"a":1}}`,
    ]);
  });

  it.each(['0,access_validation', '{"access_validation":true}', gzipSync('{"access_validation":true}\n')])(
    'is not written if it is the probe of Akamai',
    async (probe) => {
      const { post, batches } = await testReceiver();
      expect(await post(probe)).toMatchObject({ status: 200, body: '{"records":0,"rejected":0}' });
      expect(batches).toEqual([]);
    },
  );
});

it('an unknown expectation is no reason to lose a body', async () => {
  const { post, written } = await testReceiver();
  expect(await post(LINE, { expect: 'something' })).toMatchObject({ status: 200 });
  expect(written()).toContain(LINE);
});

describe('an unreadable body', () => {
  it.each([
    ['gzip', Buffer.from('no gzip'), { 'content-encoding': 'gzip' }],
    ['gzip', gzipSync(`${LINE}\n${LINE}`).subarray(0, -9), {}],
    ['encoding', Buffer.from(LINE), { 'content-encoding': 'br' }],
    ['utf8', Buffer.from([0x7b, 0xff, 0x7d]), {}],
    ['json', Buffer.from('{"a":'), { 'content-type': 'text/plain' }],
  ])('is written as received and answered 200: %s', async (reason, body, headers) => {
    const { post, batches } = await testReceiver();
    expect(await post(body, headers)).toMatchObject({ status: 200, body: '{"records":0,"rejected":1}' });
    expect(batches).toMatchObject([{ records: 0, lines: [], rejected: [{ reason, kind: 'body' }] }]);
    expect(Buffer.from(batches[0]?.rejected[0]?.bytes ?? [])).toEqual(Buffer.from(body));
  });

  it('with records too loses none of them', async () => {
    const { post, batches } = await testReceiver();
    expect(await post(`${LINE}\n[1]\nnot JSON\n{"b":2}`)).toMatchObject({
      body: '{"records":2,"rejected":2}',
    });
    const [part] = batches[0]?.rejected ?? [];
    expect(part).toMatchObject({ reason: 'json', kind: 'lines' });
    expect(Buffer.from(part?.bytes ?? []).toString()).toBe('[1]\nnot JSON\n');
  });
});

describe('a refused request', () => {
  const CREDENTIALS: Credentials = {
    basic: { user: 'akamai', passwords: ['old:pass', 'néw'] },
    headers: new Map([['x-token', ['one', 'two']]]),
  };
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

  it.each([
    [{}, 401],
    [{ authorization: 'Bearer x', 'x-token': 'one' }, 401],
    [{ authorization: basic('akamai:wrong'), 'x-token': 'one' }, 401],
    [{ authorization: basic('other:néw'), 'x-token': 'one' }, 401],
    [{ authorization: basic('akamai:néw') }, 403],
    [{ authorization: basic('akamai:néw'), 'x-token': 'three' }, 403],
    [{ authorization: basic('akamai:néw'), 'x-token': 'one' }, 200],
    [{ authorization: basic('akamai:old:pass'), 'x-token': 'two' }, 200],
  ])('has a wrong credential: %j is answered %i', async (headers, status) => {
    const { post, batches } = await testReceiver({ credentials: CREDENTIALS });
    const answer = await post(LINE, headers as Record<string, string>);
    expect(answer.status).toBe(status);
    expect(answer.headers['www-authenticate'] !== undefined).toBe(status === 401);
    expect(batches).toHaveLength(status === 200 ? 1 : 0);
  });

  it('is no POST', async () => {
    const { post, sendRaw } = await testReceiver();
    expect(await post('', {}, 'PUT')).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    const tunnel = await sendRaw('CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(tunnel).toMatch(/^HTTP\/1\.1 405 .*\r\nAllow: POST\r\n/);
  });

  it.each([
    ['as sent', Buffer.alloc(1025), {}],
    ['as sent in chunks', Buffer.alloc(1025), { 'transfer-encoding': 'chunked' }],
    ['decompressed', gzipSync(Buffer.alloc(5000)), {}],
  ])('is too large: %s', async (_, body, headers) => {
    const { post, batches } = await testReceiver({
      limits: { ...LIMITS, received: 1024, decompressed: 4096 },
    });
    expect((await post(body, headers)).status).toBe(413);
    expect(batches).toEqual([]);
  });

  it('is refused by its Content-Length alone', async () => {
    const { sendRaw } = await testReceiver();
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\nConnection: close\r\n\r\n';
    expect(await sendRaw(`${head}${'x'.repeat(9999999)}`)).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('is refused by its length if it is larger than the memory of all bodies', async () => {
    const { sendRaw } = await testReceiver({ limits: { ...LIMITS, received: LIMITS.buffered * 2 } });
    const length = LIMITS.buffered + 1;
    const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\nExpect: 100-continue\r\n`;
    expect(await sendRaw(`${head}Connection: close\r\n\r\n${'x'.repeat(length)}`)).toMatch(
      /^HTTP\/1\.1 413 /,
    );
  });

  it('is refused before a body that it announces', async () => {
    const { sendRaw } = await testReceiver({ credentials: CREDENTIALS });
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n';
    expect(await sendRaw(`${head}Connection: close\r\n\r\nabc`)).toMatch(/^HTTP\/1\.1 401 /);
  });

  it.each([
    ['it could not be written', new WriteError('ENOSPC'), 'write'],
    ['there is a bug', new TypeError('CANARY'), 'bug'],
    ['the output is closed', new SinkClosed(''), undefined],
  ])('is repeated by its sender if %s', async (_, error, reported) => {
    const events: unknown[] = [];
    const { post } = await testReceiver({
      write: () => Promise.reject(error),
      events: {
        ...createMetrics(),
        onWriteError: (each) => events.push('write', each),
        onBug: (each) => events.push('bug', each),
      },
    });
    const answer = await post(LINE);
    expect(answer).toMatchObject({ status: 503, headers: { connection: 'close' } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.body).not.toContain('CANARY');
    expect(events).toEqual(reported ? [reported, error] : []);
  });
});

describe('malformed HTTP', () => {
  const post = (headers: string, body = 'abc') => `POST / HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n${body}`;

  it.each([
    ['differing lengths', post('Content-Length: 3\r\nContent-Length: 4')],
    ['a repeated length', post('Content-Length: 3\r\nContent-Length: 3')],
    ['a length with a coding', post('Content-Length: 3\r\nTransfer-Encoding: chunked', '0\r\n\r\n')],
    ['an unknown coding', post('Transfer-Encoding: foo')],
    ['a second coding', post('Transfer-Encoding: gzip, chunked', '0\r\n\r\n')],
    ['a bad chunk', post('Transfer-Encoding: chunked', 'zz\r\nabc\r\n0\r\n\r\n')],
    ['a folded header', post('X-Folded: a\r\n b\r\nContent-Length: 3')],
    ['no HTTP at all', 'hello\r\n\r\n'],
  ])('is answered 400 and closed: %s', async (_, text) => {
    const { sendRaw, batches } = await testReceiver();
    expect(await sendRaw(text)).toMatch(/^HTTP\/1\.1 400 /);
    expect(batches).toEqual([]);
  });

  it('with too many headers is answered 431', async () => {
    const { sendRaw } = await testReceiver();
    expect(await sendRaw(post(`X-Long: ${'x'.repeat(17_000)}`))).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('counts among the answered requests', async () => {
    const events = createMetrics();
    const { sendRaw, open, clock } = await testReceiver({ events });
    await sendRaw('hello\r\n\r\n');
    await sendRaw(post(`X-Long: ${'x'.repeat(17_000)}`));
    await sendRaw('CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n');
    const slow = await open();
    slow.send('POST / HTTP/1.1\r\n');
    await clock.runUntil(slow.ended);
    const { text } = await events.expose();
    for (const code of [400, 431, 405, 503])
      expect(text).toContain(`datastream_receive_requests_total{code="${code}"} 1\n`);
  });
});

describe('a stop', () => {
  it('responds with 503 to a body that does not end within the grace period', async () => {
    const { receiver, open, clock } = await testReceiver();
    const { send, saw, ended } = await open();
    send('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n{');
    await saw('100 Continue');
    const stopped = receiver.stop(5000);
    expect(await clock.runUntil(ended)).toMatch(/HTTP\/1\.1 503 .*\r\nretry-after: 30\r\n/is);
    expect(clock.monotonic()).toBeGreaterThanOrEqual(5000);
    await clock.runUntil(stopped);
    expect(clock.monotonic()).toBeLessThan(8000);
  });

  it('does not wait for connections without a request', async () => {
    const { receiver, open, clock } = await testReceiver();
    const [silent, started] = [await open(), await open()];
    started.send('POST / HTTP/1.1\r\n');
    const stopped = receiver.stop(30_000);
    await Promise.all([started.ended, silent.ended, stopped]);
    expect(clock.monotonic()).toBe(0);
  });

  it('responds with 503, once, to a request whose records are not written within the grace period', async () => {
    const events = createMetrics();
    let finishWrite = () => {};
    let startWrite = () => {};
    const writing = new Promise<void>((resolve) => {
      startWrite = resolve;
    });
    const { receiver, post, clock } = await testReceiver({
      events,
      write: () =>
        new Promise((resolve) => {
          finishWrite = resolve;
          startWrite();
        }),
    });
    const answer = post(LINE);
    await writing;
    const stopped = receiver.stop(5000);
    await clock.advance(5000);
    expect(await answer).toMatchObject({
      status: 503,
      headers: { connection: 'close', 'retry-after': '30' },
      body: '{"problem":"the receiver is stopping"}',
    });
    finishWrite();
    await clock.runUntil(stopped);
    const { text } = await events.expose();
    expect(text).toContain('datastream_receive_requests_total{code="503"} 1\n');
    expect(text).toContain('datastream_receive_requests_total{code="200"} 0\n');
  });

  it('waits for requests in flight, and answers them', async () => {
    let finishWrite = () => undefined as undefined;
    let startWrite = () => undefined as undefined;
    const writing = new Promise<void>((resolve) => {
      startWrite = () => void resolve();
    });
    const { receiver, post } = await testReceiver({
      write: () =>
        new Promise((resolve) => {
          finishWrite = () => void resolve();
          startWrite();
        }),
    });
    const answer = post(LINE);
    await writing;
    const stopped = receiver.stop(30_000);
    finishWrite();
    expect(await answer).toMatchObject({ status: 200, headers: { connection: 'close' } });
    await stopped;
    await expect(post(LINE)).rejects.toThrow('ECONNREFUSED');
  });
});
