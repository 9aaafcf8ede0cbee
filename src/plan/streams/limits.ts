import { streamCard } from '../../collections/registry.ts';
import { streamCollection } from '../../model/collection.ts';
import type { Refusal } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import type { LimitKind } from '../../model/safety-limits.ts';
import { editsLive } from '../steps/allowed-steps.ts';
import { removedItems } from '../steps/effects.ts';
import { takes } from '../steps/steps.ts';

/** What a stream adds to each safety limit. */
const COUNTS: Readonly<Record<LimitKind, (item: PlanItem) => number>> = {
  live: ({ status, steps }) => (editsLive(status, steps) ? 1 : 0),
  deactivate: ({ steps }) => (takes(steps, 'deactivate') ? 1 : 0),
  delete: ({ steps }) => (takes(steps, 'delete') ? 1 : 0),
  remove: (item) =>
    takes(item.steps, 'update')
      ? removedItems(streamCard(streamCollection(item)), item.changes, 'sources').length
      : 0,
  property: () => 0,
  unreleased: () => 0,
  warnings: () => 0,
};

/** Counts what the steps of a stream add to a safety limit, including steps after an `await`. */
export function countForLimit(item: PlanItem, kind: LimitKind): number {
  return COUNTS[kind](item);
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

/** A stream in transition with `state: absent` counts too, since the next apply would delete it. */
function endsLogs(item: PlanItem): boolean {
  return (
    takes(item.steps, 'deactivate', 'delete') ||
    (item.desired?.state === 'absent' && item.streamId !== undefined)
  );
}
