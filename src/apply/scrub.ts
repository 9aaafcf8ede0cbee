import { Buffer } from 'node:buffer';
import { MASK } from '../model/secret.ts';

/** Shorter values occur in ordinary words, so masking them would only garble sentences. */
const SHORTEST = 4;
/** A line of a key or a certificate from this length on is masked also by itself. */
const SHORTEST_LINE = 12;

/**
 * The last net under everything that leaves: replaces each value by `***` wherever it stands in the text as it is,
 * in base64 (also inside a longer encoded text), URL-encoded, JSON-escaped or hexadecimal. Values of less than
 * four characters are not looked for. Nothing should ever be caught here.
 */
export function scrub(text: string, values: Iterable<string>): string {
  let clean = text;
  for (const form of formsOf(values)) clean = clean.replaceAll(form, MASK);
  return clean;
}

/** Longest first, so that no remainder of a longer form stays behind. */
function formsOf(values: Iterable<string>): readonly string[] {
  const forms = new Set<string>();
  for (const value of values) {
    for (const part of partsOf(value)) for (const form of encodings(part)) forms.add(form);
  }
  return [...forms].filter((form) => form.length >= SHORTEST).sort((a, b) => b.length - a.length);
}

function partsOf(value: string): readonly string[] {
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  const telling = lines.filter((line) => line.length >= SHORTEST_LINE && !line.startsWith('-----'));
  return [value, value.trim(), ...telling].filter((part) => part.length >= SHORTEST);
}

function encodings(value: string): readonly string[] {
  const hex = Buffer.from(value).toString('hex');
  const url = encodeURIComponent(value);
  return [
    value,
    url,
    url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    url.replaceAll('%20', '+'),
    JSON.stringify(value).slice(1, -1),
    hex,
    hex.toUpperCase(),
    ...[0, 1, 2].flatMap((offset) => base64Inside(value, offset)),
  ];
}

/** The characters of a base64 text that depend on the value alone when `offset` bytes stand before it. */
function base64Inside(value: string, offset: number): readonly string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
  const whole = bytes.toString('base64').replaceAll('=', '');
  const first = offset === 0 ? 0 : offset + 1;
  const last = Math.floor((bytes.length * 8) / 6);
  const inside = whole.slice(first, last);
  return [inside, inside.replaceAll('+', '-').replaceAll('/', '_')];
}
