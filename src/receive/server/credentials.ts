import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The credentials that every request needs. Any of several values is right, so that a value can be rotated. */
export interface Credentials {
  readonly basic?: { readonly user: string; readonly passwords: readonly string[] };
  /** Names of headers in lower case, with their right values. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

/** Returns which kind of credential is missing or wrong in the headers of a request; undefined if all are right. */
export type CredentialCheck = (given: IncomingHttpHeaders) => 'basic' | 'header' | undefined;

/** Prepares the check of credentials, so that each request only hashes what it sent. */
export function checkCredentials({ basic, headers }: Credentials): CredentialCheck {
  const tokens = basic?.passwords.map((password) => digestOf(`${basic.user}:${password}`));
  const expected = [...headers].map(([name, values]) => ({ name, digests: values.map(digestOf) }));
  return (given) => {
    if (tokens && !isOneOf(basicToken(given.authorization), tokens)) return 'basic';
    for (const { name, digests } of expected) {
      const value = given[name];
      // Node.js decodes the bytes of a header as Latin-1.
      const bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : undefined;
      if (!isOneOf(bytes, digests)) return 'header';
    }
    return undefined;
  };
}

function basicToken(authorization: string | undefined): Buffer | undefined {
  const [, token] = /^basic +([\w+/=-]+) *$/i.exec(authorization ?? '') ?? [];
  return token === undefined ? undefined : Buffer.from(token, 'base64');
}

/** Compares in constant time: digests have one length, and every expected value is compared. */
function isOneOf(given: Uint8Array | undefined, digests: readonly Uint8Array[]): boolean {
  const digest = digestOf(given ?? '');
  const matches = digests.filter((each) => timingSafeEqual(digest, each));
  return given !== undefined && matches.length > 0;
}

/** In hexadecimal, which Node.js returns faster than bytes. */
function digestOf(value: string | Uint8Array): Uint8Array {
  return Buffer.from(hash('sha256', value));
}
