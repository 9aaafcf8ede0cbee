import { MASK } from '../model/secret.ts';
import { encodedSecretFinder } from './encoded-secrets.ts';
import type { Redact } from './server-text.ts';

/** Lines of a certificate or key that are worth hiding by themselves. */
const TELLING_LINE = 16;

/** Characters from which on a secret is hidden wherever it stands, in every form. */
const SHORTEST = 4;

/** Characters of a text that are looked at; the rest is cut off. Far less of it is ever shown. */
const LONGEST = 65_536;

/** What stands in place of a text that repeats a secret in a form that cannot be cut out. */
export const LEFT_OUT = '(the text is left out, because it repeats a secret in another form)';

/** What makes a quoted EdgeGrid Authorization header worth something, beside the tokens. */
const SIGNATURE = /\b(nonce|signature)(\s*=\s*)[^\s;,&"'<>\\]+/gi;

/**
 * Makes a function that hides secrets in a text which a server wrote: servers quote what they refuse, and a
 * destination's answer to the API's probe may quote the credentials of the probe. Hidden in the forms they travel in:
 * as they are, base64 (alone and as `user:password`), URL-encoded, JSON-escaped, HTML-escaped and hexadecimal. A text
 * that still holds one in any other form is replaced as a whole, by `LEFT_OUT`.
 */
export function redactor(secrets: readonly string[]): Redact {
  const long = secrets.filter((secret) => secret.length >= SHORTEST);
  const parts = long.flatMap(withLines);
  const isDisguise = encodedSecretFinder(parts);
  const forms = new Set([...parts, ...pairs(secrets)].flatMap(encodings));
  const longestFirst = [...forms]
    .filter((form) => form.length >= SHORTEST)
    .sort((a, b) => b.length - a.length);
  const words = secrets.filter((secret) => secret !== '' && secret.length < SHORTEST).map(isWholeWord);
  return (text) => {
    const signed = text.slice(0, LONGEST).replace(SIGNATURE, `$1$2${MASK}`);
    const masked = longestFirst.reduce((rest, form) => rest.replaceAll(form, MASK), signed);
    return isDisguise(masked) ? LEFT_OUT : words.reduce((rest, word) => rest.replace(word, MASK), masked);
  };
}

/** So short a secret is hidden only where it stands alone, or no sentence would stay readable. */
function isWholeWord(secret: string): RegExp {
  const literal = secret.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'gu');
}

function withLines(secret: string): readonly string[] {
  const lines = secret
    .split(/\r?\n/)
    .filter((line) => line.length >= TELLING_LINE && !line.startsWith('-----'));
  return [secret, secret.trim(), ...lines];
}

/** What BASIC authentication sends: every pair, since which is the user name is not known here. */
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

/** `encodeURIComponent` throws at half a surrogate pair, which a JSON text may hold. */
export function urlEncoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
