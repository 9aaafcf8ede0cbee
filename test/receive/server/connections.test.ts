import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request, type Server } from 'node:https';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../../src/receive/admin/metrics.ts';
import { limitConnections } from '../../../src/receive/server/connections.ts';
import { certificateFor } from '../../api/certificate.ts';
import { manualClock } from '../../manual-clock.ts';
import { CERTIFICATE, CONNECTIONS, testReceiver } from '../receiver.ts';

const CLIENT = certificateFor('client');
const HEAD = 'POST / HTTP/1.1\r\nHost: x\r\n';
const REQUEST = `${HEAD}Content-Length: 7\r\n\r\n{"a":1}`;

it('headers that are sent too slowly are rejected with 503, never 408', async () => {
  const { open, clock } = await testReceiver();
  const { send, ended } = await open();
  send(HEAD);
  expect(await clock.runUntil(ended)).toMatch(/^HTTP\/1\.1 503 .*\r\nRetry-After: 30\r\n/);
  expect(clock.monotonic()).toBeGreaterThanOrEqual(10_000);
});

it('a body that is sent too slowly is rejected with 503, and none of its records is written', async () => {
  const { open, clock, batches } = await testReceiver();
  const { send, saw, ended } = await open();
  send(`${HEAD}Content-Length: 16\r\nExpect: 100-continue\r\n\r\n`);
  await saw('100 Continue');
  send('{"a":1}\n');
  await clock.advance(59_000);
  const answer = await clock.runUntil(ended);
  expect(answer).toContain('HTTP/1.1 503 ');
  expect(answer.toLowerCase()).toContain('\r\nretry-after: 30\r\n');
  expect(clock.monotonic()).toBeGreaterThanOrEqual(60_000);
  expect(batches).toEqual([]);
});

it('a client that never ends its handshake is disconnected', async () => {
  const { port, clock } = await testReceiver();
  const socket = connect(port, '127.0.0.1');
  await new Promise((resolve) => socket.on('connect', resolve));
  const closed = new Promise((resolve) => socket.on('close', resolve).on('error', () => undefined));
  await clock.runUntil(closed);
  expect(clock.monotonic()).toBeGreaterThanOrEqual(10_000);
});

it('a connection is kept between requests, and closed when it is idle for too long', async () => {
  const { open, clock, batches } = await testReceiver();
  const { send, saw, ended } = await open();
  send(REQUEST);
  await saw('"rejected":0}');
  await clock.advance(60_000);
  send(REQUEST.replace('{"a":1}', '{"b":2}'));
  await clock.runUntil(saw('"rejected":0}'));
  await clock.runUntil(ended);
  expect(batches).toHaveLength(2);
});

it('the first byte of a later request starts the time for its headers', async () => {
  const { open, clock } = await testReceiver();
  const { send, saw, ended } = await open();
  send(REQUEST);
  await saw('"rejected":0}');
  send(HEAD);
  expect(await clock.runUntil(ended)).toContain('HTTP/1.1 503 ');
  expect(clock.monotonic()).toBeLessThan(70_000);
});

describe('requests that are sent without waiting for responses', () => {
  /** A receiver whose first write ends when the test says so. */
  async function slowReceiver() {
    let finish = () => {};
    let begin = () => {};
    const written = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const writing = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const write = () => {
      begin();
      return written;
    };
    return { ...(await testReceiver({ write })), finish: () => finish(), writing };
  }

  it('get their responses in order', async () => {
    const { open, finish, writing } = await slowReceiver();
    const { send, ended } = await open();
    send(`${REQUEST.repeat(3)}GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    await writing;
    finish();
    const statuses = [...(await ended).matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));
    expect(statuses).toEqual([200, 200, 200, 405]);
  });

  it('have a time for each body, also while an earlier request is written', async () => {
    const { open, clock, finish, writing } = await slowReceiver();
    const { send, ended } = await open();
    send(`${REQUEST}${HEAD}Content-Length: 7\r\n\r\n{`);
    await writing;
    await clock.advance(60_000);
    finish();
    const answers = (await clock.runUntil(ended)).match(/HTTP\/1\.1 \d+/g);
    expect(answers).toEqual(['HTTP/1.1 200', 'HTTP/1.1 503']);
  });

  it('are limited in number', async () => {
    const { open, batches } = await testReceiver({ write: () => new Promise(() => undefined) });
    const { send, ended } = await open();
    send(REQUEST.repeat(101));
    expect(await ended).toBe('');
    expect(batches.length).toBeLessThanOrEqual(100);
  });
});

it('at the limit, a new connection replaces the longest idle one, and is closed if none is idle', async () => {
  const { open } = await testReceiver();
  const [first, second] = [await open(), await open()];
  first.send(REQUEST);
  await first.saw('"rejected":0}');
  second.send(REQUEST);
  await second.saw('"rejected":0}');
  const third = await open();
  expect(await first.ended).toContain('HTTP/1.1 200 ');
  second.send(`${HEAD}Content-Length: 7\r\nExpect: 100-continue\r\n\r\n`);
  await second.saw('100 Continue');
  await expect(open().then((fourth) => fourth.ended)).rejects.toThrow();
  second.send('{"c":3}');
  third.send(REQUEST);
  await third.saw('HTTP/1.1 200 ');
});

it('a connection that is replaced, but not closed yet, is not replaced by another one', () => {
  const server = new EventEmitter() as Server;
  const { signal } = new AbortController();
  const connections = limitConnections(server, CONNECTIONS, manualClock(), () => undefined, signal);
  const destroyed: number[] = [];
  const connectFrom = (remotePort: number): Socket => {
    const destroy = () => destroyed.push(remotePort);
    const socket = Object.assign(new EventEmitter(), { remotePort, bytesRead: 0, destroy });
    server.emit('connection', socket);
    return socket as unknown as Socket;
  };
  for (const port of [1, 2]) {
    const socket = connectFrom(port);
    server.emit('secureConnection', socket);
    const response = new EventEmitter() as ServerResponse;
    connections.track({ socket } as IncomingMessage, response);
    response.emit('close');
  }
  for (const port of [3, 4]) connectFrom(port);
  expect(destroyed).toEqual([1, 2]);
});

it('with a client CA, a client without a valid certificate is not accepted', async () => {
  const failures: string[] = [];
  const events = { ...createMetrics(), onAuthFailure: (kind: string) => failures.push(kind) };
  const { port, batches } = await testReceiver({
    tls: { ...CERTIFICATE, clientCa: CLIENT.cert },
    events,
  });
  const send = (client: object) =>
    new Promise((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port,
        method: 'POST',
        ca: CERTIFICATE.cert,
        agent: false,
        ...client,
      };
      request(options, (answer) => answer.resume().on('end', () => resolve(answer.statusCode)))
        .on('error', reject)
        .end('{"a":1}');
    });
  await expect(send({})).rejects.toThrow();
  await expect(send(certificateFor('another'))).rejects.toThrow();
  expect(await send(CLIENT)).toBe(200);
  expect(batches).toHaveLength(1);
  expect(failures).toEqual(['certificate', 'certificate']);
});
