import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import type { Clock } from '../../model/clock.ts';

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
  /** Returns undefined if the connection is closed, because it had too many requests without a response. */
  track(request: IncomingMessage, response: ServerResponse): TrackedRequest | undefined;
  /** Closes the connections without a request. */
  closeUnused(): void;
  /** Ends the bodies that are being received, as if they did not end in time. */
  failBodies(): void;
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
  /** Requests without a complete response. More than one if the client sends requests without waiting for responses. */
  requests: number;
  /** The last request. Bodies arrive one after another. */
  last: IncomingMessage | undefined;
  /** Ends the body that is being received. */
  failBody: (error: SlowBody) => void;
}

/** Milliseconds. Every time-out takes effect within two of these. */
const INTERVAL = 1000;
/**
 * All connections together may have as many requests without a response as there may be connections, and at least this
 * number. More are only possible if clients do not wait for responses.
 */
const FEWEST_REQUESTS = 100;

/**
 * Limits the connections of a server. The time-outs of Node.js are not used: they respond with 408, after which the
 * sender does not retry, and the time-out for the handshake does not include the headers.
 * @param answerSlow responds to a request whose headers did not end in time, and closes its connection
 * @param signal ends the checks
 */
export function limitConnections(
  server: Server,
  limits: ConnectionLimits,
  clock: Clock,
  answerSlow: (socket: Socket) => void,
  signal: AbortSignal,
): Connections {
  const open = new Map<string, Connection>();
  const bySocket = new WeakMap<Socket, Connection>();
  let requests = 0;
  const enter = (connection: Connection, phase: Connection['phase']) => {
    if (connection.phase === 'closing') return;
    connection.phase = phase;
    connection.since = clock.monotonic();
    connection.bytesRead = connection.socket.bytesRead;
  };
  server.on('connection', (socket: Socket) => {
    if (open.size >= limits.connections) {
      const idle = findLongestIdle(open);
      if (!idle) {
        socket.destroy();
        return;
      }
      // It remains among the open ones until its socket is closed. Another new connection must not replace it too.
      enter(idle, 'closing');
      idle.socket.destroy();
    }
    const key = keyOf(socket);
    const connection: Connection = {
      ...{ socket, isSecure: false, phase: 'headers', since: clock.monotonic(), bytesRead: 0, requests: 0 },
      ...{ last: undefined, failBody: () => undefined },
    };
    open.set(key, connection);
    socket.on('close', () => {
      if (open.get(key) === connection) open.delete(key);
      // Not every response of a closed connection reports its end.
      requests -= connection.requests;
      connection.requests = 0;
    });
  });
  server.on('secureConnection', (socket) => {
    const connection = open.get(keyOf(socket));
    if (!connection) return;
    connection.socket = socket;
    connection.isSecure = true;
    bySocket.set(socket, connection);
  });
  const check = (connection: Connection) => {
    noticeHeaders(connection);
    if (clock.monotonic() - connection.since < timeoutOf(connection.phase, limits)) return;
    close(connection);
  };
  /** Between requests, Node.js does not report the first byte of the next one. */
  const noticeHeaders = (connection: Connection) => {
    if (connection.phase === 'idle' && connection.socket.bytesRead !== connection.bytesRead)
      enter(connection, 'headers');
  };
  const close = (connection: Connection) => {
    const { phase } = connection;
    enter(connection, 'closing');
    endPhase(connection, phase, answerSlow);
  };
  repeat(clock, signal, () => {
    for (const connection of open.values()) check(connection);
  }).catch(() => undefined);
  return {
    count: () => open.size,
    track: (request, response) => {
      const connection = bySocket.get(request.socket);
      if (!connection || request.socket.destroyed) return undefined;
      if (connection.requests > 0 && requests >= Math.max(limits.connections, FEWEST_REQUESTS)) {
        connection.socket.destroy();
        return undefined;
      }
      connection.last = request;
      connection.requests += 1;
      requests += 1;
      enter(connection, 'body');
      response.once('close', () => {
        if (connection.requests === 0) return;
        connection.requests -= 1;
        requests -= 1;
        if (connection.requests === 0) enter(connection, 'idle');
      });
      return {
        onSlowBody: (fail) => {
          connection.failBody = fail;
        },
        endBody: () => {
          // The body of the next request may have begun.
          if (connection.last === request) enter(connection, 'busy');
        },
      };
    },
    failBodies: () => {
      for (const connection of open.values()) if (connection.phase === 'body') close(connection);
    },
    closeUnused: () => {
      for (const connection of open.values()) {
        noticeHeaders(connection);
        if (connection.requests === 0) close(connection);
      }
    },
  };
}

function keyOf({ localAddress, localPort, remoteAddress, remotePort }: Socket): string {
  return [localAddress, localPort, remoteAddress, remotePort].join(' ');
}

function findLongestIdle(open: ReadonlyMap<string, Connection>): Connection | undefined {
  const idle = [...open.values()].filter(
    (each) => each.phase === 'idle' && each.socket.bytesRead === each.bytesRead,
  );
  const [first] = idle.sort((one, other) => one.since - other.since);
  return first;
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
function endPhase(
  { socket, isSecure, failBody }: Connection,
  phase: Connection['phase'],
  answerSlow: (socket: Socket) => void,
): void {
  if (phase === 'closing' || !isSecure) socket.destroy();
  else if (phase === 'body') failBody(new SlowBody());
  else if (phase === 'headers') answerSlow(socket);
  else socket.end();
}

async function repeat(clock: Clock, signal: AbortSignal, work: () => void): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(INTERVAL, signal).catch(() => undefined);
    if (!signal.aborted) work();
  }
}
