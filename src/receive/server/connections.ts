import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import type { Clock } from '../../model/clock.ts';
import { rawAnswer } from './answers.ts';

/** Limits of connections; durations in milliseconds. */
export interface ConnectionLimits {
  readonly connections: number;
  /** From the connection, or the first byte of a later request, to the end of the headers. */
  readonly headerTimeout: number;
  /** From the end of the headers to the end of the body. */
  readonly requestTimeout: number;
  /** Between two requests. */
  readonly idleTimeout: number;
}

/** The body of a request did not end in time. */
export class SlowBody extends Error {
  override readonly name = 'SlowBody';
}

/** A request as its connection knows it. */
interface TrackedRequest {
  /** Sets what is called when the body does not end in time. */
  readonly onSlowBody: (fail: (error: SlowBody) => void) => void;
  /** To be called when the body was received. */
  readonly endBody: () => void;
}

/** The connections of a server. */
export interface Connections {
  count(): number;
  track(request: IncomingMessage, response: ServerResponse): TrackedRequest;
}

interface Connection {
  /** The TLS connection once the handshake is done. */
  socket: Socket;
  isSecure: boolean;
  phase: 'headers' | 'body' | 'busy' | 'idle' | 'closing';
  /** When the phase began, on the monotonic clock. */
  since: number;
  /** Bytes that were read when the connection became idle. */
  bytesRead: number;
  requests: number;
  /** Ends the body that is being received. */
  failBody: (error: SlowBody) => void;
}

/** Milliseconds. Every time-out takes effect within two of these. */
const INTERVAL = 1000;

/**
 * Limits the connections of a server. The time-outs of Node.js are not used: they answer 408, which the sender does not
 * repeat, and its time-out for the handshake does not include the headers.
 * @param signal ends the checks
 */
export function limitConnections(
  server: Server,
  limits: ConnectionLimits,
  clock: Clock,
  signal: AbortSignal,
): Connections {
  const open = new Map<string, Connection>();
  const bySocket = new WeakMap<Socket, Connection>();
  const enter = (connection: Connection, phase: Connection['phase']) => {
    connection.phase = phase;
    connection.since = clock.monotonic();
    connection.bytesRead = connection.socket.bytesRead;
  };
  server.on('connection', (socket: Socket) => {
    if (open.size >= limits.connections && !closeLongestIdle(open)) {
      socket.destroy();
      return;
    }
    const key = keyOf(socket);
    const connection: Connection = {
      ...{ socket, isSecure: false, phase: 'headers', since: clock.monotonic(), bytesRead: 0, requests: 0 },
      failBody: () => undefined,
    };
    open.set(key, connection);
    socket.on('close', () => open.get(key) === connection && open.delete(key));
  });
  server.on('secureConnection', (socket) => {
    const connection = open.get(keyOf(socket));
    if (!connection) return;
    connection.socket = socket;
    connection.isSecure = true;
    bySocket.set(socket, connection);
  });
  const check = (connection: Connection) => {
    // Between requests, Node.js does not report the first byte of the next one.
    if (isIdle(connection) && connection.socket.bytesRead !== connection.bytesRead)
      enter(connection, 'headers');
    if (clock.monotonic() - connection.since < timeoutOf(connection.phase, limits)) return;
    const { phase } = connection;
    enter(connection, 'closing');
    endPhase(connection, phase);
  };
  repeat(clock, signal, () => {
    for (const connection of open.values()) check(connection);
  }).catch(() => undefined);
  return {
    count: () => open.size,
    track: (request, response) => {
      const connection = bySocket.get(request.socket);
      if (!connection) return { onSlowBody: () => undefined, endBody: () => undefined };
      connection.requests += 1;
      enter(connection, 'body');
      response.once('close', () => {
        connection.requests -= 1;
        if (connection.requests === 0 && connection.phase !== 'closing') enter(connection, 'idle');
      });
      return {
        onSlowBody: (fail) => {
          connection.failBody = fail;
        },
        endBody: () => enter(connection, 'busy'),
      };
    },
  };
}

function keyOf({ localAddress, localPort, remoteAddress, remotePort }: Socket): string {
  return [localAddress, localPort, remoteAddress, remotePort].join(' ');
}

function isIdle({ phase }: Connection): boolean {
  return phase === 'idle';
}

function closeLongestIdle(open: ReadonlyMap<string, Connection>): boolean {
  const idle = [...open.values()].filter((each) => isIdle(each) && each.socket.bytesRead === each.bytesRead);
  const [first] = idle.sort((one, other) => one.since - other.since);
  first?.socket.destroy();
  return first !== undefined;
}

function timeoutOf(phase: Connection['phase'], limits: ConnectionLimits): number {
  switch (phase) {
    case 'headers':
      return limits.headerTimeout;
    case 'body':
      return limits.requestTimeout;
    case 'idle':
      return limits.idleTimeout;
    case 'busy':
      return Number.POSITIVE_INFINITY;
    case 'closing':
      return INTERVAL;
    default:
      return phase satisfies never;
  }
}

/** Ends a phase that took too long. A connection that is then not closed by its client is destroyed later. */
function endPhase({ socket, isSecure, failBody }: Connection, phase: Connection['phase']): void {
  if (phase === 'closing' || !isSecure) socket.destroy();
  else if (phase === 'body') failBody(new SlowBody());
  else if (phase === 'headers') socket.end(rawAnswer(503));
  else socket.end();
}

async function repeat(clock: Clock, signal: AbortSignal, work: () => void): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(INTERVAL, signal).catch(() => undefined);
    if (!signal.aborted) work();
  }
}
