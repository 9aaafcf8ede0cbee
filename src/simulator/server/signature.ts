import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** The credentials with which an EdgeGrid client signs requests. */
export interface SimulatorCredentials {
  readonly clientToken: string;
  readonly clientSecret: string;
  readonly accessToken: string;
}

/** Creates random credentials for one run of the server. They are valid nowhere else. */
export function newCredentials(): SimulatorCredentials {
  const word = () => randomBytes(12).toString('hex');
  return {
    clientToken: `akab-client-${word()}`,
    clientSecret: randomBytes(32).toString('base64url'),
    accessToken: `akab-access-${word()}`,
  };
}

/** The parts of a request that a signature covers. */
export interface SignedRequest {
  readonly method: string;
  readonly scheme: string;
  readonly host: string;
  /** Path and query, exactly as sent. */
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Uint8Array;
}

/** Returns the error in a request's signature, or undefined if the signature is valid. */
export type SignatureCheck = (request: SignedRequest, now: number) => string | undefined;

/** The maximum difference between the timestamp of a signature and the server's clock, milliseconds. */
const SKEW = 30_000;
/** The number of leading bytes of a body that the signature covers. */
const MAX_BODY = 131_072;

const HEADER =
  /^(EG1-HMAC-SHA256 client_token=([^;]*);access_token=([^;]*);timestamp=([^;]*);nonce=([^;]*);)signature=([^;]*)$/u;

/**
 * Creates a check of EG1-HMAC-SHA256 signatures (EdgeGrid documentation). It does not use the vendor's library, so
 * it can verify signatures independently. It remembers each nonce while its timestamp is valid.
 */
export function signatureCheck(credentials: SimulatorCredentials): SignatureCheck {
  const nonces = new Map<string, number>();
  return (request, now) => {
    const parts = HEADER.exec(request.authorization ?? '');
    if (!parts) return 'The Authorization header is missing or is not an EG1-HMAC-SHA256 header.';
    const [, prefix = '', client, access, timestamp = '', nonce = '', signature = ''] = parts;
    if (client !== credentials.clientToken) return 'The client token is not known.';
    if (access !== credentials.accessToken) return 'The access token is not known.';
    const signedAt = timeOf(timestamp);
    if (signedAt === undefined) return 'The timestamp is not of the form yyyyMMddTHH:mm:ss+0000.';
    if (Math.abs(now - signedAt) > SKEW) return 'The timestamp is too far from the time of the server.';
    const expected = sign(request, prefix, timestamp, credentials.clientSecret);
    if (!equal(signature, expected)) return 'The signature does not match.';
    if (isReplay(nonces, nonce, signedAt, now)) return 'The nonce was used before.';
    return undefined;
  };
}

function isReplay(nonces: Map<string, number>, nonce: string, signedAt: number, now: number): boolean {
  for (const [old, at] of nonces) if (Math.abs(now - at) > SKEW) nonces.delete(old);
  if (nonce === '' || nonces.has(nonce)) return true;
  nonces.set(nonce, signedAt);
  return false;
}

function sign(request: SignedRequest, prefix: string, timestamp: string, secret: string): string {
  const { method, scheme, host, path, body } = request;
  const canonicalHeaders = '';
  const data = [method, scheme, host, path, canonicalHeaders, contentHash(method, body), prefix].join('\t');
  return hmac(hmac(secret, timestamp), data);
}

function contentHash(method: string, body: Uint8Array): string {
  if (method !== 'POST' || body.length === 0) return '';
  return createHash('sha256').update(body.subarray(0, MAX_BODY)).digest('base64');
}

function hmac(key: string, data: string): string {
  return createHmac('sha256', key).update(data).digest('base64');
}

function equal(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function timeOf(timestamp: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d:\d\d:\d\d)\+0000$/u.exec(timestamp);
  if (!parts) return undefined;
  const [, year, month, day, time] = parts;
  const at = Date.parse(`${year}-${month}-${day}T${time}Z`);
  return Number.isNaN(at) ? undefined : at;
}
