import { streamCard } from '../../collections/registry.ts';
import { collectionOf } from '../../model/collection.ts';
import type { PlanItem, Refusal } from '../../model/plan.ts';
import {
  countedBy,
  LIMIT_KINDS,
  type LimitKind,
  type Limits,
  limitsFrom,
} from '../../model/safety-limits.ts';
import { editsLive, takes } from './allowed-steps.ts';
import { removedItems } from './effects.ts';

/**
 * Counts updates of live streams, deactivations, deletions and removed sources in the steps of these items, including
 * steps after an `await`.
 */
export function limitsOf(items: readonly PlanItem[]): Limits {
  return limitsFrom((kind) => items.reduce((sum, item) => sum + count(item, kind), 0));
}

/** Returns one refusal for each safety limit that the items exceed, with count, limit and the exact option. */
export function limitRefusals(items: readonly PlanItem[], limits: Limits): readonly Refusal[] {
  const counted = limitsOf(items);
  return LIMIT_KINDS.filter((kind) => counted[kind] > limits[kind]).map((kind) => ({
    code: 'safety-limit',
    message: `${counted[kind]} ${countedBy(kind)}, and the limit for one run is ${limits[kind]}; if they are all meant, add --allow ${kind}=${counted[kind]}`,
    names: items.filter((item) => count(item, kind) > 0).map((item) => item.name),
  }));
}

/** Refuses to stop or delete streams whose manifest says `protect: true`, also as part of an update. */
export function protectionRefusals(
  items: readonly PlanItem[],
  protectedNames: ReadonlySet<string>,
): readonly Refusal[] {
  return items
    .filter((item) => protectedNames.has(item.name) && endsLogs(item))
    .map((item) => ({
      code: 'protected',
      message: `${item.name} is protected and would be ${item.action === 'delete' ? 'deleted' : 'deactivated'}; if that is meant, take \`protect: true\` out of ${item.source.file}`,
      names: [item.name],
    }));
}

function count(item: PlanItem, kind: LimitKind): number {
  switch (kind) {
    case 'live':
      return editsLive(item.status, item.steps) ? 1 : 0;
    case 'deactivate':
      return takes(item.steps, 'deactivate') ? 1 : 0;
    case 'delete':
      return takes(item.steps, 'delete') ? 1 : 0;
    case 'remove':
      return takes(item.steps, 'update')
        ? removedItems(streamCard(collectionOf(item)), item.changes, 'sources').length
        : 0;
    default:
      return kind satisfies never;
  }
}

/** A stream in transition with `state: absent` counts too, since the next apply would delete it. */
function endsLogs(item: PlanItem): boolean {
  return (
    takes(item.steps, 'deactivate', 'delete') ||
    (item.desired?.state === 'absent' && item.streamId !== undefined)
  );
}
