import { request } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import type { Clock } from '../../model/clock.ts';
import { bareHost, isLoopbackAddress } from './loopback.ts';

/** One request of an uploader. */
export interface Upload {
  readonly url: URL;
  /** The addresses to connect to, in this order. All of them are loopback addresses. */
  readonly addresses: readonly string[];
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: UploadTls;
  readonly body: Uint8Array;
}

/** Certificates and keys (PEM), and the host name that the certificate of the destination must have. */
export interface UploadTls {
  readonly serverName: string;
  /** Absent: the certificates that Node.js trusts. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/**
 * Sends an upload and returns the status of the response.
 * @throws {FailedUpload} If there was no response.
 */
export type Post = (upload: Upload, signal: AbortSignal) => Promise<number>;

/** An upload without a response. The code is that of Node.js or OpenSSL, such as `ECONNREFUSED`. */
export class FailedUpload extends Error {
  override readonly name = 'FailedUpload';
  readonly code: string;
  constructor(code: string, cause?: unknown) {
    super(`The upload failed with ${code}.`, { cause });
    this.code = code;
  }
}

/**
 * Sends an upload, and returns the status of the response.
 * @param limit How long the response may take; milliseconds of the clock.
 * @param stopping Ends the upload at once.
 * @throws {FailedUpload} With `ETIMEDOUT` if there is no response in time, whatever is received until then.
 */
export async function postInTime(
  post: Post,
  upload: Upload,
  {
    limit,
    clock,
    stopping,
  }: { readonly limit: number; readonly clock: Clock; readonly stopping?: AbortSignal },
): Promise<number> {
  const ended = new AbortController();
  const signal = stopping ? AbortSignal.any([ended.signal, stopping]) : ended.signal;
  const timeout = async () => {
    await clock.sleep(limit, signal);
    throw new FailedUpload('ETIMEDOUT');
  };
  try {
    signal.throwIfAborted();
    return await Promise.race([post(upload, signal), timeout()]);
  } finally {
    ended.abort();
  }
}

/**
 * Sends an upload over HTTPS, directly: proxies of the environment are ignored, and redirects are not followed. It
 * connects to addresses of this machine only, and checks the address of the socket before it sends anything.
 */
export const postToLoopback: Post = async (upload, signal) => {
  try {
    return await send(upload, signal);
  } catch (cause) {
    throw new FailedUpload(codeOf(cause), cause);
  }
};

function send(upload: Upload, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const { url, addresses, port, headers, tls, body } = upload;
    const host = bareHost(url);
    if (![...addresses, ...(isIP(host) > 0 ? [host] : [])].every(isLoopbackAddress) || !addresses[0])
      throw new NotLoopback();
    const { serverName, ...pems } = tls;
    const sent = request({
      method: 'POST',
      host,
      port,
      path: `${url.pathname}${url.search}`,
      headers: { host: url.host, ...headers, 'content-length': String(body.length) },
      ...pems,
      ...(isIP(serverName) > 0 ? {} : { servername: serverName }),
      lookup: lookupIn(addresses),
      agent: false,
      signal,
    });
    sent.on('socket', (socket) => {
      socket.once('connect', () => {
        if (!isLoopbackAddress(socket.remoteAddress ?? '')) socket.destroy(new NotLoopback());
      });
    });
    sent.on('error', reject).on('response', (response) => {
      response.resume().on('error', () => undefined);
      resolve(response.statusCode ?? 0);
    });
    // Node.js closes the connection without an error if the response switches to another protocol.
    sent.on('close', () => reject(new FailedUpload('NO_RESPONSE')));
    sent.end(body);
  });
}

class NotLoopback extends Error {
  readonly code = 'NOT_LOOPBACK';
}

/** Resolves every name to these addresses, so that Node.js does not look up the name again. */
function lookupIn(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, callback) => {
    if (options.all) callback(null, all);
    else callback(null, all[0]?.address ?? '', all[0]?.family);
  };
}

function codeOf(cause: unknown): string {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : 'NO_RESPONSE';
}
