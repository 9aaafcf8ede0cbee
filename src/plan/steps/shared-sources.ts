import { streamCard } from '../../collections/registry.ts';
import type { Observed } from '../../model/account.ts';
import { collectionKey, streamCollection } from '../../model/collection.ts';
import { canonicalJson, isArray, type Json } from '../../model/json.ts';
import type { StreamRow } from '../../model/observed.ts';
import type { Warning } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { desiredName } from '../match/stream-name.ts';
import { editsLive } from './allowed-steps.ts';
import { takes } from './steps.ts';

/**
 * Warns about other streams that an update re-activates. In some collections, an update of an active stream
 * re-activates the streams that share a source with it. The warning names these streams, managed or not.
 */
export function sharingWarnings(items: readonly PlanItem[], { rows }: Observed): readonly Warning[] {
  return items.flatMap((item) => {
    const moved = reactivatedWith(item, rows);
    return moved.length === 0 ? [] : [reactivatesSharing(item, moved, sourcesOf(item, rows))];
  });
}

/**
 * Returns the active streams that an update of another stream also re-activates; empty if the API does not do that.
 */
export function reactivatedWith(item: PlanItem, rows: Observed['rows']): readonly StreamRow[] {
  const { editReactivatesSharedSources } = streamCard(streamCollection(item));
  if (!editReactivatesSharedSources || !editsLive(item.status, item.steps)) return [];
  const ids = sourcesOf(item, rows);
  const others = (rows.get(collectionKey(item)) ?? []).filter(({ streamId }) => streamId !== item.streamId);
  return others.filter((row) => row.status === 'ACTIVATED' && row.sources.some(({ id }) => ids.has(id)));
}

/**
 * Returns items that are in transition when their turn comes, since an update of an earlier item also re-activates
 * them. Items are applied one after the other.
 *
 * @param rows may be incomplete; if a row is missing, the sources come from the plan's items
 */
export function blockedWith(items: readonly PlanItem[], rows: Observed['rows']): readonly PlanItem[] {
  const edited: PlanItem[] = [];
  return items.filter((item) => {
    const isHeld =
      item.status === 'ACTIVATED' && edited.some((before) => reactivatesOthers(before, item, rows));
    if (!isHeld && editsLive(item.status, item.steps)) edited.push(item);
    return isHeld;
  });
}

function reactivatesOthers(item: PlanItem, other: PlanItem, rows: Observed['rows']): boolean {
  const { editReactivatesSharedSources } = streamCard(streamCollection(item));
  if (!editReactivatesSharedSources || collectionKey(item) !== collectionKey(other)) return false;
  const ids = new Set([...sourcesBefore(item, rows), ...desiredSources(item)].map(canonicalJson));
  return sourcesBefore(other, rows).some((id) => ids.has(canonicalJson(id)));
}

function sourcesBefore(item: PlanItem, rows: Observed['rows']): readonly Json[] {
  const row = rowOf(item, rows);
  if (row) return row.sources.map(({ id }) => id);
  const { added = [], removed = [] } =
    item.changes.find(({ path }) => path === `/${sourcesMember(item)}`) ?? {};
  const isNew = new Set(added.map(canonicalJson));
  return [...desiredSources(item).filter((id) => !isNew.has(canonicalJson(id))), ...removed];
}

function desiredSources(item: PlanItem): readonly Json[] {
  const wanted = item.desired?.spec[sourcesMember(item)];
  return isArray(wanted) ? wanted : [];
}

function sourcesMember(item: PlanItem): string {
  return streamCard(streamCollection(item)).lists.find(({ role }) => role === 'sources')?.member ?? '';
}

function rowOf(item: PlanItem, rows: Observed['rows']): StreamRow | undefined {
  return rows.get(collectionKey(item))?.find(({ streamId }) => streamId === item.streamId);
}

/** The current and the desired sources of a stream. */
function sourcesOf(item: PlanItem, rows: Observed['rows']): ReadonlySet<Json> {
  return new Set([...(rowOf(item, rows)?.sources.map(({ id }) => id) ?? []), ...desiredSources(item)]);
}

function reactivatesSharing(item: PlanItem, moved: readonly StreamRow[], ids: ReadonlySet<Json>): Warning {
  const streams = moved.map(({ name, streamId }) => `${name} (${streamId})`).join(', ');
  const sources = moved.flatMap((row) => row.sources.filter(({ id }) => ids.has(id)));
  const shared = [...new Set(sources.map(({ name }) => name))].join(', ');
  const message = `This update may re-activate ${streams} as well, since they share ${shared}; updates of streams that share a property are made one after the other`;
  return { code: 'moves-others', message, name: item.name };
}

/**
 * Warns about a create if another group has a stream with the same name. The group of a stream cannot change. A
 * manifest that is meant to move a stream to another group therefore creates a second stream, and the first one
 * remains.
 */
export function namesakeWarnings(
  items: readonly PlanItem[],
  orphans: readonly StreamRow[],
): readonly Warning[] {
  return items.flatMap((item) => {
    if (!takes(item.steps, 'create') || !streamCard(streamCollection(item)).namedByGroup) return [];
    const name = desiredName(item).streamName;
    const row = orphans.find(
      (one) => collectionKey(one.collection) === collectionKey(item) && one.name === name,
    );
    if (!row) return [];
    const message = `Stream ${row.streamId} has the same name in group ${row.groupId ?? 'unknown'}, and a group cannot change: this makes a second stream, and that one stays as it is`;
    return [{ code: 'name-in-other-group', message, name: item.name }];
  });
}
