import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { inspect } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { postToLoopback, type Upload } from '../../../src/simulator/delivery/post.ts';
import { CERTIFICATE } from '../../receive/receiver.ts';

/** A destination that answers each connection with these bytes, and keeps it open. */
async function rawDestination(answer: string): Promise<number> {
  const server = createServer(CERTIFICATE, (socket) => {
    socket.on('error', () => undefined).once('data', () => socket.write(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

function post(port: number, change: Partial<Upload> = {}): Promise<number> {
  const ended = new AbortController();
  onTestFinished(() => ended.abort());
  const upload = {
    ...{ url: new URL(`https://localhost:${port}/`), addresses: ['127.0.0.1'], port, headers: {} },
    ...{ tls: { serverName: 'localhost', ca: CERTIFICATE.cert }, body: Buffer.from('x') },
    ...change,
  };
  return postToLoopback(upload, ended.signal);
}

it.each([
  ['a body that never ends', 'HTTP/1.1 200 OK\r\n\r\nx', 200],
  ['a provisional response first', 'HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n', 204],
  [
    'a redirect, which is not followed',
    'HTTP/1.1 302 Found\r\nLocation: http://203.0.113.9/\r\nContent-Length: 0\r\n\r\n',
    302,
  ],
])('returns the status of a response with %s', async (_, answer, status) => {
  expect(await post(await rawDestination(answer))).toBe(status);
});

it.each([
  ['another protocol', 'SSH-2.0-server\r\n', 'HPE_INVALID_CONSTANT'],
  [
    'a change of the protocol',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
    'NO_RESPONSE',
  ],
  ['endless headers', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}`, 'HPE_HEADER_OVERFLOW'],
])('fails after %s', async (_, answer, code) => {
  await expect(post(await rawDestination(answer))).rejects.toMatchObject({ name: 'FailedUpload', code });
});

it('fails with the code of Node.js if a request cannot be written, and shows no value', async () => {
  const error = await post(1, { headers: { authorization: 'SECRET\n' } }).catch((cause: unknown) => cause);
  expect(error).toMatchObject({ name: 'FailedUpload', code: 'ERR_INVALID_CHAR' });
  // Like the output of an error that nothing catches, with its causes.
  expect(inspect(error, { depth: 5 })).toContain('ERR_INVALID_CHAR');
  expect(inspect(error, { depth: 5 })).not.toContain('SECRET');
});
