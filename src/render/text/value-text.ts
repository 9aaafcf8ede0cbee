import type { Change } from '../../model/change.ts';
import { isIdReference } from '../../model/id-reference.ts';
import { canonicalJson, isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { isReference, isSealed, REDACTED, referenceText } from '../../model/secret.ts';
import { thousands } from './words.ts';

type Labels = Change['labels'];

/** The maximum number of characters of a value that are shown. The JSON output has the complete value. */
const LONGEST_VALUE = 240;
const BEFORE_DIFFERENCE = 60;
const PLAIN_ITEM = /^[\p{L}\p{N}@._*:/+-]+$/u;

/**
 * Returns a value as text: a string in quotes, a secret as its reference or as `***`, an ID with its name. The ID of a
 * resource that may not exist yet is `known after apply`.
 */
export function valueText(value: Json, labels?: Labels): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (isSealed(value)) return value.shown === REDACTED ? REDACTED : JSON.stringify(value.shown);
  if (isReference(value)) return `(${referenceText(value)})`;
  if (isIdReference(value)) return `ID of ${JSON.stringify(value.$id)} (known after apply)`;
  if (isArray(value)) return `[${value.map((item) => itemText(item, labels)).join(', ')}]`;
  if (isObject(value)) return canonicalJson(shownOnly(value));
  return String(value);
}

/** Returns an item of a list: `cookie (1023)` if its name is known. A string has quotes only if it needs them. */
export function itemText(item: Json, labels?: Labels): string {
  if (typeof item !== 'string' && typeof item !== 'number') return valueText(item, labels);
  const text = PLAIN_ITEM.test(String(item)) ? String(item) : JSON.stringify(item);
  const label =
    labels !== undefined && Object.hasOwn(labels, String(item)) ? labels[String(item)] : undefined;
  return label === undefined || label === item ? text : `${label} (${text})`;
}

/** Returns the value with every redacted part in its displayable form. References are unchanged. */
export function shownOnly(value: Json): Json {
  if (isSealed(value)) return value.shown;
  if (isArray(value)) return value.map(shownOnly);
  if (!isObject(value) || isReference(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, shownOnly(inner)]));
}

/** Returns all references in a value, as `env NAME` or `file path`, without duplicates, sorted. */
export function referencesIn(value: Json | undefined): readonly string[] {
  return [...new Set(collected(value))].sort();
}

function collected(value: Json | undefined): readonly string[] {
  if (isReference(value)) return [referenceText(value)];
  if (isArray(value)) return value.flatMap(collected);
  return isObject(value) ? Object.values(value as JsonObject).flatMap(collected) : [];
}

/**
 * Shortens two texts at the same positions. Both show their first difference, so that two different values never look
 * the same. `…` marks what is omitted, and the end shows the length of each text.
 */
export function shortenedPair(before: string, after: string): readonly [string, string] {
  if (Math.max(before.length, after.length) <= LONGEST_VALUE) return [before, after];
  const from = Math.max(0, firstDifference(before, after) - BEFORE_DIFFERENCE);
  return [windowOf(before, from), windowOf(after, from)];
}

/** Shortens a text. Its end shows the complete length. */
export function shortened(text: string): string {
  return text.length <= LONGEST_VALUE ? text : windowOf(text, 0);
}

function firstDifference(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  return i;
}

/** Returns a part of a text, without splitting a surrogate pair (a character above U+FFFF). */
function windowOf(text: string, from: number): string {
  if (text.length <= LONGEST_VALUE && from === 0) return text;
  const part = text.slice(from, from + LONGEST_VALUE).replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '');
  const left = from > 0 ? '…' : '';
  const right = from + LONGEST_VALUE < text.length ? '…' : '';
  return `${left}${part}${right} (${thousands(text.length)} characters)`;
}
