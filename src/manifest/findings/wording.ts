import type { Collection } from '../../model/collection.ts';
import { isArray, isObject, type Json } from '../../model/json.ts';

/** Helpers for the text of findings. */

const LONGEST_QUOTE = 80;

/** Characters that could move a cursor, hide text or change its direction. They are shown as escapes. */
const UNSEEN = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** Returns text in double quotes, with control characters escaped and truncated if it is too long. */
export function quoted(text: string): string {
  const characters = [...text.slice(0, LONGEST_QUOTE * 2)];
  const long = characters.length > LONGEST_QUOTE || text.length > LONGEST_QUOTE * 2;
  const shown = long ? `${characters.slice(0, LONGEST_QUOTE).join('')}…` : text;
  return JSON.stringify(shown).replaceAll(UNSEEN, escaped);
}

/** Joins a list: `A, B or C`. */
export function alternatives(words: readonly string[], last = 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** Maximum number of items that a sentence lists. */
const MOST_ITEMS = 5;

/** Joins a list and limits its length: `a, b, c, d, e … and 12 more`. */
export function shortList(items: readonly string[]): string {
  const more = items.length - MOST_ITEMS;
  return more < 2 ? items.join(', ') : `${items.slice(0, MOST_ITEMS).join(', ')} … and ${more} more`;
}

/** Names the type of a value: `a list`, `text`. */
export function kindOf(value: Json | undefined): string {
  if (value === undefined || value === null) return 'nothing';
  if (isArray(value)) return 'a list';
  if (isObject(value)) return 'a block of members';
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' ? 'a number' : 'true or false';
}

/** Returns a type with its article: `an HTTPS destination`, `a SPLUNK connector`. */
export function aDestination(type: string, noun: string): string {
  return `${/^([AEIOU]|S3|HTTPS)/.test(type) ? 'an' : 'a'} ${type} ${noun}`;
}

/** Returns "stream" with its log type's title: `a CDN stream`. */
export function aStream(title: string): string {
  return `${/^[AEIOU]/.test(title) ? 'an' : 'a'} ${title} stream`;
}

/** Describes the streams of a collection: `log type edns`, or the kind if it has no log types. */
export function streamsOf({ kind, logType }: Collection): string {
  return logType === undefined ? `kind ${kind}` : `log type ${logType}`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
