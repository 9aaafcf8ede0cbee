import type { ApplyOutcome } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import { printedPlan } from '../document/json.ts';
import { visibleJson } from '../text/escape-control.ts';

/** Returns the result of an apply, with the plan that it carried out, as `apply --format json` prints it. */
export function applyJson({ formatVersion, target, ...result }: ApplyOutcome, plan: Plan): string {
  return `${visibleJson({ formatVersion, target, plan: printedPlan(plan), ...result })}\n`;
}
