import { X509Certificate } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../model/clock.ts';
import { type Answer, type RawStatus, rawAnswer, sendAnswer, unavailable } from './answers.ts';
import { type ConnectionLimits, type Connections, limitConnections } from './connections.ts';
import { type Credentials, checkCredentials } from './credentials.ts';
import { type HandlingOptions, handleRequest } from './handle-request.ts';
import { limitMemory, type Memory } from './memory.ts';

/** PEM texts. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** If given, only clients with a valid certificate of this CA complete the handshake. */
  readonly clientCa?: string;
}

/** What a receiver needs to run. */
export interface ReceiverOptions extends Omit<HandlingOptions, 'findWrongCredential'> {
  readonly credentials: Credentials;
  readonly host: string;
  /** 0: a free port. */
  readonly port: number;
  readonly tls: TlsFiles;
  readonly connections: ConnectionLimits;
}

/** A running receiver. */
export interface Receiver {
  readonly url: string;
  readonly connections: () => number;
  /** Memory of bodies; bytes. */
  readonly bufferedBytes: () => number;
  /**
   * Uses other certificates for new connections, and other credentials for new requests.
   * @throws if the certificates cannot be used; everything then stays as it was
   */
  readonly reload: (files: TlsFiles, credentials: Credentials) => void;
  /**
   * Stops listening, answers the requests in flight, closes all connections, and closes the sink.
   * @param grace milliseconds to wait for requests in flight
   */
  stop(grace: number): Promise<void>;
}

/** Bytes. */
const LARGEST_HEADERS = 16 * 1024;
/** How long the last responses may take at a stop; milliseconds. */
const FLUSH = 500;

/**
 * Starts a receiver.
 * @throws if the certificate cannot be used or the port is taken
 */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const { tls, host, port, clock } = options;
  const server = createServer({
    ...secureContext(tls),
    ...(tls.clientCa === undefined ? {} : { requestCert: true, rejectUnauthorized: true }),
    maxHeaderSize: LARGEST_HEADERS,
    // `connections.ts` has the time-outs.
    ...{ headersTimeout: 0, requestTimeout: 0, keepAliveTimeout: 0 },
  });
  let handling = { ...options, findWrongCredential: checkCredentials(options.credentials) };
  const stopping = new AbortController();
  const ended = new AbortController();
  const answerSlow = (socket: Duplex) => answerRaw(socket, 503, options);
  const connections = limitConnections(server, options.connections, clock, answerSlow, ended.signal);
  const memory = limitMemory(options.limits.buffered, clock);
  const { handle, answerAll } = answerRequests(() => handling, connections, memory, stopping.signal);
  // An early response, such as a 401, is sent before the body is requested. Other expectations are not rejected, because
  // the sender does not retry after a 417.
  server.on('request', handle).on('checkContinue', handle).on('checkExpectation', handle);
  server.on('connect', (_, socket) => answerRaw(socket, 405, options));
  server.on('clientError', (error, socket) => answerMalformed(error, socket, options));
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
    const isMissing = error.code === 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE';
    if (isMissing || socket.authorizationError) options.events.onAuthFailure('certificate');
  });
  await listen(server, port, host).catch((cause) => {
    // Otherwise the checks of the connections would keep the process alive.
    ended.abort();
    throw cause;
  });
  const address = server.address() as AddressInfo;
  return {
    url: `https://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    connections: connections.count,
    bufferedBytes: memory.used,
    reload: (files, credentials) => {
      server.setSecureContext(secureContext(files));
      handling = { ...handling, findWrongCredential: checkCredentials(credentials) };
    },
    stop: async (grace) => {
      stopping.abort();
      const { closeUnused } = connections;
      await closeServer(server, { closeUnused, answerAll }, clock, grace);
      ended.abort();
      await options.sink.close();
    },
  };
}

async function closeServer(
  server: Server,
  { closeUnused, answerAll }: { readonly closeUnused: () => void; readonly answerAll: () => void },
  clock: Clock,
  grace: number,
): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  closeUnused();
  await waitFor(closed, grace, clock);
  // The sender retries after a 503, and may not after a closed connection.
  answerAll();
  await waitFor(closed, FLUSH, clock);
  server.closeAllConnections();
  await closed;
}

/** Answers requests. `answerAll` answers 503 to those that have no answer yet, whatever happens to them afterwards. */
function answerRequests(
  handling: () => HandlingOptions,
  connections: Connections,
  memory: Memory,
  stopping: AbortSignal,
) {
  const unanswered = new Set<() => void>();
  const onRequest = async (request: IncomingMessage, response: ServerResponse) => {
    const tracked = connections.track(request, response);
    if (!tracked) return;
    const options = handling();
    const { clock, events } = options;
    const start = clock.monotonic();
    const answerOnce = (answer: Answer) => {
      if (!unanswered.delete(refuse)) return;
      events.onAnswer(answer.status, (clock.monotonic() - start) / 1000);
      sendAnswer(request, response, stopping.aborted ? { ...answer, closes: true } : answer);
    };
    const refuse = () => answerOnce(unavailable('the receiver is stopping'));
    unanswered.add(refuse);
    if (stopping.aborted) {
      refuse();
      return;
    }
    const answer = await handleRequest({ request, response, ...tracked }, options, memory);
    if (answer) answerOnce(answer);
    else unanswered.delete(refuse);
  };
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    onRequest(request, response).catch((error: unknown) => {
      handling().events.onBug(error);
      request.socket.destroy();
    });
  };
  const answerAll = () => {
    connections.failBodies();
    for (const refuse of unanswered) refuse();
  };
  return { handle, answerAll };
}

/** Waits for a promise, up to some milliseconds. */
async function waitFor(promise: Promise<unknown>, milliseconds: number, clock: Clock): Promise<void> {
  const ended = new AbortController();
  await Promise.race([promise, clock.sleep(milliseconds, ended.signal).catch(() => undefined)]);
  ended.abort();
}

/** @throws if there is no certificate in the client CA. Node.js ignores that, and then accepts no client. */
function secureContext({ cert, key, clientCa }: TlsFiles) {
  if (clientCa !== undefined && !isCertificate(clientCa))
    throw new Error('the file of the client CA has no certificate in PEM format');
  return { cert, key, ...(clientCa === undefined ? {} : { ca: clientCa }), minVersion: 'TLSv1.2' as const };
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Responds to requests that Node.js could not parse. Its own responses include 408, after which senders do not retry. */
function answerMalformed(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  options: Pick<ReceiverOptions, 'events'>,
): void {
  if (!socket.writable || !error.code?.startsWith('HPE_')) socket.destroy();
  else answerRaw(socket, error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400, options);
}

function answerRaw(socket: Duplex, status: RawStatus, { events }: Pick<ReceiverOptions, 'events'>): void {
  events.onAnswer(status);
  socket.end(rawAnswer(status));
}
