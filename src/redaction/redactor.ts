import { REDACTED } from '../model/secret.ts';
import { encodedSecretFinder } from './encoded-secrets.ts';
import type { Redact } from './server-text.ts';

/** Minimum length of a line of a certificate or key that is redacted separately. */
const SHORTEST_LINE = 16;

/** Minimum length of a secret that is redacted everywhere and in every form. */
const SHORTEST = 4;

/** Maximum number of characters of a string that are processed; the rest is cut off. Much less is ever displayed. */
const LONGEST = 65_536;

/** Replaces a string that contains a secret in a form that cannot be redacted. */
export const OMITTED_TEXT = '(the text is omitted, because it repeats a secret in another form)';

/** The parts of a quoted EdgeGrid Authorization header that are secret, in addition to the tokens. */
const SIGNATURE = /\b(nonce|signature)(\s*=\s*)[^\s;,&"'<>\\]+/gi;

/**
 * Creates a function that redacts secrets in a string from a server. Servers quote what they refuse, and the response
 * of a destination to the API's access check may quote the credentials of that check. Secrets are redacted in their
 * usual forms: unchanged, base64 (alone and as `user:password`), URL-encoded, JSON-escaped, HTML-escaped and
 * hexadecimal. A string that still contains a secret in any other form is replaced as a whole by `OMITTED_TEXT`.
 */
export function redactor(secrets: readonly string[]): Redact {
  const long = secrets.filter((secret) => secret.length >= SHORTEST);
  const parts = [...new Set(long.flatMap(withLines))];
  const isEncoding = encodedSecretFinder(parts);
  const forms = new Set([...parts, ...pairs(secrets)].flatMap(encodings));
  const longestFirst = [...forms]
    .filter((form) => form.length >= SHORTEST)
    .sort((a, b) => b.length - a.length);
  const words = secrets.filter((secret) => secret !== '' && secret.length < SHORTEST).map(isWholeWord);
  return (text) => {
    const signed = text.slice(0, LONGEST).replace(SIGNATURE, `$1$2${REDACTED}`);
    const redacted = longestFirst.reduce((rest, form) => rest.replaceAll(form, REDACTED), signed);
    return isEncoding(redacted)
      ? OMITTED_TEXT
      : words.reduce((rest, word) => rest.replace(word, REDACTED), redacted);
  };
}

/** Matches a short secret only as a whole word. Otherwise messages would become unreadable. */
function isWholeWord(secret: string): RegExp {
  const literal = secret.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'gu');
}

function withLines(secret: string): readonly string[] {
  const lines = secret
    .split(/\r?\n/)
    .filter((line) => line.length >= SHORTEST_LINE && !line.startsWith('-----'));
  return [secret, secret.trim(), ...lines];
}

/**
 * Returns the values that BASIC authentication sends. All pairs are included, because it is not known which secret is
 * the user name.
 */
function pairs(secrets: readonly string[]): readonly string[] {
  const short = secrets.filter((secret) => secret.length <= 256).slice(0, 10);
  return short.flatMap((one) =>
    short.filter((other) => other !== one).map((other) => base64(`${one}:${other}`)),
  );
}

function encodings(text: string): readonly string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const hex = Buffer.from(text).toString('hex');
  return [
    text,
    json,
    json.replaceAll('/', '\\/'),
    urlEncoded(text),
    new URLSearchParams({ v: text }).toString().slice(2),
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    base64(text),
    base64(text).replace(/=+$/, ''),
    Buffer.from(text).toString('base64url'),
    hex,
    hex.toUpperCase(),
  ];
}

/** URL-encodes a string. `encodeURIComponent` throws for an unpaired surrogate, which a JSON string may contain. */
export function urlEncoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
