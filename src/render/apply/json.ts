import type { ApplyOutcome } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import { linkedReason } from '../document/explained-codes.ts';
import { printedMessages, printedPlan } from '../document/json.ts';
import { visibleJson } from '../text/escape-control.ts';

/**
 * Returns the result of an apply, with the plan that it carried out, as `apply --format json` prints it.
 * @param reference the address of the reference. Absent: codes have no links
 */
export function applyJson(outcome: ApplyOutcome, plan: Plan, reference?: string): string {
  const items = outcome.items.map((item) => linkedReason(item, reference));
  const { formatVersion, target, ...result } = { ...outcome, ...printedMessages(outcome, reference), items };
  return `${visibleJson({ formatVersion, target, plan: printedPlan(plan, reference), ...result })}\n`;
}
