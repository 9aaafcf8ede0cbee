import type { Json } from '../../model/json.ts';

const DIGITS = /^[0-9]+$/;

/** An id as the API wants it: without blanks around it, without the prefix. */
export function bareText(value: string, prefix?: string): string {
  const text = value.trim();
  return prefix !== undefined && text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

/** A text that stands for a number, as that number: `'21484'`, `grp_21484`. Other values stay as they are. */
export function bareNumber(value: Json, prefix?: string): Json {
  if (typeof value !== 'string') return value;
  const text = bareText(value, prefix);
  const number = Number(text);
  return DIGITS.test(text) && Number.isSafeInteger(number) ? number : value;
}
