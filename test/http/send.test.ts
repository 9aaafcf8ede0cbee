import { createServer as createTcpServer } from 'node:net';
import { inspect } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { HttpFailure } from '../../src/http/failure.ts';
import type { HttpRequest } from '../../src/http/request.ts';
import { type SendLimits, sender } from '../../src/http/send.ts';
import { bodyOf, listen, serve } from '../api/loopback.ts';

const READ: HttpRequest = {
  method: 'GET',
  path: '/datastream-config-api/v3/log/cdn/streams?accountSwitchKey=1-KEY',
};
const WRITE: HttpRequest = {
  method: 'POST',
  path: '/datastream-config-api/v3/log/cdn/streams?activate=true',
  body: '{"é":1}',
};
const LIMITS: SendLimits = { connect: 15_000, headers: 15_000, body: 15_000, overall: 20_000, size: 1 << 20 };

function to(origin: string, limits: Partial<SendLimits> = {}) {
  // A proxy that does not exist: requests to this machine must not use it.
  const env = { HTTPS_PROXY: 'http://127.0.0.1:1', HTTP_PROXY: 'http://127.0.0.1:1' };
  const headers = async () => ({ authorization: 'Basic hush' });
  return sender({ origin, env, limits: { ...LIMITS, ...limits }, headers });
}

async function failure(promise: Promise<unknown>): Promise<HttpFailure> {
  const error = await promise.catch((thrown: unknown) => thrown);
  if (!(error instanceof HttpFailure)) throw new Error(`expected an HttpFailure, got ${String(error)}`);
  expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(/1-KEY|hush/);
  return error;
}

describe('a request', () => {
  it('arrives with its body and its headers, and its response is read completely', async () => {
    const seen: unknown[] = [];
    const origin = await serve(async (request, response) => {
      const { method, url, headers } = request;
      const body = (await bodyOf(request)).toString();
      seen.push([method, url, body, headers['content-type'], headers.authorization]);
      response
        .writeHead(201, { 'X-RateLimit-Remaining': '19', 'Set-Cookie': ['a=1', 'b=2'] })
        .end('\uFEFF{"ü":1}');
    });
    const response = await to(origin)(WRITE);
    expect(response).toMatchObject({ status: 201, body: '{"ü":1}' });
    expect(response.headers).toMatchObject({ 'x-ratelimit-remaining': '19', 'set-cookie': 'a=1, b=2' });
    expect(seen).toEqual([['POST', WRITE.path, WRITE.body, 'application/json', 'Basic hush']]);
  });

  it('reuses connections', async () => {
    const ports = new Set<number | undefined>();
    const origin = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('[]');
    });
    const send = to(origin);
    for (let sent = 0; sent < 20; sent += 1) await send(READ);
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  it.each([
    ['gzip', gzipSync('[1,2]')],
    ['br', brotliCompressSync('[1,2]')],
    ['identity', Buffer.from('[1,2]')],
  ])('accepts %s responses', async (encoding, bytes) => {
    const origin = await serve((request, response) => {
      expect(request.headers['accept-encoding']).toBe('gzip, br');
      response.writeHead(200, { 'content-encoding': encoding }).end(bytes);
    });
    expect((await to(origin)(READ)).body).toBe('[1,2]');
  });

  it('cannot leave its host', async () => {
    await expect(to('http://127.0.0.1:9')({ method: 'GET', path: '//example.com/x' })).rejects.toThrow(
      /^bug:/,
    );
  });
});

describe('a redirect', () => {
  it.each([300, 301, 302, 303, 307, 308])('%i is an error, and nothing is sent again', async (status) => {
    let requests = 0;
    const origin = await serve((_, response) => {
      requests += 1;
      response.writeHead(status, { location: '/elsewhere' }).end('moved');
    });
    const error = await failure(to(origin)(WRITE));
    expect(error).toMatchObject({ kind: 'redirect', status, isSent: true });
    expect(requests).toBe(1);
  });
});

