import type { Json } from '../../model/json.ts';

/**
 * Returns the records of a page as JSON strings, as received but without white space between their parts.
 * `JSON.parse` converts 9007199254740993 to 9007199254740992 and 1e400 to Infinity, so the strings are passed on
 * instead of the values.
 * @param page valid JSON: an object with a list `data`
 */
export function recordTexts(page: string): readonly string[] {
  // If a member occurs several times, the last one counts, as in `JSON.parse`.
  const list = membersOf(page).findLast(({ name }) => name === 'data');
  return list ? itemsOf(list.text) : [];
}

/**
 * Returns a record for display. Integers that a double cannot represent, and numbers that are too large for one,
 * become strings with their original digits. Everything else is as in `JSON.parse`.
 * @param text the record as returned by `recordTexts`
 */
export function readableValue(value: Json, text: string): Json {
  if (!/\d{16}|\d[eE]\+?\d{3}/.test(text)) return value;
  const parts: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = endOfPart(text, at);
    const part = text.slice(at, end);
    parts.push(isBeyondDoubles(part) ? `"${part}"` : part);
    at = end;
  }
  return JSON.parse(parts.join(''));
}

function isBeyondDoubles(part: string): boolean {
  if (!/^-?\d/.test(part)) return false;
  const number = Number(part);
  return !Number.isFinite(number) || (/^-?\d+$/.test(part) && !Number.isSafeInteger(number));
}

interface Member {
  readonly name: unknown;
  readonly text: string;
}

function membersOf(object: string): readonly Member[] {
  return itemsOf(object).map((member) => {
    const end = endOfString(member, 0);
    // A colon follows the name, because white space is removed.
    return { name: JSON.parse(member.slice(0, end)), text: member.slice(end + 1) };
  });
}

/** Returns the parts between the commas of a list or an object. */
function itemsOf(text: string): readonly string[] {
  const items: string[] = [];
  let item: string[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; ) {
    const end = endOfPart(text, at);
    const part = text.slice(at, end);
    at = end;
    if (isBlank(part)) continue;
    if (part === ']' || part === '}') depth -= 1;
    const ends = (depth === 1 && part === ',') || depth === 0;
    if (ends && item.length > 0) items.push(item.join(''));
    if (ends) item = [];
    else item.push(part);
    if (part === '[' || part === '{') depth += 1;
  }
  return items;
}

/** Returns the end of a string, of a bracket, colon or comma, or of everything up to the next of these. */
function endOfPart(text: string, from: number): number {
  const first = text[from] ?? '';
  if (first === '"') return endOfString(text, from);
  if (SIGNS.includes(first) || isBlank(first)) return from + 1;
  let at = from + 1;
  while (at < text.length && !SIGNS.includes(text[at] ?? '') && !isBlank(text[at] ?? '')) at += 1;
  return at;
}

const SIGNS = '"[]{},:';

function isBlank(part: string): boolean {
  return part === ' ' || part === '\n' || part === '\r' || part === '\t';
}

function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
