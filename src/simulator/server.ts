import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { memoryWorld, type WorldAccess } from './access.ts';
import { type Engine, engine, type SimulatorClock } from './engine.ts';
import type { FaultScript } from './faults.ts';
import type { SimulatedResponse } from './handle.ts';
import { seededWorld, streamlessWorld } from './seed.ts';
import type { Settings } from './settings.ts';
import {
  newCredentials,
  type SignatureCheck,
  type SimulatorCredentials,
  signatureCheck,
} from './signature.ts';
import { withSettings } from './world.ts';
import { fileWorld } from './world-file.ts';

/** A simulator that listens. */
export interface RunningServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Environment variables that give a client its credentials. */
  readonly environment: Readonly<Record<string, string>>;
  /** Breaks what is still connected and stops listening. */
  close(): Promise<void>;
}

/** Bodies larger than this are answered with 413, bytes. A stream with its certificates is far smaller. */
const MAX_BODY = 1024 * 1024;
const LOOPBACK = '127.0.0.1';

/**
 * Serves a world over HTTP on the loopback address, with signatures checked.
 * @throws where the port is taken
 */
export async function serve(options: {
  /** 0: any free port. */
  readonly port: number;
  readonly world: WorldAccess;
  readonly clock: SimulatorClock;
  readonly credentials: SimulatorCredentials;
  readonly faults?: FaultScript;
}): Promise<RunningServer> {
  const answer = engine(options);
  const check = signatureCheck(options.credentials);
  const server = createServer((request, response) => {
    converse(request, response, answer, check, options.clock).catch((cause: unknown) => {
      response.destroy(cause instanceof Error ? cause : undefined);
    });
  });
  const port = await listening(server, options.port);
  const url = `http://${LOOPBACK}:${port}`;
  return { url, environment: environment(url, options.credentials), close: () => closed(server) };
}

/** Serves a seeded or an empty account, kept in a file or in memory. */
export function serveSimulator(options: {
  readonly port: number;
  /** How long a movement lasts, milliseconds. */
  readonly movement: number;
  /** Requests that one client may send a minute; the vendor allows 20. */
  readonly requestsPerMinute?: number;
  /** Start without streams. A file that exists is taken as it is. */
  readonly empty?: boolean;
  readonly file?: string;
  readonly clock: SimulatorClock;
  readonly faults?: FaultScript;
}): Promise<RunningServer> {
  const { port, movement, requestsPerMinute, empty, file, clock, faults } = options;
  const settings = {
    movement,
    ...(requestsPerMinute === undefined ? {} : { rate: rateOf(requestsPerMinute) }),
  };
  const first = () => (empty ? streamlessWorld(settings) : seededWorld(clock.now(), settings));
  const kept = file === undefined ? memoryWorld(first()) : asAskedNow(fileWorld({ file, first }), settings);
  const credentials = newCredentials();
  return serve({ port, world: kept, clock, credentials, ...(faults ? { faults } : {}) });
}

/** A bucket that holds a minute's requests and fills evenly. */
function rateOf(requestsPerMinute: number): Settings['rate'] {
  return { burst: requestsPerMinute, refill: Math.ceil(60_000 / requestsPerMinute) };
}

/** A file keeps the settings it was made with; those asked for now take their place. */
function asAskedNow(world: WorldAccess, settings: Partial<Settings>): WorldAccess {
  return { change: (step) => world.change((kept) => step(withSettings(kept, settings))) };
}

/** The variables that the product and every other EdgeGrid client read. */
function environment(url: string, credentials: SimulatorCredentials): Readonly<Record<string, string>> {
  return {
    AKAMAI_HOST: new URL(url).host,
    AKAMAI_CLIENT_TOKEN: credentials.clientToken,
    AKAMAI_CLIENT_SECRET: credentials.clientSecret,
    AKAMAI_ACCESS_TOKEN: credentials.accessToken,
  };
}

async function converse(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Engine,
  check: SignatureCheck,
  clock: SimulatorClock,
): Promise<void> {
  const { method = 'GET', url: path = '/', headers } = request;
  const body = await readBody(request);
  const { host = '', authorization } = headers;
  const denied = check({ method, scheme: 'http', host, path, authorization, body: body.bytes }, clock.now());
  const outcome = await answer({
    method,
    path,
    body: body.bytes.toString('utf8'),
    tooLarge: body.tooLarge,
    contentType: headers['content-type'] ?? '',
    ...(denied === undefined ? {} : { denied }),
  });
  if (outcome.tag === 'lost') request.socket.resetAndDestroy();
  else send(response, outcome.response);
}

function send(response: ServerResponse, { status, headers, body }: SimulatedResponse): void {
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
  response.end(body);
}

interface ReadBody {
  readonly bytes: Buffer;
  readonly tooLarge: boolean;
}

/** Reads to the end and keeps no more than the limit. */
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
