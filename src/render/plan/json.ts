import type { Plan } from '../../model/plan.ts';
import { printedPlan } from '../document/json.ts';
import { visibleJson } from '../text/escape-control.ts';

/**
 * Returns a plan as `plan --format json` prints it. It omits `desired` and `base`, which only apply needs, because
 * `desired` may hold literal credentials. It also omits the digests of redacted values.
 *
 * @param reference the address of the reference. Absent: codes have no links
 */
export function planJson(plan: Plan, reference?: string): string {
  return `${visibleJson(printedPlan(plan, reference))}\n`;
}

/** Returns a plan as `--out` saves it: complete, with everything that apply needs except secrets. */
export function planFileText(plan: Plan): string {
  return `${visibleJson(plan)}\n`;
}