describe('a request without a response', () => {
  it('that was never sent certainly had no effect: refused connection', async () => {
    const error = await failure(to('http://127.0.0.1:1')(WRITE));
    expect(error).toMatchObject({ kind: 'connection', isSent: false });
    expect(error.message).toBe('the connection was refused');
  });

  it('that was never sent certainly had no effect: a host that does not exist', async () => {
    const error = await failure(to('http://nobody.localhost')(WRITE));
    expect(['host-name', 'connection', 'timeout']).toContain(error.kind);
    expect(error.isSent).toBe(false);
  });

  it('from a server that stays silent times out, outcome unknown', async () => {
    const origin = await serve(() => undefined);
    const error = await failure(to(origin, { headers: 80 })(WRITE));
    expect(error).toMatchObject({ kind: 'timeout', isSent: true });
  });

  it('times out later if the request says that its response takes longer', async () => {
    const silent: (() => void)[] = [];
    const origin = await serve((_, response) => {
      silent.push(() => response.end('[]'));
    });
    const send = to(origin, { headers: 80, overall: 90 });
    const slow = send({ ...READ, responseTime: 15_000 });
    await failure(send(READ));
    for (const respond of silent) respond();
    await expect(slow).resolves.toMatchObject({ status: 200 });
  });

  it('from a server that stays silent below HTTP times out, outcome unknown', async () => {
    const port = await listen(createTcpServer(() => undefined));
    const error = await failure(to(`http://127.0.0.1:${port}`, { headers: 80 })(WRITE));
    expect(error).toMatchObject({ kind: 'timeout', isSent: true });
  });

  it('from a server whose body stops times out', async () => {
    const origin = await serve((_, response) => {
      response.writeHead(200).write('[');
    });
    const error = await failure(to(origin, { body: 80 })(WRITE));
    expect(error).toMatchObject({ kind: 'timeout', isSent: true });
  });

  it('from a server whose body never ends times out', async () => {
    const origin = await serve((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(drip));
    });
    const error = await failure(to(origin, { overall: 150 })(READ));
    expect(error).toMatchObject({
      kind: 'timeout',
      isSent: true,
      message: 'no response within 0.15 seconds',
    });
  });

  it.each([
    ['before the response', (): string => ''],
    ['inside the headers', () => 'HTTP/1.1 200 OK\r\nContent-'],
    ['inside the body', () => 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{"streamId":'],
  ])('because the connection ends %s is a network error, outcome unknown', async (_, answer) => {
    const server = createTcpServer((socket) => {
      socket.once('data', () => socket.write(answer(), () => socket.destroy()));
    });
    const error = await failure(to(`http://127.0.0.1:${await listen(server)}`)(WRITE));
    expect(error).toMatchObject({ kind: 'connection', isSent: true });
  });

  it('from a server that does not speak HTTP is a network error', async () => {
    const server = createTcpServer((socket) => socket.end('220 mail.example.com ESMTP\r\n'));
    const error = await failure(to(`http://127.0.0.1:${await listen(server)}`)(READ));
    expect(error.kind).toBe('connection');
  });

  it('is stopped by its signal, before and after it was sent', async () => {
    const stop = new AbortController();
    const origin = await serve(() => stop.abort(new Error('Ctrl-C')));
    const late = await failure(to(origin)(WRITE, stop.signal));
    expect(late).toMatchObject({ kind: 'aborted', isSent: true });
    const early = await failure(to(origin)(WRITE, AbortSignal.abort(new Error('Ctrl-C'))));
    expect(early).toMatchObject({ kind: 'aborted', isSent: false });
  });
});

describe('an oversized response', () => {
  it.each([
    ['plain', {}, Buffer.alloc(70_000, ' ')],
    ['that decompresses to more', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(50_000_000, ' '))],
  ])('is not read to its end: %s', async (_, headers, body) => {
    const origin = await serve((__, response) => {
      response.writeHead(200, headers).end(body);
    });
    const error = await failure(to(origin, { size: 65_536 })(WRITE));
    expect(error).toMatchObject({ kind: 'unreadable', isSent: true });
    expect(error.message).toContain('larger than 65536 bytes');
  });

  it.each([
    ['gzip', 'its compression is damaged'],
    ['br', 'its compression is damaged'],
    ['compress', 'not requested'],
  ])('or a damaged one cannot be read: %s', async (encoding, why) => {
    const origin = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end('this is not compressed at all');
    });
    const error = await failure(to(origin)(READ));
    expect(error.kind).toBe('unreadable');
    expect(error.message).toContain(why);
  });
});

describe('a connection that the server closed while it was idle', () => {
  it('does not cause a write to be sent twice', async () => {
    let writes = 0;
    const origin = await serve((request, response) => {
      writes += request.method === 'POST' ? 1 : 0;
      response.end('[]', () => request.socket.destroy());
    });
    const send = to(origin);
    await send(READ);
    await send(WRITE).catch(() => undefined);
    expect(writes).toBeLessThanOrEqual(1);
  });
});
