import { streamCard } from '../../collections/registry.ts';
import { type AccountScope, type KnownName, scopeOf } from '../../model/account.ts';
import type { ListCard, StreamCard } from '../../model/card.ts';
import { type Collection, collectionKey } from '../../model/collection.ts';
import { isArray, type Json, type JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamDetail } from '../../model/observed.ts';
import type { Resolved } from '../../model/plan-item.ts';
import { keyById } from '../../model/resource-key.ts';
import { canonicalLive, itemId } from '../canonical/canonical.ts';
import { match } from '../match/match.ts';
import { type Known, type NameIndex, nameIndex } from './name-index.ts';

export { type NameIndex, nameIndex } from './name-index.ts';

/**
 * Names, and ids of data set fields, to look up in the account before manifests are planned. Sources are looked up in a
 * scope: that of the manifest, otherwise that of the live stream. Fields have none.
 */
export interface Lookup extends AccountScope {
  readonly collection: Collection;
  /** The list that contains them: `properties`. */
  readonly list: string;
  readonly role: 'sources' | 'fields';
  /** In the order of the manifests, each once. */
  readonly names: readonly string[];
  /** Ids of fields that are not known, each once. Planning continues without them; see `unlistedFields`. */
  readonly ids?: readonly number[];
}

/** A spec with ids for names, or the reasons why a name could not be resolved. */
export type Resolution =
  | { readonly tag: 'resolved'; readonly spec: JsonObject; readonly resolved: readonly Resolved[] }
  /** One sentence per name. Each includes the fix. */
  | { readonly tag: 'unresolved'; readonly problems: readonly string[] };

/**
 * Returns the names and field ids in manifests that are not in rows, details, earlier look-ups or cards, as one
 * look-up per list and scope. An id that the live stream has needs no look-up.
 */
export function unresolvedNames(manifests: readonly Manifest[], observed: Known): readonly Lookup[] {
  const names = nameIndex(observed);
  const lookups = new Map<string, Lookup>();
  for (const one of match(manifests, observed).matches) {
    if (one.manifest.state === 'absent') continue;
    const row = one.tag === 'stream' ? one.row : undefined;
    const detail = row && observed.details.get(keyById(row.collection, row.streamId));
    for (const lookup of lookupsOf(one.manifest, scopeOf(one.manifest.spec, row), names, detail)) {
      const key = JSON.stringify([lookup.collection, lookup.list, lookup.groupId, lookup.contractId]);
      lookups.set(key, joined(lookups.get(key), lookup));
    }
  }
  return [...lookups.values()];
}

function joined(known: Lookup | undefined, more: Lookup): Lookup {
  const ids = [...new Set([...(known?.ids ?? []), ...(more.ids ?? [])])];
  const names = [...new Set([...(known?.names ?? []), ...more.names])];
  return { ...more, names, ...(ids.length === 0 ? {} : { ids }) };
}

function lookupsOf(
  { collection, spec }: Manifest,
  place: AccountScope,
  names: NameIndex,
  detail: StreamDetail | undefined,
): readonly Lookup[] {
  const card = streamCard(collection);
  return card.lists.flatMap((list) => {
    const unknown = namesIn(list, spec).filter((name) => !names.find(collection, list.member, name).length);
    const ids = unknownFields(card, list, spec, names, detail);
    if (unknown.length + ids.length === 0) return [];
    const { member, role } = list;
    const what = { collection, list: member, role, names: unknown, ...(ids.length === 0 ? {} : { ids }) };
    return [{ ...what, ...(role === 'sources' ? place : {}) }];
  });
}

/** Field ids of a manifest that are in no card, stream or look-up, and that its own live stream does not have. */
function unknownFields(
  card: StreamCard,
  list: ListCard,
  spec: JsonObject,
  names: NameIndex,
  detail: StreamDetail | undefined,
): readonly number[] {
  if (list.role !== 'fields' || !takesNames(list)) return [];
  const isNamed = (id: number) => names.label(card.collection, list.member, id) !== undefined;
  const unknown = itemsOf(list, spec).filter((item) => typeof item === 'number' && !isNamed(item));
  if (unknown.length === 0) return [];
  const live = detail && canonicalLive(card, detail).spec[list.member];
  const had = new Set(isArray(live) ? live : []);
  return unknown.filter((id): id is number => typeof id === 'number' && !had.has(id));
}

/** Returns the field ids of a manifest that were looked up and that the API does not list, by list. */
export function unlistedFields(
  card: StreamCard,
  spec: JsonObject,
  { names: lookedUp }: Pick<Known, 'names'>,
  names: NameIndex,
  detail?: StreamDetail,
): readonly { readonly list: ListCard; readonly ids: readonly number[] }[] {
  return card.lists.flatMap((list) => {
    if (!lookedUp.has(`${collectionKey(card.collection)}/${list.member}`)) return [];
    const ids = unknownFields(card, list, spec, names, detail);
    return ids.length === 0 ? [] : [{ list, ids }];
  });
}

/**
 * Strings of a list that are names. If the ids of a list are strings themselves, or if no source has names for it,
 * there are none.
 */
function namesIn(list: ListCard, spec: JsonObject): readonly string[] {
  if (!takesNames(list)) return [];
  return itemsOf(list, spec).filter((item) => typeof item === 'string');
}

function takesNames(list: ListCard): boolean {
  return list.id === 'number' && list.nameMembers.length > 0 && !list.readOnly;
}

/** Items without prefixes, with numbers as numbers: a string of digits is an id, never a name. */
function itemsOf(list: ListCard, spec: JsonObject): readonly Json[] {
  const items = spec[list.member];
  return isArray(items) ? items.map((item) => itemId(list, item)) : [];
}

/**
 * Replaces the names in a manifest's spec by ids. A name must match exactly one id (see `NameIndex.find`). All names
 * that do not are reported together. `resolved` does not contain fields from cards, since their ids never change.
 */
export function resolveSpec(card: StreamCard, spec: JsonObject, names: NameIndex): Resolution {
  const problems: string[] = [];
  const resolved: Resolved[] = [];
  const lists: Record<string, Json> = {};
  for (const list of card.lists.filter((one) => takesNames(one) && spec[one.member] !== undefined)) {
    lists[list.member] = itemsOf(list, spec).map((item) => {
      if (typeof item !== 'string') return item;
      const found = names.find(card.collection, list.member, item);
      const [known] = found;
      if (!known || found.length > 1) {
        problems.push(problemOf(card, list, item, found, names));
        return item;
      }
      if (known.origin !== 'card')
        resolved.push({ list: list.member, role: list.role, name: item, id: known.id });
      return known.id;
    });
  }
  if (problems.length > 0) return { tag: 'unresolved', problems };
  return { tag: 'resolved', spec: { ...spec, ...lists }, resolved };
}

function problemOf(
  card: StreamCard,
  list: ListCard,
  name: string,
  found: readonly KnownName[],
  names: NameIndex,
): string {
  if (found.length > 1) {
    const ids = found.map(({ id }) => String(id)).join(' and ');
    return `The ${list.noun} name "${name}" matches ${ids}: write the intended id.`;
  }
  const near = names.nearest(card.collection, list.member, name).map((known) => `"${known}"`);
  const meant = near.length ? `did you mean ${near.join(' or ')}?` : 'check its spelling and its group, or';
  return `No ${list.noun} is named "${name}": ${meant} ${near.length ? 'Or write' : 'write'} its id.`;
}
