import type { Json } from '../../model/json.ts';

const DIGITS = /^[0-9]+$/;

/** Returns an id in the API's form: without surrounding blanks and without the prefix. */
export function bareText(value: string, prefix?: string): string {
  const text = value.trim();
  return prefix !== undefined && text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

/** Converts a string that represents a number to that number: `'21484'`, `grp_21484`. Other values do not change. */
export function bareNumber(value: Json, prefix?: string): Json {
  if (typeof value !== 'string') return value;
  const text = bareText(value, prefix);
  const number = Number(text);
  return DIGITS.test(text) && Number.isSafeInteger(number) ? number : value;
}
