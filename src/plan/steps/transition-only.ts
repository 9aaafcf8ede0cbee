import type { PlanItem } from '../../model/plan-item.ts';
import { writes } from './steps.ts';

/** How many activations and deactivations one list of streams precedes. */
export const TRANSITIONS_PER_LIST = 3;

/**
 * Returns whether an item only activates or deactivates its stream. Such a write sends no content, and its version and
 * status are in the list of streams, so that several of them share one read.
 */
export function isTransitionOnly({ steps }: Pick<PlanItem, 'steps'>): boolean {
  const [only, ...others] = steps.filter(writes);
  return others.length === 0 && (only?.do === 'activate' || only?.do === 'deactivate');
}

/** Returns the number of reads before some transitions of one collection. A single one reads its stream. */
export function readsBeforeTransitions(transitions: number): number {
  return Math.ceil(transitions / TRANSITIONS_PER_LIST);
}
