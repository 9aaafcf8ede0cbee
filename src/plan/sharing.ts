import { streamCard } from '../log-types/registry.ts';
import { collectionKey, collectionOf } from '../model/collection.ts';
import { isArray, type Json } from '../model/json.ts';
import type { StreamRow } from '../model/observed.ts';
import type { PlanItem, Warning } from '../model/plan.ts';
import type { Observed } from './observed.ts';
import { editsLive, takes } from './steps.ts';

/**
 * What else an edit sets in motion: where edits of active streams re-activate those that share a source with them, the
 * ones are named that would be, whether a manifest is about them or not.
 */
export function sharingWarnings(items: readonly PlanItem[], { rows }: Observed): readonly Warning[] {
  return items.flatMap((item) => {
    const card = streamCard(collectionOf(item));
    if (!card.movesSharing || !editsLive(item.status, item.steps)) return [];
    const own = rows.get(collectionKey(item)) ?? [];
    const others = own.filter((row) => row.status === 'ACTIVATED' && row.streamId !== item.streamId);
    const list = card.lists.find(({ role }) => role === 'sources');
    const wanted = list ? item.desired?.spec[list.member] : undefined;
    const live = own.find((row) => row.streamId === item.streamId)?.sources.map(({ id }) => id) ?? [];
    const ids = new Set<Json>([...live, ...(isArray(wanted) ? wanted : [])]);
    const moved = others.filter((row) => row.sources.some(({ id }) => ids.has(id)));
    return moved.length === 0 ? [] : [movesOthers(item, moved, ids)];
  });
}

function movesOthers(item: PlanItem, moved: readonly StreamRow[], ids: ReadonlySet<Json>): Warning {
  const streams = moved.map(({ name, streamId }) => `${name} (${streamId})`).join(', ');
  const sources = moved.flatMap((row) => row.sources.filter(({ id }) => ids.has(id)));
  const shared = [...new Set(sources.map(({ name }) => name))].join(', ');
  const message = `This edit may re-activate ${streams} as well, since they share ${shared}; edits of streams that share a property are taken one after the other`;
  return { code: 'moves-others', message, name: item.name };
}

/**
 * A create beside a stream of the same name in another group: a group cannot change, so what may be meant as a move makes a
 * second stream, and the first one stays.
 */
export function namesakeWarnings(
  items: readonly PlanItem[],
  orphans: readonly StreamRow[],
): readonly Warning[] {
  return items.flatMap((item) => {
    if (!takes(item.steps, 'create') || !streamCard(collectionOf(item)).namedByGroup) return [];
    const name = item.desired?.streamName ?? item.name;
    const row = orphans.find(
      (one) => collectionKey(one.collection) === collectionKey(item) && one.name === name,
    );
    if (!row) return [];
    const message = `Stream ${row.streamId} has the same name in group ${row.groupId ?? 'unknown'}, and a group cannot change: this makes a second stream, and that one stays as it is`;
    return [{ code: 'name-in-other-group', message, name: item.name }];
  });
}
