import type { Plan } from '../../model/plan.ts';
import { printedPlan } from '../document/json.ts';
import { visibleJson } from '../text/escape-control.ts';

/**
 * A plan as `plan --format json` prints it: what apply needs besides (`desired`, `base`) stays out, since `desired`
 * may hold literal credentials; so do the digests of sealed values.
 */
export function planJson(plan: Plan): string {
  return `${visibleJson(printedPlan(plan))}\n`;
}

/** A plan as `--out` saves it: whole, with everything that apply needs except secrets. */
export function planFileText(plan: Plan): string {
  return `${visibleJson(plan)}\n`;
}
