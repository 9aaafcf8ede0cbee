import type { Credentials } from '../credentials/credentials.ts';

/** The parts of a request that are signed. */
interface Signable {
  readonly method: string;
  /** The whole URL, exactly as it is sent. */
  readonly url: URL;
  /** The body in bytes. */
  readonly body?: Uint8Array;
}

/** Creates the Authorization header of one attempt. Time stamp and nonce are new in every call. */
export type Signer = (request: Signable) => Promise<string>;

/**
 * Creates a signer for EG1-HMAC-SHA256, with `auth()` of the akamai-edgegrid package. Its `send()` is never used,
 * because it has no timeouts and follows redirects with the body. The package is loaded for the first signature only:
 * it includes an HTTP client that doubles the startup time.
 */
export function edgegridSigner(credentials: Credentials, origin: string): Signer {
  let signing: Promise<Signing> | undefined;
  return async (request) => {
    signing ??= openSigning(credentials, origin);
    return authorization(await signing, request);
  };
}

interface Signing {
  auth(request: object): unknown;
}

/**
 * Loads the package. One instance serves all calls: `auth()` uses only the request that it is given, and every new
 * instance would add two more hooks to a global object.
 */
async function openSigning(credentials: Credentials, origin: string): Promise<Signing> {
  const { default: EdgeGrid } = await import('akamai-edgegrid');
  const { clientToken, clientSecret, accessToken } = credentials;
  const edgegrid = new EdgeGrid(clientToken, clientSecret, accessToken, new URL(origin).host);
  // The constructor adds `https://` to every host, so the origin (`http:` on loopback) is set here.
  Object.assign(edgegrid.config, { host: origin });
  return edgegrid;
}

/**
 * Returns the Authorization header. The body is passed as bytes, with a media type for which the package hashes
 * bytes. The package would cut a string at 131,072 UTF-16 units, but the protocol cuts at 131,072 bytes, so bodies
 * with non-ASCII letters would be refused. The media type is not part of the signature, and only the Authorization
 * header is used.
 */
function authorization(signing: Signing, request: Signable): string {
  const headers: { 'Content-Type': string; Authorization?: string } = { 'Content-Type': 'application/gzip' };
  const { pathname, search } = request.url;
  signing.auth({
    method: request.method,
    path: `${pathname}${search}`,
    headers,
    ...(request.body ? { body: request.body } : {}),
  });
  const { Authorization: value } = headers;
  if (value === undefined) throw new Error('bug: akamai-edgegrid made no Authorization header');
  return value;
}
