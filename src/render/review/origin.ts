import type { Plan, PlanItem } from '../../model/plan.ts';
import type { ReviewView } from './view.ts';

/** Where a planned change of a stream comes from. */
export interface Origins {
  /** What the change under review itself brings; all of it where nobody knows what was before. */
  readonly own: readonly PlanItem[];
  /** Of these, streams that differed before it already. */
  readonly both: readonly PlanItem[];
  /** What differed before it already, and would be overwritten with it. */
  readonly drift: readonly PlanItem[];
}

/** Tells apart what a change brings and what it finds in its way. */
export function originsOf({ plan, changed, drift }: Pick<ReviewView, 'plan' | 'changed' | 'drift'>): Origins {
  const acting = actingItems(plan);
  const before = new Set(drift.map(({ name }) => name));
  const own = acting.filter(({ name }) => changed === undefined || changed.has(name));
  return {
    own,
    both: changed === undefined ? [] : own.filter((item) => before.has(item.name) && isOverwritten(item)),
    drift: acting.filter((item) => !own.includes(item)),
  };
}

/** Streams for which apply has something to do, now or after waiting. */
export function actingItems({ items }: Plan): readonly PlanItem[] {
  return items.filter(({ action }) => action !== 'none' && action !== 'blocked');
}

/** A stream that is not there holds nothing that could be lost. */
function isOverwritten({ streamId }: PlanItem): boolean {
  return streamId !== undefined;
}
