import type { AccountScope, KnownName } from '../../model/account.ts';
import { collectionKey } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Resolved } from '../../model/plan-item.ts';
import { scopeOfItem } from '../../plan/steps/request-budget.ts';
import type { ItemProgress } from '../items/item-progress.ts';
import { sentences, whereText } from '../items/messages.ts';
import type { ApplyContext } from '../items/ports.ts';
import { fillSecrets } from '../secrets/resolve.ts';

/** The content of a write, or why it cannot be prepared. */
export type PreparedWrite =
  | { readonly tag: 'ready'; readonly spec: JsonObject }
  | { readonly tag: 'stale'; readonly error: string }
  | { readonly tag: 'missing'; readonly error: string };

/**
 * Prepares the item's content. Replaces secret references by their values, and checks that names still refer
 * to the ids in the plan. This happens before the first write of a stream, so that no stream is deactivated
 * for an update that cannot follow, and again right before the update itself.
 * @throws {ApiError} if a name cannot be looked up
 */
export async function prepare(run: ApplyContext, itemProgress: ItemProgress): Promise<PreparedWrite> {
  const filled = await fillSecrets(itemProgress.collection, itemProgress.desired, run.secrets);
  if (filled.tag === 'missing') return { tag: 'missing', error: missingText(itemProgress, filled.problems) };
  const stale = await staleNames(run, itemProgress);
  return stale === undefined ? { tag: 'ready', spec: filled.spec } : { tag: 'stale', error: stale };
}

/**
 * Redacts the secrets of the item's content in all texts, for a step that sends no content: the server knows
 * them and may repeat them. References that cannot be resolved are no error here.
 */
export async function guardContent(run: ApplyContext, itemProgress: ItemProgress): Promise<void> {
  if (itemProgress.item.desired)
    await fillSecrets(itemProgress.collection, itemProgress.desired, run.secrets);
}

function missingText(itemProgress: ItemProgress, problems: readonly string[]): string {
  return sentences(`Missing secret (${whereText(itemProgress.item)})`, ...problems);
}

async function staleNames(run: ApplyContext, itemProgress: ItemProgress): Promise<string | undefined> {
  for (const resolved of itemProgress.desired.resolved) {
    const { list, name } = resolved;
    const index = await run.shared.names(itemProgress.collection, resolved, scopeIn(run, itemProgress));
    const found = index.find(itemProgress.collection, list, name);
    const why = staleName(resolved, found);
    if (why !== undefined) return sentences(why, whatToDo(found));
  }
  return undefined;
}

/** Drops cached names after a write that the API rejected: one of the names may refer to another id by now. */
export async function dropUsedNames(run: ApplyContext, itemProgress: ItemProgress): Promise<void> {
  for (const resolved of itemProgress.item.desired?.resolved ?? []) {
    const place = scopeIn(run, itemProgress);
    run.shared.forgetNames(itemProgress.collection, resolved, place);
    await run.dropNames?.(itemProgress.collection, resolved.role, place);
  }
}

/**
 * If there are several ids, planning again is no fix. The next plan may consider only the id that live
 * streams have, and this check would then refuse the write again.
 */
function whatToDo({ length }: readonly KnownName[]): string {
  if (length > 1) return 'Write the id that is meant in the manifest';
  return 'The plan is stale for this stream; plan again';
}

function staleName({ list, name, id }: Resolved, found: readonly KnownName[]): string | undefined {
  if (found.length > 0 && found.every((known) => known.id === id)) return undefined;
  const now = found.length === 0 ? 'no id' : found.map((known) => known.id).join(' and ');
  return `${JSON.stringify(name)} in ${list} had the id ${id} when it was planned and has ${now} now`;
}

function scopeIn(run: ApplyContext, { item, collection }: ItemProgress): AccountScope {
  return scopeOfItem(item, run.startRows.get(collectionKey(collection)));
}
