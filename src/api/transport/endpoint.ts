import { AccessError } from '../../http/access-error.ts';
import { isBare, isPrivate } from '../../http/address.ts';
import type { Credentials } from '../credentials/credentials.ts';

/**
 * Returns scheme, host and port of all requests: those of `--endpoint`; by default the host of the credentials with
 * `https:`.
 * @throws {AccessError} if the endpoint is not a base URL, or has no TLS and is on another machine
 */
export function originOf(credentials: Credentials, endpoint?: string): string {
  const text = endpoint ?? (credentials.host ? `https://${credentials.host}` : undefined);
  if (text === undefined) throw new Error('bug: neither an endpoint nor a host in the credentials');
  const url = parse(text);
  if (!isPrivate(url)) {
    throw new AccessError(
      'The endpoint is neither https: nor on this machine.',
      'Use https://; http:// is for loopback hosts only, such as http://127.0.0.1:8080.',
    );
  }
  if (isBare(url) && url.pathname === '/') return url.origin;
  throw new AccessError(
    'The endpoint has more than a scheme, a host and a port.',
    'Omit path, query and user name: the paths of the API are added to it.',
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
