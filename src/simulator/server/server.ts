import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type AccessCheck, createAccessCheck } from '../delivery/check-access.ts';
import { createDelivery, type Delivery, type DeliveryOptions } from '../delivery/delivery.ts';
import { systemLookup } from '../delivery/loopback.ts';
import { postToLoopback } from '../delivery/post.ts';
import { rememberWriteOnlyValues, type WriteOnlyValues } from '../delivery/write-only-values.ts';
import { createEngine, type Engine, type SimulatorClock } from '../engine/engine.ts';
import type { SimulatedResponse } from '../engine/handle.ts';
import type { FaultScript } from '../protocol/faults.ts';
import type { Added } from '../seed/account-source.ts';
import type { StateStore } from '../state/store.ts';
import { chance } from '../traffic/runs.ts';
import { openAccount, type ServedAccount } from './open-account.ts';
import {
  newCredentials,
  type SignatureCheck,
  type SimulatorCredentials,
  signatureCheck,
} from './signature.ts';

/** A certificate with its private key, both in PEM format. */
interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A simulator that listens for requests. */
export interface RunningServer {
  /** `http://127.0.0.1:PORT`, or `https://` with a certificate. */
  readonly url: string;
  /** Environment variables that contain the credentials for a client. */
  readonly environment: Readonly<Record<string, string>>;
  /** Closes open connections and stops listening. */
  close(): Promise<void>;
}

/**
 * The largest accepted body, bytes. The response to a larger one is 413. A stream with its certificates is far
 * smaller.
 */
const MAX_BODY = 1024 * 1024;
const LOOPBACK = '127.0.0.1';

/**
 * Serves an account over HTTP or HTTPS on the loopback address, and checks signatures.
 * @throws If the port is in use, or if the certificate and key are invalid.
 */
export async function serve(options: {
  /** 0: any free port. */
  readonly port: number;
  readonly accountState: StateStore;
  readonly clock: SimulatorClock;
  readonly credentials: SimulatorCredentials;
  readonly faults?: FaultScript;
  /** If present, the server uses HTTPS. */
  readonly certificate?: Certificate;
  /** Needed if the account also delivers. */
  readonly secrets?: WriteOnlyValues;
  readonly checkAccess?: AccessCheck;
}): Promise<RunningServer> {
  const { certificate } = options;
  const engine = createEngine(options);
  const check = signatureCheck(options.credentials);
  const scheme = certificate ? 'https' : 'http';
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    converse(request, response, { engine, check, clock: options.clock, scheme }).catch((cause: unknown) => {
      response.destroy(cause instanceof Error ? cause : undefined);
    });
  };
  const server = certificate ? createTlsServer({ ...certificate }, listener) : createServer(listener);
  const port = await listening(server, options.port);
  const url = `${scheme}://${LOOPBACK}:${port}`;
  return { url, environment: environment(url, options.credentials), close: () => closed(server) };
}

/** A served account, and what was added to it because a manifest names it. */
interface SimulatorServer extends RunningServer {
  readonly added: Added;
  /** Uploads to destinations on this machine until the signal is aborted. Absent: not requested. */
  readonly deliver?: Delivery['run'];
}

/** How a served account delivers. */
export type DeliverySettings = Pick<
  DeliveryOptions,
  'clock' | 'say' | 'uploaders' | 'recordSize' | 'resolve'
>;

/**
 * Serves a seeded account, an empty account, or one created from manifests. The state is kept in a file or in memory.
 */
export async function serveSimulator(
  options: ServedAccount & {
    readonly port: number;
    readonly faults?: FaultScript;
    readonly certificate?: Certificate;
    readonly delivery?: DeliverySettings;
  },
): Promise<SimulatorServer> {
  const { port, clock, faults, certificate, delivery } = options;
  const { accountState, added } = await openAccount(options);
  const sending = delivery && {
    ...delivery,
    ...{ accountState, secrets: rememberWriteOnlyValues(), post: postToLoopback, lookup: systemLookup },
  };
  const server = await serve({
    port,
    accountState,
    clock,
    credentials: newCredentials(),
    ...(faults ? { faults } : {}),
    ...(certificate ? { certificate } : {}),
    ...(sending ? { secrets: sending.secrets, checkAccess: createAccessCheck(sending) } : {}),
  });
  if (!sending) return { ...server, added };
  let drawn = 0;
  // A fixed seed, so that two runs with the same requests send the same uploads.
  const random = () => chance(0, drawn++, 0);
  const { run } = createDelivery({ ...sending, random });
  return { ...server, added, deliver: run };
}

/** The environment variables that this product and every other EdgeGrid client read. */
function environment(url: string, credentials: SimulatorCredentials): Readonly<Record<string, string>> {
  return {
    AKAMAI_HOST: new URL(url).host,
    AKAMAI_CLIENT_TOKEN: credentials.clientToken,
    AKAMAI_CLIENT_SECRET: credentials.clientSecret,
    AKAMAI_ACCESS_TOKEN: credentials.accessToken,
  };
}

interface Conversation {
  readonly engine: Engine;
  readonly check: SignatureCheck;
  readonly clock: SimulatorClock;
  readonly scheme: Scheme;
}

type Scheme = 'http' | 'https';

async function converse(
  request: IncomingMessage,
  response: ServerResponse,
  { engine, check, clock, scheme: served }: Conversation,
): Promise<void> {
  const { method = 'GET', url: path = '/', headers } = request;
  const body = await readBody(request);
  const { host = '', authorization } = headers;
  const scheme = forwardedScheme(request) ?? served;
  const denied = check({ method, scheme, host, path, authorization, body: body.bytes }, clock.now());
  const outcome = await engine({
    method,
    path,
    body: body.bytes.toString('utf8'),
    tooLarge: body.tooLarge,
    contentType: headers['content-type'] ?? '',
    headers: singleHeaders(headers),
    ...(denied === undefined ? {} : { denied }),
  });
  if (outcome.tag === 'lost') request.socket.resetAndDestroy();
  else send(response, outcome.response);
}

/** Node.js joins repeated headers with commas, except for those that it lists. No API of the simulator reads these. */
function singleHeaders(headers: IncomingMessage['headers']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as const] : [],
    ),
  );
}

/**
 * Returns the scheme that a client used towards a proxy that terminates TLS on this machine. The header of any other
 * proxy is ignored.
 */
function forwardedScheme({ headers, socket }: IncomingMessage): Scheme | undefined {
  const { 'x-forwarded-proto': forwarded } = headers;
  const isLocal = /^(?:::ffff:)?127\.|^::1$/u.test(socket.remoteAddress ?? '');
  return isLocal && (forwarded === 'http' || forwarded === 'https') ? forwarded : undefined;
}

function send(response: ServerResponse, { status, headers, body }: SimulatedResponse): void {
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
  response.end(body);
}

interface ReadBody {
  readonly bytes: Buffer;
  readonly tooLarge: boolean;
}

/** Reads the whole body, but keeps no more than the limit. */
async function readBody(request: IncomingMessage): Promise<ReadBody> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size <= MAX_BODY) chunks.push(bytes);
  }
  return { bytes: Buffer.concat(chunks), tooLarge: size > MAX_BODY };
}

function listening(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
