import type { KnownName } from '../../model/account.ts';
import { collectionKey } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Resolved } from '../../model/plan.ts';
import type { AccountScope } from '../observe/read-cache.ts';
import { guardSpec } from '../secrets/redacting-client.ts';
import { type Filled, fillSecrets } from '../secrets/resolve.ts';
import type { ItemProgress } from './item-progress.ts';
import { sentences, whereText } from './messages.ts';
import type { ApplyContext } from './ports.ts';

/** What a content write needs, or why it cannot be. */
export type PreparedWrite =
  | { readonly tag: 'ready'; readonly spec: JsonObject }
  | { readonly tag: 'stale'; readonly error: string }
  | { readonly tag: 'missing'; readonly error: string };

/**
 * Gets ready what the item's content is sent with: secrets as values, and names that still stand for the ids that
 * the plan says. Asked before the first write of a stream, so that no stream is deactivated for an edit that cannot
 * follow, and again right before the edit itself.
 * @throws {ApiError} when a name cannot be looked up
 */
export async function prepare(run: ApplyContext, track: ItemProgress): Promise<PreparedWrite> {
  const filled = await fillGuarded(run, track);
  if (filled.tag === 'missing') return { tag: 'missing', error: missingText(track, filled.problems) };
  const stale = await staleNames(run, track);
  return stale === undefined ? { tag: 'ready', spec: filled.spec } : { tag: 'stale', error: stale };
}

/**
 * Keeps out of texts what the item's content holds, for a step that sends none: the server knows it all the same. What
 * cannot be resolved is not missed.
 */
export async function guardContent(run: ApplyContext, track: ItemProgress): Promise<void> {
  if (track.item.desired) await fillGuarded(run, track);
}

/** References are guarded as values, since a server may quote no more than the token of a URL. */
async function fillGuarded(run: ApplyContext, track: ItemProgress): Promise<Filled> {
  const { spec, folder } = track.desired;
  const filled = await fillSecrets(spec, folder, run.secrets);
  guardSpec(run.secrets, track.collection, filled.spec);
  return filled;
}

function missingText(track: ItemProgress, problems: readonly string[]): string {
  return sentences(`Missing secret (${whereText(track.item)})`, ...problems);
}

async function staleNames(run: ApplyContext, track: ItemProgress): Promise<string | undefined> {
  for (const resolved of track.desired.resolved) {
    const { list, name } = resolved;
    const index = await run.shared.names(track.collection, resolved, scopeOf(run, track));
    const found = index.find(track.collection, list, name);
    const why = staleName(resolved, found);
    if (why !== undefined) return sentences(why, whatToDo(found));
  }
  return undefined;
}

/** After a write that the API refused: one of the names that it was made from may mean something else by now. */
export async function dropUsedNames(run: ApplyContext, track: ItemProgress): Promise<void> {
  for (const resolved of track.item.desired?.resolved ?? []) {
    const place = scopeOf(run, track);
    run.shared.forgetNames(track.collection, resolved, place);
    await run.dropNames?.(track.collection, resolved.role, place);
  }
}

/** The next plan may see one id of several only, the one that live streams have, and this check would refuse it again. */
function whatToDo({ length }: readonly KnownName[]): string {
  if (length > 1) return 'Write the id that is meant in the manifest';
  return 'The plan is stale for this stream; plan again';
}

function staleName({ list, name, id }: Resolved, found: readonly KnownName[]): string | undefined {
  if (found.length > 0 && found.every((known) => known.id === id)) return undefined;
  const now = found.length === 0 ? 'nothing' : found.map((known) => known.id).join(' and ');
  return `${JSON.stringify(name)} in ${list} stood for ${id} when it was planned and stands for ${now} now`;
}

/** As the manifest says, else as the row tells. */
function scopeOf(run: ApplyContext, track: ItemProgress): AccountScope {
  const { groupId, contractId } = track.desired.spec;
  const rows = run.startRows.get(collectionKey(track.collection)) ?? [];
  const row = rows.find((each) => each.streamId === track.streamId);
  const group = typeof groupId === 'number' ? groupId : row?.groupId;
  const contract = typeof contractId === 'string' ? contractId : row?.contractId;
  return {
    ...(group === undefined ? {} : { groupId: group }),
    ...(contract === undefined ? {} : { contractId: contract }),
  };
}
