import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../model/clock.ts';
import type { RejectedPart, Sink } from '../output/sink.ts';
import {
  type Answer,
  rawAnswer,
  refuseCoding,
  refuseCredential,
  refuseMethod,
  refuseSize,
  sendAnswer,
  unavailable,
} from './answers.ts';
import { BodyAborted, type BodyLimits, readBody, receiveBody, TooLarge } from './body.ts';
import { type Credentials, findWrongCredential } from './credentials.ts';

/** PEM texts. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** If given, only clients with a valid certificate of this CA complete the handshake. */
  readonly clientCa?: string;
}

/** What a receiver needs to run. */
export interface ReceiverOptions {
  readonly host: string;
  /** 0: a free port. */
  readonly port: number;
  readonly tls: TlsFiles;
  readonly credentials: Credentials;
  readonly limits: BodyLimits;
  readonly sink: Sink;
  readonly clock: Clock;
}

/** A running receiver. */
export interface Receiver {
  readonly url: string;
  /**
   * Stops listening, answers the requests in flight, closes all connections, and closes the sink.
   * @param grace milliseconds to wait for requests in flight
   */
  stop(grace: number): Promise<void>;
}

/** Bytes. */
const LARGEST_HEADERS = 16 * 1024;

/**
 * Starts a receiver.
 * @throws if the certificate cannot be used or the port is taken
 */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const { tls, host, port, clock } = options;
  const server = createServer({
    cert: tls.cert,
    key: tls.key,
    ...(tls.clientCa === undefined ? {} : { ca: tls.clientCa, requestCert: true, rejectUnauthorized: true }),
    minVersion: 'TLSv1.2',
    maxHeaderSize: LARGEST_HEADERS,
  });
  const stopping = new AbortController();
  const handle = handler(options, stopping.signal);
  const onRequest = async (request: IncomingMessage, response: ServerResponse) => {
    const answer = await handle(request, response);
    if (answer) sendAnswer(request, response, stopping.signal.aborted ? closing(answer) : answer);
  };
  // An early answer, such as a 401, is sent before the body is requested.
  server.on('request', onRequest).on('checkContinue', onRequest).on('clientError', answerMalformed);
  await listen(server, port, host);
  const address = server.address() as AddressInfo;
  return {
    url: `https://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    stop: async (grace) => {
      const closed = new Promise((resolve) => server.close(resolve));
      stopping.abort();
      const waiting = new AbortController();
      await Promise.race([closed, clock.sleep(grace, waiting.signal).catch(() => undefined)]);
      waiting.abort();
      server.closeAllConnections();
      await closed;
      await options.sink.close();
    },
  };
}

function closing(answer: Answer): Answer {
  return { ...answer, closes: true };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Returns the function that handles a request. It resolves to undefined if the sender is gone, and never rejects. */
function handler(options: ReceiverOptions, stopping: AbortSignal) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<Answer | undefined> => {
    if (stopping.aborted) return unavailable('the receiver is stopping');
    const refused = refuseEarly(request, options);
    if (refused) return refused;
    if (request.headers.expect !== undefined) response.writeContinue();
    try {
      return await receive(request, options);
    } catch (error) {
      if (error instanceof TooLarge) return refuseSize();
      if (error instanceof BodyAborted) return undefined;
      return unavailable('the records could not be written');
    }
  };
}

/** The answer to a request whose body need not be read. */
function refuseEarly(
  { method, headers }: IncomingMessage,
  { credentials, limits }: ReceiverOptions,
): Answer | undefined {
  if (method !== 'POST') return refuseMethod();
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && coding.trim().toLowerCase() !== 'chunked') return refuseCoding();
  const wrong = findWrongCredential(credentials, headers);
  if (wrong) return refuseCredential(wrong);
  return Number(headers['content-length'] ?? 0) > limits.received ? refuseSize() : undefined;
}

async function receive(request: IncomingMessage, { limits, sink, clock }: ReceiverOptions): Promise<Answer> {
  const body = await receiveBody(request, limits.received, new AbortController().signal);
  const receivedAt = new Date(clock.now()).toISOString();
  const { batch, isProbe } = await readBody(body, request.headers, receivedAt, limits.decompressed);
  if (!isProbe && (batch.records > 0 || batch.rejected.length > 0)) await sink.write(batch);
  return { status: 200, body: { records: batch.records, rejected: countRejected(batch.rejected) } };
}

/** Counts unreadable lines. A body without any record counts as one. */
function countRejected(parts: readonly RejectedPart[]): number {
  return parts.reduce((sum, { kind, bytes }) => sum + (kind === 'body' ? 1 : countLines(bytes)), 0);
}

function countLines(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => (byte === 10 ? sum + 1 : sum), 0);
}

/** Answers what Node.js could not parse. Its own answers include a 408, which the sender does not repeat. */
function answerMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  if (error.code === 'HPE_HEADER_OVERFLOW') socket.end(rawAnswer(431));
  else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') socket.end(rawAnswer(503));
  else if (error.code?.startsWith('HPE_')) socket.end(rawAnswer(400));
  else socket.destroy();
}
