import type { FieldCard, ListCard, StreamCard } from '../../model/card.ts';
import { isArray, isObject, type Json } from '../../model/json.ts';
import { didYouMean } from '../findings/did-you-mean.ts';
import {
  error,
  type Path,
  type Problem,
  type Problems,
  type ValuePath,
  valueAt,
  valueError,
  warning,
} from '../findings/problem.ts';
import { kindOf, quoted, streamsOf } from '../findings/wording.ts';
import { subject } from '../members/check-value.ts';
import { isOfOther, type Only } from '../members/conditional.ts';
import { type Draft, has } from '../members/draft.ts';
import { bareNumber, bareText } from '../members/ids.ts';
import { checkBlock } from '../members/object-members.ts';
import { perCard } from '../members/per-card.ts';

/** Checks properties, zones and data set fields: every item, in short form or in the API's object form. */
export function* listsRule(draft: Draft): Problems {
  const { spec, card } = draft;
  if (!spec || !card) return;
  for (const list of card.lists) {
    const value = Object.hasOwn(spec, list.member) ? spec[list.member] : undefined;
    if (value !== undefined && value !== null) yield* listRule(list, value, draft, card);
  }
}

/**
 * Returns the short form of an item: a number or a string. The item may also be an object with the list's own members.
 * @returns nothing for any other item
 */
export function shortItem(list: ListCard, item: Json): number | string | undefined {
  const written = isObject(item) ? item[list.idMember] : item;
  if (typeof written !== 'string') return typeof written === 'number' ? written : undefined;
  const id = list.id === 'number' ? bareNumber(written, list.prefix) : bareText(written, list.prefix);
  return typeof id === 'string' ? id.trim() : Number(id);
}

function* listRule(list: ListCard, value: Json, draft: Draft, card: StreamCard): Problems {
  const path = ['spec', list.member];
  if (list.readOnly) {
    const message = `${quoted(list.member)} cannot be chosen for ${streamsOf(card.collection)}.`;
    yield error({ path, part: 'name' }, 'read-only-member', message, 'Remove it.');
  } else if (!isArray(value)) {
    const message = `${quoted(list.member)} must be a list, not ${kindOf(value)}.`;
    yield error(valueAt(path), 'wrong-type', message, listHint(list));
  } else {
    if (value.length === 0 && list.required && !draft.absent) yield valueError([path], emptyList(list, path));
    for (const [index, item] of value.entries()) yield* itemRule(list, item, [...path, index]);
    yield* duplicates(list, value, card, path);
    yield* tooMany(list, value, card, path);
    if (list.role === 'fields') yield* fieldsRule(list, value, draft, card);
  }
}

/** Says how to write a list. */
export function listHint({ member, examples }: ListCard): string {
  return `Write ${member}: [${examples.map(String).join(', ')}].`;
}

function emptyList(list: ListCard, path: Path): Problem {
  const message = `${quoted(list.member)} is empty: a stream needs at least one ${list.noun}.`;
  return error(valueAt(path), 'empty-list', message, listHint(list));
}

function* itemRule(list: ListCard, item: Json, path: Path): Problems {
  if (isObject(item)) {
    const known = [list.idMember, ...list.nameMembers];
    const what = `an item of ${quoted(list.member)}`;
    yield* checkBlock({ value: item, path, what, known, required: [list.idMember] });
    if (!has(item, list.idMember)) return;
  }
  const short = shortItem(list, item);
  if (short === undefined || !isRight(list, short)) yield wrongItem(list, item, path);
}

function isRight(list: ListCard, short: number | string): boolean {
  if (typeof short === 'number') return list.id === 'number' && Number.isInteger(short) && short > 0;
  return short !== '' && (list.id === 'string' || list.nameMembers.length > 0) && !/\p{Cc}/u.test(short);
}

function wrongItem(list: ListCard, item: Json, path: Path): Problem {
  const name = list.id === 'string' || list.nameMembers.length > 0;
  const id = list.id === 'number';
  const forms = [...(name ? ['a name'] : []), ...(id ? ['a positive number'] : [])].join(' or ');
  const is = typeof item === 'number' ? String(item) : kindOf(item);
  const hint = typeof item === 'number' && !id ? 'Put it in quotes.' : listHint(list);
  return error(valueAt(path), 'invalid-item', `${subject(path)} must be ${forms}, not ${is}.`, hint);
}

