import type { Credentials } from '../credentials/credentials.ts';

/** What is signed. */
interface Signable {
  readonly method: string;
  /** The whole URL, exactly as it will be sent. */
  readonly url: URL;
  /** The body's bytes. */
  readonly body?: Uint8Array;
}

/** Makes the Authorization header of one attempt: time stamp and nonce are new with every call. */
export type Signer = (request: Signable) => Promise<string>;

/**
 * Signs with EG1-HMAC-SHA256, through `auth()` of the akamai-edgegrid package; its `send()` is never used (no
 * time-outs, and it follows redirects with the body). The package is loaded at the first signature, since it brings
 * an HTTP client of its own that doubles the start-up time.
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
 * One instance serves all calls: `auth()` works on the request it is given and on nothing shared, and every
 * construction would add two more hooks to a global object.
 */
async function openSigning(credentials: Credentials, origin: string): Promise<Signing> {
  const { default: EdgeGrid } = await import('akamai-edgegrid');
  const { clientToken, clientSecret, accessToken } = credentials;
  const edgegrid = new EdgeGrid(clientToken, clientSecret, accessToken, new URL(origin).host);
  // The constructor puts https:// before every host, so the origin (http: on loopback) is set here.
  Object.assign(edgegrid.config, { host: origin });
  return edgegrid;
}

/**
 * The body goes in as bytes under a media type for which the package hashes bytes. As a string it would be cut at
 * 131,072 UTF-16 units, where the protocol cuts at 131,072 bytes: bodies with other than ASCII letters would be
 * refused. The media type is not part of the signature, and only the Authorization header is taken out.
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
