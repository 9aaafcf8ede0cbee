import { STREAM_CARDS } from '../../collections/registry.ts';
import type { KnownName, Observed } from '../../model/account.ts';
import type { ListCard, StreamCard } from '../../model/card.ts';
import { type Collection, collectionKey } from '../../model/collection.ts';
import { isArray, isObject, type Json } from '../../model/json.ts';
import { ListNames } from './list-index.ts';

/** The sources of known names. */
export type Known = Pick<Observed, 'rows' | 'details' | 'names'>;

/** All known names, by collection and list. Built once per plan. */
export interface NameIndex {
  /**
   * Returns every id that a string can mean: one = resolved, several = ambiguous, none = unknown. A JSON key takes
   * precedence over a name, and an exact match over one that differs in case. A name that was read in this run takes
   * precedence over a name from an earlier run or from a card.
   */
  find(collection: Collection, list: string, text: string): readonly KnownName[];
  /** Returns the display name of an id: a field's JSON key, a property's name. */
  label(collection: Collection, list: string, id: number | string): string | undefined;
  /** Returns at most three known names that are nearest to an unknown string, best match first. */
  nearest(collection: Collection, list: string, text: string): readonly string[];
}

/**
 * Builds the index of all known names: from list rows (read in this run), from details (marked as `kept`, since a
 * cached detail may be out of date), from look-ups, and from the cards.
 */
export function nameIndex({ rows, details, names }: Known): NameIndex {
  const lists = new Map<string, ListNames>();
  const byKey = (key: string): ListNames => {
    const known = lists.get(key);
    if (known) return known;
    const empty = new ListNames();
    lists.set(key, empty);
    return empty;
  };
  const at: At = (collection, list) => byKey(`${collectionKey(collection)}/${list}`);
  for (const card of STREAM_CARDS) enterCard(card, rows, at);
  enterDetails(details, at);
  for (const [key, entries] of names) {
    for (const entry of entries) byKey(key).enter(entry);
  }
  return {
    find: (collection, list, text) => at(collection, list).find(text),
    label: (collection, list, id) => at(collection, list).label(id),
    nearest: (collection, list, text) => at(collection, list).nearest(text),
  };
}

/** Returns the names of one list of a collection. */
type At = (collection: Collection, list: string) => ListNames;

function listsOf(collection: Collection): readonly ListCard[] {
  const key = collectionKey(collection);
  const card = STREAM_CARDS.find((one) => collectionKey(one.collection) === key);
  return card?.lists.filter((list) => list.nameMembers.length > 0) ?? [];
}

/** Adds the names from a card and from the rows of its collection. */
function enterCard(card: StreamCard, rows: Known['rows'], at: At): void {
  for (const { member, role } of listsOf(card.collection)) {
    const known = at(card.collection, member);
    if (role === 'fields') {
      const served = new Set(card.serverFields.map(({ id }) => id));
      for (const { id, name, key } of card.fields.filter((field) => !served.has(field.id))) {
        known.enter({ id, name, key, origin: 'card' });
      }
    } else {
      for (const row of rows.get(collectionKey(card.collection)) ?? []) {
        for (const { id, name } of row.sources) known.enter({ id, name, origin: 'live' });
      }
    }
  }
}

/**
 * Adds the names from the content of streams. The lists are determined once per collection, since there may be many
 * streams.
 */
function enterDetails(details: Known['details'], at: At): void {
  const ofCollection = new Map<string, readonly (readonly [ListCard, ListNames])[]>();
  for (const { collection, body } of details.values()) {
    const key = collectionKey(collection);
    const lists =
      ofCollection.get(key) ??
      listsOf(collection).map((list) => [list, at(collection, list.member)] as const);
    ofCollection.set(key, lists);
    for (const [list, known] of lists) enterItems(list, body[list.member], known);
  }
}

/** Adds the names that are next to ids in the content of a stream. */
function enterItems(list: ListCard, items: Json | undefined, known: ListNames): void {
  if (!isArray(items)) return;
  for (const item of items) {
    if (!isObject(item)) continue;
    const id = item[list.idMember];
    const [key, name = key] = list.nameMembers.map((member) => item[member]);
    if ((typeof id !== 'number' && typeof id !== 'string') || typeof name !== 'string') continue;
    const keyed = list.nameMembers.length > 1 && typeof key === 'string' ? { key } : {};
    known.enter({ id, name, ...keyed, origin: 'kept' });
  }
}
