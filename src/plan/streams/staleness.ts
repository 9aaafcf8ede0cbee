import { streamCard } from '../../collections/registry.ts';
import type { Listed } from '../../model/account.ts';
import { collectionKey, streamCollection } from '../../model/collection.ts';
import { canonicalJson } from '../../model/json.ts';
import type { StreamRow } from '../../model/observed.ts';
import { hasReached } from '../../model/phase.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { keyById, keyByName } from '../../model/resource-key.ts';
import { desiredName, isNamed } from '../match/stream-name.ts';
import { describeRow, NO_UNUSABLE_ROWS, rowInTheWay } from '../match/unusable-rows.ts';
import { allowedStepsFor } from '../steps/allowed-steps.ts';
import { satisfiesRotation } from '../steps/rotation.ts';
import { takes } from '../steps/steps.ts';

/**
 * Returns why the stream of an item is not as it was planned, using list calls only: a version changed, a stream to
 * create exists, a stream to change no longer exists, or a status changed so that the steps would differ. Steps that the
 * step table does not contain for a stream also count, so that no file can make apply take a step that is not allowed.
 */
export function staleStreams(listed: Listed): (item: PlanItem) => string | undefined {
  const lookup = rowLookup(listed.rows);
  return (item) => unusableFor(item, listed) ?? staleness(item, lookup(item));
}

/** Finds a live stream by id or by name within its collection. */
type RowLookup = (one: PlanItem) => StreamRow | undefined;

function rowLookup(rows: ReadonlyMap<string, readonly StreamRow[]>): RowLookup {
  const byId = new Map<string, StreamRow>();
  const byName = new Map<string, readonly StreamRow[]>();
  for (const row of [...rows.values()].flat()) {
    const name = keyByName(row.collection, row.name);
    byId.set(keyById(row.collection, row.streamId), row);
    byName.set(name, [...(byName.get(name) ?? []), row]);
  }
  return (one) => {
    if (one.streamId !== undefined) return byId.get(keyById(one, one.streamId));
    const name = desiredName(one);
    const namesakes = byName.get(keyByName(one, name.streamName)) ?? [];
    return namesakes.find((row) => isNamed(row, name));
  };
}

/** An unusable row of the item's stream, or one that may be the stream that a create would duplicate. */
function unusableFor(one: PlanItem, { unusable = NO_UNUSABLE_ROWS }: Listed): string | undefined {
  const rows = unusable.get(collectionKey(one)) ?? [];
  const row =
    one.streamId === undefined
      ? rowInTheWay(rows, desiredName(one))
      : rows.find(({ streamId }) => streamId === one.streamId);
  return row && `the list has a row that cannot be used: ${describeRow(row)}`;
}

function staleness(one: PlanItem, row: StreamRow | undefined): string | undefined {
  return one.action === 'create' ? existing(one, row) : (difference(one, row) ?? otherSteps(one, row));
}

function existing(one: PlanItem, row: StreamRow | undefined): string | undefined {
  if (row) return `a stream of this name exists by now (stream ${row.streamId}${changedBy(row)})`;
  return otherSteps(one, row);
}

function difference(one: PlanItem, row: StreamRow | undefined): string | undefined {
  if (!row) return `stream ${one.streamId} is gone`;
  if (row.version === one.baseVersion) return undefined;
  const after = one.effects.includes('secret-rotation') ? one.rotateSecretsAfter : undefined;
  const rotated = satisfiesRotation(after, row) ? `, which satisfies rotateSecretsAfter (${after})` : '';
  return `the plan was made from version ${one.baseVersion}, and version ${row.version} is the latest${changedBy(row)}${rotated}`;
}

/** Compares the steps with the current step table. A leading `await` that is no longer needed is ignored. */
function otherSteps(one: PlanItem, row: StreamRow | undefined): string | undefined {
  const changed = takes(one.steps, 'create', 'update');
  const course = allowedStepsFor(
    streamCard(streamCollection(one)),
    row?.status,
    one.desired?.state ?? 'absent',
    changed,
  );
  if (canonicalJson(course.steps) === canonicalJson(withoutPastWait(one, row?.status))) return undefined;
  return row
    ? `its status was ${one.status} and is ${row.status}, which asks for other steps`
    : 'its steps are none that create a stream';
}

function withoutPastWait(one: PlanItem, status: string | undefined): PlanItem['steps'] {
  const [wait, ...rest] = one.steps;
  return wait?.do === 'await' && hasReached(one, status, wait.until) ? rest : one.steps;
}

function changedBy({ modifiedBy, modifiedDate }: StreamRow): string {
  if (modifiedBy === undefined) return '';
  return `, changed by ${modifiedBy}${modifiedDate === undefined ? '' : ` at ${modifiedDate}`}`;
}
