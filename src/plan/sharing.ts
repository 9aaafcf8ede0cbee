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
    const moved = movedBeside(item, rows);
    return moved.length === 0 ? [] : [movesOthers(item, moved, sourcesOf(item, rows))];
  });
}

/** Active streams that an edit of another one re-activates as well; none where the API does not do that. */
export function movedBeside(item: PlanItem, rows: Observed['rows']): readonly StreamRow[] {
  const { movesSharing } = streamCard(collectionOf(item));
  if (!movesSharing || !editsLive(item.status, item.steps)) return [];
  const ids = sourcesOf(item, rows);
  const others = (rows.get(collectionKey(item)) ?? []).filter(({ streamId }) => streamId !== item.streamId);
  return others.filter((row) => row.status === 'ACTIVATED' && row.sources.some(({ id }) => ids.has(id)));
}

/** What a stream names, and what it will name. */
function sourcesOf(item: PlanItem, rows: Observed['rows']): ReadonlySet<Json> {
  const list = streamCard(collectionOf(item)).lists.find(({ role }) => role === 'sources');
  const wanted = list ? item.desired?.spec[list.member] : undefined;
  const row = rows.get(collectionKey(item))?.find(({ streamId }) => streamId === item.streamId);
  return new Set([...(row?.sources.map(({ id }) => id) ?? []), ...(isArray(wanted) ? wanted : [])]);
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
