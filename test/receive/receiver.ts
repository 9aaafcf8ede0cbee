import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { connect } from 'node:tls';
import { onTestFinished } from 'vitest';
import { LOOPBACK, makeCertificate } from '../../src/commands/session/certificate.ts';
import { createMetrics } from '../../src/receive/admin/metrics.ts';
import type { Batch, Sink } from '../../src/receive/output/sink.ts';
import { type Receiver, type ReceiverOptions, startReceiver } from '../../src/receive/server/server.ts';
import { manualClock } from '../manual-clock.ts';

/** A certificate for this machine, for all tests of a file. */
export const CERTIFICATE = await makeCertificate({ commonName: 'test', ...LOOPBACK, days: 1 }, Date.now());

/** Bytes. */
export const LIMITS = { received: 1 << 20, decompressed: 1 << 22, buffered: 1 << 23 };

/** Milliseconds. */
export const CONNECTIONS = {
  connections: 2,
  headerTimeout: 10_000,
  requestTimeout: 60_000,
  idleTimeout: 75_000,
};

/** An answer as a client sees it. */
interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A connection over TLS. */
interface OpenConnection {
  readonly send: (text: string | Uint8Array) => void;
  /** Resolves when the receiver has sent this text, after what an earlier call has found. */
  readonly saw: (text: string) => Promise<void>;
  /** What the receiver has sent until the connection was closed. */
  readonly ended: Promise<string>;
}

/** A receiver that listens on this machine until the test ends, and what it wrote. */
export interface TestReceiver {
  readonly receiver: Receiver;
  readonly port: number;
  /** What it wrote, or began to write. */
  readonly batches: readonly Batch[];
  readonly clock: ReturnType<typeof manualClock>;
  /** All written lines. */
  written(): string;
  post(
    body: string | Uint8Array,
    headers?: Readonly<Record<string, string>>,
    method?: string,
  ): Promise<Answered>;
  /** Sends bytes over TLS and returns everything that the receiver sends until it closes the connection. */
  sendRaw(text: string | Uint8Array): Promise<string>;
  /** Opens a connection over TLS. */
  open(): Promise<OpenConnection>;
}

/** Starts a receiver with a sink that keeps batches in memory. */
export async function testReceiver(
  options: Partial<ReceiverOptions> & { readonly write?: Sink['write'] } = {},
): Promise<TestReceiver> {
  const batches: Batch[] = [];
  const clock = manualClock();
  const write = async (batch: Batch) => {
    batches.push(batch);
    await options.write?.(batch);
  };
  const receiver = await startReceiver({
    host: '127.0.0.1',
    port: 0,
    tls: CERTIFICATE,
    credentials: { headers: new Map() },
    limits: LIMITS,
    connections: CONNECTIONS,
    format: { format: 'JSON' },
    sink: { write, close: async () => undefined, health: async () => undefined },
    events: createMetrics(),
    clock,
    ...options,
  });
  let isStopped = false;
  onTestFinished(async () => {
    if (isStopped) return;
    await clock.runUntil(receiver.stop(0));
  });
  const stop = (grace: number) => {
    isStopped = true;
    return receiver.stop(grace);
  };
  const port = Number(new URL(receiver.url).port);
  return {
    receiver: { ...receiver, stop },
    port,
    batches,
    clock,
    written: () =>
      batches.flatMap(({ lines }) => lines.map((piece) => Buffer.from(piece).toString())).join(''),
    post: (body, headers = {}, method = 'POST') => send(port, body, headers, method),
    sendRaw: async (text) => {
      const { send, ended } = await open(port);
      send(text);
      return ended;
    },
    open: () => open(port),
  };
}

function send(
  port: number,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>>,
  method: string,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path: '/logs?token=CANARY',
        method,
        headers,
        ca: CERTIFICATE.cert,
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks).toString(),
            }),
          );
      },
    );
    sent.on('error', reject).end(body);
  });
}

function open(port: number): Promise<OpenConnection> {
  let received = '';
  let seen = 0;
  const watchers = new Set<() => void>();
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca: CERTIFICATE.cert }, () => {
      resolve({ send: (text) => void socket.write(text), saw, ended });
    });
    const ended = new Promise<string>((end) => {
      socket.on('close', () => end(received));
    });
    const saw = (text: string) =>
      new Promise<void>((found) => {
        const watch = () => {
          const at = received.indexOf(text, seen);
          if (at < 0) return;
          seen = at + text.length;
          watchers.delete(watch);
          found();
        };
        watchers.add(watch);
        watch();
      });
    socket.on('error', reject).on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      for (const watch of watchers) watch();
    });
  });
}
