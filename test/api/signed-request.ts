import { createHash, createHmac } from 'node:crypto';

/** A signed request as a server sees it. */
export interface Seen {
  readonly method: string;
  readonly scheme: 'http' | 'https';
  readonly host: string;
  /** Path and query as received. */
  readonly path: string;
  readonly body: Buffer;
  readonly authorization: string;
}

/** The limit of the protocol: only this many bytes of a body are hashed. */
const HASHED_BYTES = 131_072;

/**
 * A second implementation of EG1-HMAC-SHA256 from the protocol's description. Returns whether the signature
 * is correct.
 */
export function isSigned(seen: Seen, secret: string): boolean {
  const parts = /^(EG1-HMAC-SHA256 .*;)signature=(\S+)$/.exec(seen.authorization);
  const [, prefix = '', signature] = parts ?? [];
  const timestamp = /timestamp=([^;]+);/.exec(prefix)?.[1] ?? '';
  const key = createHmac('sha256', secret).update(timestamp).digest('base64');
  const hash =
    seen.method === 'POST' && seen.body.length > 0
      ? createHash('sha256').update(seen.body.subarray(0, HASHED_BYTES)).digest('base64')
      : '';
  const data = [seen.method, seen.scheme, seen.host, seen.path, '', hash, prefix].join('\t');
  return createHmac('sha256', key).update(data).digest('base64') === signature;
}
