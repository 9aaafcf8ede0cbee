import type { PlanItem, Step } from '../../model/plan-item.ts';

/** Returns whether a step sends a request that changes the account. Every step except `await` does. */
export function writes(step: Step): boolean {
  return step.do !== 'await';
}

/** Returns whether the steps include one of the given kinds. */
export function takes(steps: readonly Step[], ...which: readonly Step['do'][]): boolean {
  return steps.some((step) => which.includes(step.do));
}

/** Returns whether apply has something to do for an item, now or after waiting. */
export function acts(item: PlanItem): boolean {
  return item.action !== 'none' && item.action !== 'blocked';
}
