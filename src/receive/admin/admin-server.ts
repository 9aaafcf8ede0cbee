import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.ts';

/** What the admin port serves. */
interface AdminOptions {
  readonly host: string;
  /** 0: a free port. */
  readonly port: number;
  readonly metrics: Pick<Metrics, 'expose'>;
  /** Resolves to why the receiver is not healthy, or to undefined. */
  readonly health: () => Promise<string | undefined>;
}

/** The running admin port. */
export interface AdminServer {
  /** Of the metrics. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `/healthz` and `/metrics` over plain HTTP.
 * @throws if the port is taken
 */
export async function startAdmin({ host, port, metrics, health }: AdminOptions): Promise<AdminServer> {
  const server = createServer((request, response) => {
    answer(request.method, request.url?.split('?')[0], { metrics, health }, response).catch(() =>
      send(response, 503, 'internal error\n'),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  method: string | undefined,
  path: string | undefined,
  { metrics, health }: Pick<AdminOptions, 'metrics' | 'health'>,
  response: ServerResponse,
): Promise<void> {
  if (path !== '/healthz' && path !== '/metrics') return send(response, 404, 'not found\n');
  if (method !== 'GET') return send(response, 405, 'only GET is supported\n', { allow: 'GET' });
  if (path === '/healthz') {
    const problem = await health();
    return problem === undefined ? send(response, 200, 'ok\n') : send(response, 503, `${problem}\n`);
  }
  const { text, type } = await metrics.expose();
  send(response, 200, text, { 'content-type': type });
}

function send(response: ServerResponse, status: number, text: string, headers = {}): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(text);
}
