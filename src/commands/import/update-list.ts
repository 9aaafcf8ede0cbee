import { type EditedItem, EditRefused } from '../../manifest/edit/splices.ts';
import { fieldSetIn } from '../../manifest/members/field-sets.ts';
import { shortItem } from '../../manifest/rules/lists.ts';
import type { StreamCard } from '../../model/card.ts';
import type { ManifestDefaults } from '../../model/configuration.ts';
import { canonicalJson, type Json } from '../../model/json.ts';
import { holdsReference } from '../../model/secret.ts';
import type { NameIndex } from '../../plan/resolve/resolve.ts';

/** What identifies the items of the lists of a stream. */
export interface ListSource {
  readonly card: StreamCard;
  readonly names: NameIndex;
  /** The field sets of the configuration file. */
  readonly fieldSets: ManifestDefaults['fieldSets'];
}

/**
 * Returns the items of a list with its live values. Existing items keep their position, and new ones come last.
 * @param steps the path of the list in the live stream
 * @param live the list as `import` writes it
 * @param options `inLiveOrder`: items get the order of the live stream. `replacesSets`: field sets are replaced by the
 * fields of the live stream
 * @throws {EditRefused} if the list contains a reference
 */
export function updatedItems(
  { card, names, fieldSets }: ListSource,
  steps: readonly string[],
  { old, live }: { readonly old: readonly Json[]; readonly live: readonly Json[] },
  { inLiveOrder, replacesSets }: { readonly inLiveOrder: boolean; readonly replacesSets: boolean },
): readonly EditedItem[] {
  const list = steps.length === 1 ? card.lists.find(({ member }) => member === steps[0]) : undefined;
  const idOf = (item: Json): string => {
    const short = list ? (shortItem(list, item) ?? item) : item;
    const known = list && typeof short === 'string' ? names.find(card.collection, list.member, short) : [];
    return canonicalJson(known[0]?.id ?? short);
  };
  if (holdsReference(old)) throw new EditRefused(`${steps.join('.')} holds a reference`);
  const indexes = new Map(old.map((item, index) => [idOf(item), index] as const).toReversed());
  const setOf = replacesSets ? new Map<string, number>() : keptSets(old, live, fieldSets, idOf);
  const items = live.map((item): EditedItem => {
    const id = idOf(item);
    const index = setOf.get(id) ?? indexes.get(id);
    return index === undefined ? { value: item } : { kept: index };
  });
  const unique = items.filter(
    (item, at) =>
      !('kept' in item) || items.findIndex((one) => 'kept' in one && one.kept === item.kept) === at,
  );
  if (inLiveOrder) return unique;
  const kept = unique.flatMap((item) => ('kept' in item ? [item.kept] : [])).sort((a, b) => a - b);
  return [...kept.map((index) => ({ kept: index })), ...unique.filter((item) => 'value' in item)];
}

/** Maps the identity of each field to the index of its field set, for sets that the live stream contains completely. */
function keptSets(
  old: readonly Json[],
  live: readonly Json[],
  fieldSets: ListSource['fieldSets'],
  idOf: (item: Json) => string,
): ReadonlyMap<string, number> {
  const ids = new Set(live.map(idOf));
  const sets = old.flatMap((item, index) => {
    const fields = (fieldSets[fieldSetIn(item) ?? ''] ?? []).map(idOf);
    return fields.every((id) => ids.has(id)) ? fields.map((id) => [id, index] as const) : [];
  });
  return new Map(sets);
}
