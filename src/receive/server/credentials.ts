import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The credentials that every request needs. Any of several values is right, so that a value can be rotated. */
export interface Credentials {
  readonly basic?: { readonly user: string; readonly passwords: readonly string[] };
  /** Names of headers in lower case, with their right values. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

/** Returns which kind of credential is missing or wrong; undefined if all are right. */
export function findWrongCredential(
  { basic, headers }: Credentials,
  given: IncomingHttpHeaders,
): 'basic' | 'header' | undefined {
  if (basic && !isOneOf(basicToken(given.authorization), basic.passwords.map(withUser(basic.user))))
    return 'basic';
  for (const [name, values] of headers) {
    const value = given[name];
    // Node.js decodes the bytes of a header as Latin-1.
    const bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : undefined;
    if (!isOneOf(bytes, values)) return 'header';
  }
  return undefined;
}

function withUser(user: string): (password: string) => string {
  return (password) => `${user}:${password}`;
}

function basicToken(authorization: string | undefined): Buffer | undefined {
  const [, token] = /^basic +([\w+/=-]+) *$/i.exec(authorization ?? '') ?? [];
  return token === undefined ? undefined : Buffer.from(token, 'base64');
}

/** Compares in constant time: digests have one length, and every expected value is compared. */
function isOneOf(given: Uint8Array | undefined, expected: readonly string[]): boolean {
  const digest = digestOf(given ?? '');
  const matches = expected.filter((each) => timingSafeEqual(digest, digestOf(each)));
  return given !== undefined && matches.length > 0;
}

function digestOf(value: string | Uint8Array): Buffer {
  return createHash('sha256').update(value).digest();
}
