import { createServer as createTcpServer } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../src/api/errors/errors.ts';
import { edgegridSigner } from '../../../src/api/http/edgegrid.ts';
import { type SendLimits, sender } from '../../../src/api/http/send.ts';
import type { HttpRequest } from '../../../src/api/http/transport.ts';
import { isSigned } from '../eg1.ts';
import { bodyOf, listen, serve } from '../loopback.ts';

const credentials = { clientToken: 'ct', clientSecret: 'cs', accessToken: 'at' };
const READ: HttpRequest = {
  method: 'GET',
  path: '/datastream-config-api/v3/log/cdn/streams?accountSwitchKey=1-KEY',
};
const WRITE: HttpRequest = {
  method: 'POST',
  path: '/datastream-config-api/v3/log/cdn/streams?activate=true',
  body: '{"é":1}',
};
const UNKNOWN_WRITE = 'unknown';

function to(origin: string, limits: Partial<SendLimits> = {}) {
  // A proxy that does not exist: whatever is sent to this machine must not go through it.
  const env = { HTTPS_PROXY: 'http://127.0.0.1:1', HTTP_PROXY: 'http://127.0.0.1:1' };
  return sender({ origin, sign: edgegridSigner(credentials, origin), env, limits });
}

async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.catch((thrown: unknown) => thrown);
  if (!(error instanceof ApiError)) throw new Error(`expected an ApiError, got ${String(error)}`);
  expect(JSON.stringify([error.message, error.details])).not.toMatch(/1-KEY|"cs"|EG1-HMAC/);
  return error;
}

