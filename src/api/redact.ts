import { MASK } from '../model/secret.ts';
import type { Redact } from './server-text.ts';

/** Lines of a certificate or key that are worth hiding by themselves. */
const TELLING_LINE = 16;

/** Characters from which on a secret is hidden wherever it stands, in every form. */
const SHORTEST = 4;

/**
 * Makes a function that hides secrets in a text which a server wrote: servers quote what they refuse, and a
 * destination's answer to the API's probe may quote the credentials of the probe. Hidden in the forms they travel in:
 * as they are, base64 (alone and as `user:password`), URL-encoded, JSON-escaped, HTML-escaped and hexadecimal.
 */
export function redactor(secrets: readonly string[]): Redact {
  const long = secrets.filter((secret) => secret.length >= SHORTEST);
  const forms = new Set([...long.flatMap(withLines), ...pairs(secrets)].flatMap(encodings));
  const longestFirst = [...forms]
    .filter((form) => form.length >= SHORTEST)
    .sort((a, b) => b.length - a.length);
  const words = secrets.filter((secret) => secret !== '' && secret.length < SHORTEST).map(standingAlone);
  return (text) => {
    const masked = longestFirst.reduce((rest, form) => rest.replaceAll(form, MASK), text);
    return words.reduce((rest, word) => rest.replace(word, MASK), masked);
  };
}

/** So short a secret is hidden only where it stands alone, or no sentence would stay readable. */
function standingAlone(secret: string): RegExp {
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
    encodeURIComponent(text),
    new URLSearchParams({ v: text }).toString().slice(2),
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    base64(text),
    base64(text).replace(/=+$/, ''),
    Buffer.from(text).toString('base64url'),
    hex,
    hex.toUpperCase(),
  ];
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
