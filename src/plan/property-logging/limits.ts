import type { Refusal } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import type { LimitKind } from '../../model/safety-limits.ts';
import { acts } from '../steps/steps.ts';
import { activatesProduction, removedStreams } from './effects.ts';

/** What a property adds to each safety limit. New warnings are known only to apply. */
const COUNTS: Readonly<Record<LimitKind, (item: PlanItem) => number>> = {
  live: () => 0,
  deactivate: () => 0,
  delete: () => 0,
  remove: ({ changes }) => removedStreams(changes).length,
  property: ({ steps }) => (activatesProduction(steps) ? 1 : 0),
  unreleased: ({ property }) => (property?.unreleased === undefined ? 0 : 1),
  warnings: () => 0,
};

/** Counts what the steps of a property add to a safety limit. */
export function countForLimit(item: PlanItem, kind: LimitKind): number {
  return acts(item) ? COUNTS[kind](item) : 0;
}

/** Refuses to remove streams from properties whose manifest says `protect: true`. */
export function protectionRefusals(
  items: readonly PlanItem[],
  protectedNames: ReadonlySet<string>,
): readonly Refusal[] {
  return items
    .filter((item) => protectedNames.has(item.name) && acts(item) && removedStreams(item.changes).length > 0)
    .map((item) => ({
      code: 'protected',
      message: `${item.name} is protected and would lose streams; if that is meant, take \`protect: true\` out of ${item.source.file}`,
      names: [item.name],
    }));
}