describe('a request', () => {
  it('arrives signed, with its body, and its answer is read whole', async () => {
    const seen: unknown[] = [];
    const origin = await serve(async (request, response) => {
      const { method = '', url: path = '', headers } = request;
      const { host = '', authorization = '' } = headers;
      const body = await bodyOf(request);
      seen.push([method, path, body.toString(), headers['content-type'], headers.accept]);
      seen.push(isSigned({ method, scheme: 'http', host, path, body, authorization }, 'cs'));
      response
        .writeHead(201, { 'X-RateLimit-Remaining': '19', 'Set-Cookie': ['a=1', 'b=2'] })
        .end('\uFEFF{"ü":1}');
    });
    const answer = await to(origin)(WRITE);
    expect(answer).toMatchObject({ status: 201, body: '{"ü":1}' });
    expect(answer.headers).toMatchObject({ 'x-ratelimit-remaining': '19', 'set-cookie': 'a=1, b=2' });
    expect(seen).toEqual([
      ['POST', WRITE.path, WRITE.body, 'application/json', 'application/json, application/problem+json'],
      true,
    ]);
  });

  it('uses the same connections again', async () => {
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
  ])('takes %s answers', async (encoding, bytes) => {
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
  it.each([300, 301, 302, 303, 307, 308])('%i is an error; nothing is sent again', async (status) => {
    let requests = 0;
    const origin = await serve((_, response) => {
      requests += 1;
      response.writeHead(status, { location: '/elsewhere' }).end('moved');
    });
    const error = await failure(to(origin)(WRITE));
    expect(error).toMatchObject({ kind: 'redirect', details: { status, happened: UNKNOWN_WRITE } });
    expect(requests).toBe(1);
  });
});

describe('a request without an answer', () => {
  it('that was never sent has certainly done nothing: refused connection', async () => {
    const error = await failure(to('http://127.0.0.1:1')(WRITE));
    expect(error).toMatchObject({ kind: 'network', details: { happened: 'nothing' } });
    expect(error.message).toBe(
      'POST /datastream-config-api/v3/log/cdn/streams got no answer: the connection was refused.',
    );
  });

  it('that was never sent has certainly done nothing: a host that does not exist', async () => {
    const error = await failure(to('http://nobody.localhost')(WRITE));
    expect(['network', 'timeout']).toContain(error.kind);
    expect(error.details.happened).toBe('nothing');
  });

  it('from a server that stays silent is given up, outcome unknown', async () => {
    const origin = await serve(() => undefined);
    const error = await failure(to(origin, { headers: 80 })(WRITE));
    expect(error).toMatchObject({ kind: 'timeout', details: { happened: UNKNOWN_WRITE } });
  });

  it('from a server that stays silent below HTTP is given up, outcome unknown', async () => {
    const port = await listen(createTcpServer(() => undefined));
    const error = await failure(to(`http://127.0.0.1:${port}`, { headers: 80 })(WRITE));
    expect(error).toMatchObject({ kind: 'timeout', details: { happened: UNKNOWN_WRITE } });
  });

  it('from a server whose body stops is given up', async () => {
    const origin = await serve((_, response) => {
      response.writeHead(200).write('[');
    });
    const error = await failure(to(origin, { body: 80 })(WRITE));
    expect(error).toMatchObject({ kind: 'timeout', details: { happened: UNKNOWN_WRITE } });
  });

  it('from a server whose body drips for ever is given up', async () => {
    const origin = await serve((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(drip));
    });
    const error = await failure(to(origin, { overall: 150 })(READ));
    expect(error).toMatchObject({ kind: 'timeout', details: { happened: 'nothing' } });
  });

  it.each([
    ['before the answer', (): string => ''],
    ['inside of the headers', () => 'HTTP/1.1 200 OK\r\nContent-'],
    ['inside of the body', () => 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{"streamId":'],
  ])('from a connection that ends %s is a network error, outcome unknown', async (_, answer) => {
    const server = createTcpServer((socket) => {
      socket.once('data', () => socket.write(answer(), () => socket.destroy()));
    });
    const error = await failure(to(`http://127.0.0.1:${await listen(server)}`)(WRITE));
    expect(error).toMatchObject({ kind: 'network', details: { happened: UNKNOWN_WRITE } });
  });

  it('from something that is not HTTP is a network error', async () => {
    const server = createTcpServer((socket) => socket.end('220 mail.example.com ESMTP\r\n'));
    const error = await failure(to(`http://127.0.0.1:${await listen(server)}`)(READ));
    expect(error.kind).toBe('network');
  });

  it('is stopped by its signal, before and after it was sent', async () => {
    const stop = new AbortController();
    const origin = await serve(() => stop.abort(new Error('Ctrl-C')));
    const late = await failure(to(origin)(WRITE, stop.signal));
    expect(late).toMatchObject({ kind: 'aborted', details: { happened: UNKNOWN_WRITE } });
    const early = await failure(to(origin)(WRITE, AbortSignal.abort(new Error('Ctrl-C'))));
    expect(early).toMatchObject({ kind: 'aborted', details: { happened: 'nothing' } });
  });
});

describe('an answer that is too much', () => {
  it.each([
    ['plain', {}, Buffer.alloc(70_000, ' ')],
    ['that unpacks to more', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(50_000_000, ' '))],
  ])('is not read to its end: %s', async (_, headers, body) => {
    const origin = await serve((__, response) => {
      response.writeHead(200, headers).end(body);
    });
    const error = await failure(to(origin, { size: 65_536 })(WRITE));
    expect(error).toMatchObject({ kind: 'unreadable', details: { happened: UNKNOWN_WRITE } });
    expect(error.message).toContain('larger than 65536 bytes');
  });

  it.each([
    ['gzip', 'its compression is damaged'],
    ['br', 'its compression is damaged'],
    ['compress', 'not asked for'],
  ])('or damaged cannot be read: %s', async (encoding, why) => {
    const origin = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end('this is not compressed at all');
    });
    const error = await failure(to(origin)(READ));
    expect(error.kind).toBe('unreadable');
    expect(error.message).toContain(why);
  });
});

describe('a connection that the server closed while it was idle', () => {
  it('does not make a write be sent twice', async () => {
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
