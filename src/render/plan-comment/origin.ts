import { isStream } from '../../model/collection.ts';
import type { Plan } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { idOf } from '../../model/resource-key.ts';
import type { PlanCommentView } from './view.ts';

/** Planned changes, by their origin. */
export interface Origins {
  /** The streams that the change under review modifies. All of them if the state before the change is not known. */
  readonly own: readonly PlanItem[];
  /** The streams in `own` that already differed before the change. */
  readonly both: readonly PlanItem[];
  /** The streams that already differed before the change, and that a merge would also overwrite. */
  readonly drift: readonly PlanItem[];
  /** The properties that already differed before the change. A merge does not change them. */
  readonly left: readonly PlanItem[];
}

/** Separates what a change modifies from what already differed. */
export function originsOf({
  plan,
  changed,
  drift,
}: Pick<PlanCommentView, 'plan' | 'changed' | 'drift'>): Origins {
  const acting = actingItems(plan);
  const before = new Set(drift.map(({ name }) => name));
  const own = acting.filter(({ name }) => changed === undefined || changed.has(name));
  return {
    own,
    both: changed === undefined ? [] : own.filter((item) => before.has(item.name) && isOverwritten(item)),
    drift: acting.filter((item) => !own.includes(item) && isStream(item)),
    left: acting.filter((item) => !own.includes(item) && !isStream(item)),
  };
}

/** Returns the streams that apply changes, now or after a wait. */
export function actingItems({ items }: Plan): readonly PlanItem[] {
  return items.filter(({ action }) => action !== 'none' && action !== 'blocked');
}

/** A stream that does not exist has nothing to overwrite. */
function isOverwritten(item: PlanItem): boolean {
  return idOf(item) !== undefined;
}
