import type { ApplyOutcome } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import { inFormat } from '../document/formats.ts';
import type { RenderOptions } from '../text/options.ts';
import { applyDocument } from './document.ts';
import { applyJson } from './json.ts';

/**
 * Renders the result of an apply: what was done, what failed, what is in transition and what was not run.
 *
 * @param plan the plan that the apply carried out
 */
export function renderApply(outcome: ApplyOutcome, plan: Plan, options: RenderOptions): string {
  return inFormat(
    options,
    () => applyJson(outcome, plan, options.reference),
    () => applyDocument(outcome, options),
  );
}
