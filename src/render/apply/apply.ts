import type { ApplyOutcome } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import { inFormat } from '../document/formats.ts';
import type { RenderOptions } from '../text/options.ts';
import { applyDocument } from './document.ts';
import { applyJson } from './json.ts';

/** An apply's result as text: what was done, failed, is in transition and was not run. @param plan what it carried out */
export function renderApply(outcome: ApplyOutcome, plan: Plan, options: RenderOptions): string {
  return inFormat(
    options,
    () => applyJson(outcome, plan),
    () => applyDocument(outcome, options),
  );
}
