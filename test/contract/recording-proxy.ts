import { type IncomingHttpHeaders, request as send } from 'node:http';
import { bodyOf, serve } from '../api/loopback.ts';

/** A request as the product sent it. */
export interface Tapped {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A proxy between the product and its server that records every request, and can modify it in transit. */
export interface Tap {
  readonly url: string;
  readonly seen: Tapped[];
}

/**
 * Listens in front of a server until the test ends. The Host header is passed on unchanged, since it is
 * signed. @param bend returns the request to pass on
 */
export async function tap(server: string, bend: (request: Tapped) => Tapped = (same) => same): Promise<Tap> {
  const seen: Tapped[] = [];
  const { port, hostname } = new URL(server);
  const url = await serve(async (incoming, outgoing) => {
    const { method = '', url: path = '', headers } = incoming;
    const came: Tapped = { method, path, headers, body: await bodyOf(incoming) };
    seen.push(came);
    const gone = bend(came);
    const { 'transfer-encoding': _, 'content-length': __, connection: ___, ...kept } = gone.headers;
    const passed = {
      ...kept,
      ...(gone.body.length > 0 ? { 'content-length': String(gone.body.length) } : {}),
    };
    const onward = send(
      { port, hostname, method: gone.method, path: gone.path, headers: passed },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    onward.end(gone.body);
  });
  return { url, seen };
}
