import type { Credentials } from '../credentials/credentials.ts';
import { AccessError } from '../errors/errors.ts';

/**
 * Returns true for names and addresses of this machine: `localhost`, 127.0.0.0/8, `[::1]`. `*.localhost` is not
 * included, because DNS may resolve it to any address.
 */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}

/**
 * Returns scheme, host and port of all requests: those of `--endpoint`; by default the host of the credentials with
 * `https:`.
 * @throws {AccessError} if the endpoint is not a base URL, or has no TLS and is on another machine
 */
export function originOf(credentials: Credentials, endpoint?: string): string {
  const text = endpoint ?? (credentials.host ? `https://${credentials.host}` : undefined);
  if (text === undefined) throw new Error('bug: neither an endpoint nor a host in the credentials');
  const url = parse(text);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return bare(url);
  throw new AccessError(
    'The endpoint is neither https: nor on this machine.',
    'Use https://; http:// is for loopback hosts only, such as http://127.0.0.1:8080.',
  );
}

function parse(text: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw new AccessError(
      'The endpoint is not a URL.',
      'Write it like https://host or http://127.0.0.1:8080.',
      cause,
    );
  }
}

function bare(url: URL): string {
  const extra = url.username || url.password || url.search || url.hash || url.pathname !== '/';
  if (!extra) return url.origin;
  throw new AccessError(
    'The endpoint has more than a scheme, a host and a port.',
    'Leave out path, query and user name: the paths of the API are added to it.',
  );
}
