import type { FieldCard, ListCard, StreamCard } from '../../model/card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
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
import { FIELD_SET, isFieldSetItem } from '../members/field-sets.ts';
import { bareNumber, bareText } from '../members/ids.ts';
import { checkBlock } from '../members/object-members.ts';
import { perCard } from '../members/per-card.ts';
import type { SharedValues } from '../members/value-sources.ts';

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
  const { shared } = draft;
  if (list.readOnly) {
    const message = `${quoted(list.member)} cannot be chosen for ${streamsOf(card.collection)}.`;
    yield error({ path, part: 'name' }, 'read-only-member', message, 'Remove it.');
  } else if (!isArray(value)) {
    const message = `${quoted(list.member)} must be a list, not ${kindOf(value)}.`;
    yield error(valueAt(path), 'wrong-type', message, listHint(list));
  } else {
    if (value.length === 0 && list.required && !draft.absent) yield valueError([path], emptyList(list, path));
    for (const [index, item] of value.entries()) {
      const isSet = list.role === 'fields' && isFieldSetItem(item);
      yield* isSet ? fieldSetRule(item, [...path, index], shared) : itemRule(list, item, [...path, index]);
    }
    yield* duplicates(list, value, { card, path, shared });
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

/** Checks an item that includes a field set. Those of known sets were replaced by their fields. */
function* fieldSetRule(item: JsonObject, path: Path, { fieldSets }: SharedValues): Problems {
  const what = 'an item that includes a field set';
  yield* checkBlock({ value: item, path, what, known: [FIELD_SET], required: [FIELD_SET] });
  const name = item[FIELD_SET];
  if (name === undefined || name === null) return;
  const place = valueAt([...path, FIELD_SET]);
  if (typeof name !== 'string') {
    const message = `${quoted(FIELD_SET)} must be the name of a field set, not ${kindOf(name)}.`;
    yield error(place, 'wrong-type', message, `For example: { ${FIELD_SET}: web-standard }`);
  } else if (!fieldSets.includes(name)) {
    const hint =
      fieldSets.length === 0
        ? 'Define it under fieldSets in datastream.yaml.'
        : (didYouMean(name, fieldSets) ?? `Field sets: ${fieldSets.join(', ')}.`);
    yield error(place, 'unknown-field-set', `There is no field set ${quoted(name)}.`, hint);
  }
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

interface CheckedList {
  readonly card: StreamCard;
  readonly path: Path;
  readonly shared: SharedValues;
}

function* duplicates(list: ListCard, items: readonly Json[], { card, path, shared }: CheckedList): Problems {
  const seen = new Map<number | string, number>();
  for (const [index, item] of items.entries()) {
    const short = shortItem(list, item);
    if (short === undefined) continue;
    const key = identity(list, short, card);
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, index);
      continue;
    }
    const [earlier, later] = [first, index].map((at) => ({
      path: [...path, at],
      field: shown(shortItem(list, items[at] ?? null) ?? ''),
      fieldSet: shared.sourceOf([...path, at]).fieldSet,
    }));
    if (!earlier || !later) continue;
    yield earlier.fieldSet === undefined && later.fieldSet === undefined
      ? duplicateEntry(list, earlier.field, later.field, later.path)
      : duplicateInSet(earlier, later);
  }
}

interface ListedField {
  readonly path: Path;
  readonly field: string;
  readonly fieldSet: string | undefined;
}

/** Which of the two was meant to be the column is unclear, so this is an error, unlike a field that is written twice. */
function duplicateInSet(earlier: ListedField, later: ListedField): Problem {
  // The manifest itself is easier to correct than a set that others use too.
  const [place, other] = earlier.fieldSet === undefined ? [earlier, later] : [later, earlier];
  const set = `field set ${quoted(other.fieldSet ?? '')}`;
  const also = place.fieldSet === other.fieldSet ? 'is listed twice in the' : 'is also in the';
  const same = place.field === other.field ? '' : ` as ${other.field}`;
  const message = `The data set field ${place.field} ${also} ${set}${same}.`;
  return error(valueAt(place.path), 'duplicate-field', message, 'Keep one of them.');
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
