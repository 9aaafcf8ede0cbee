import { type IncomingHttpHeaders, request as send } from 'node:http';
import { bodyOf, serve } from '../api/loopback.ts';

/** A request as it came out of the product. */
export interface Tapped {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Somebody between the product and its server who writes down every request, and may bend it on its way. */
export interface Tap {
  readonly url: string;
  readonly seen: Tapped[];
}

/**
 * Listens in front of a server until the test ends. The Host header goes on as it came, since it is signed.
 * @param bend what becomes of a request that is passed on
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