function* duplicates(list: ListCard, items: readonly Json[], card: StreamCard, path: Path): Problems {
  const seen = new Map<number | string, number | string>();
  for (const [index, item] of items.entries()) {
    const short = shortItem(list, item);
    if (short === undefined) continue;
    const key = identity(list, short, card);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, short);
    else yield duplicateEntry(list, shown(first), shown(short), [...path, index]);
  }
}

function duplicateEntry(list: ListCard, first: string, second: string, path: Path): Problem {
  const message =
    first === second
      ? `${second} is listed twice in ${quoted(list.member)}; it counts once.`
      : `${second} is the same ${list.noun} as ${first} in ${quoted(list.member)}; it counts once.`;
  return warning(valueAt(path), 'duplicate-item', message, 'Keep one of them.');
}

/** Counts items as the API does: each once. */
function* tooMany(list: ListCard, items: readonly Json[], card: StreamCard, path: Path): Problems {
  if (list.most === undefined || items.length <= list.most) return;
  const short = items.map((item) => shortItem(list, item)).filter((item) => item !== undefined);
  const { size } = new Set(short.map((item) => identity(list, item, card)));
  if (size <= list.most) return;
  const message = `${quoted(list.member)} has ${size} items, and the vendor allows ${list.most} for one stream.`;
  const found = error(valueAt(path), 'too-many-items', message, 'Spread them over several streams.');
  yield valueError([path], found);
}

/**
 * Returns the identity of an item. A field that the card knows has one identity, whether it is given by number, JSON
 * key or name.
 */
function identity(list: ListCard, short: number | string, card: StreamCard): number | string {
  return (list.role === 'fields' ? fieldsOf(card).get(short)?.id : undefined) ?? short;
}

function shown(short: number | string): string {
  return typeof short === 'number' ? String(short) : quoted(short);
}

/** Known fields by number, JSON key and name. */
const fieldsOf = perCard(
  (card: StreamCard): ReadonlyMap<number | string, FieldCard> =>
    new Map(
      card.fields.flatMap((field) =>
        [field.name, field.key, field.id].map((written) => [written, field] as const),
      ),
    ),
);

function* fieldsRule(list: ListCard, items: readonly Json[], draft: Draft, card: StreamCard): Problems {
  for (const [index, item] of items.entries()) {
    const short = shortItem(list, item);
    if (short === undefined) continue;
    const place = valueAt(['spec', list.member, index]);
    const field = fieldsOf(card).get(short);
    const server = card.serverFields.find(({ id }) => id === (field?.id ?? short));
    if (server) {
      const message = `Field ${server.id} is added by the API itself and cannot be listed.`;
      const hint = `Remove it; it comes with ${server.because}: true.`;
      yield valueError([['spec', list.member]], error(place, 'server-field', message, hint));
    } else if (field?.onlyWhen && isOfOther(field.onlyWhen, draft.spec ?? {}, card)) {
      yield valueError([['spec', list.member]], fieldOfOther(shown(short), field.onlyWhen, place));
    } else if (!field && card.fields.length > 0) {
      yield unknownField(short, draft, card, place);
    }
  }
}

function fieldOfOther(field: string, { member, equals }: Only, place: ValuePath): Problem {
  const message = `The data set field ${field} is for ${member} ${String(equals)} only.`;
  return error(place, 'field-of-other-type', message, 'Remove it; a stream of that type can have it.');
}

function unknownField(short: number | string, { spec }: Draft, card: StreamCard, place: ValuePath): Problem {
  const message = `${shown(short)} is not a data set field that this version knows; plan looks it up in the API.`;
  const fields = card.fields.filter(({ onlyWhen: only }) => !only || !isOfOther(only, spec ?? {}, card));
  const names = fields.flatMap(({ key, name }) => [key, name]);
  const hint = typeof short === 'string' ? didYouMean(short, names) : undefined;
  return warning(place, 'unknown-field', message, hint ?? 'Check it against the fields of the product.');
}
