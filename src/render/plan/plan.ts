import type { Plan } from '../../model/plan.ts';
import { inFormat } from '../document/formats.ts';
import type { RenderOptions } from '../text/options.ts';
import { planDocument } from './document.ts';
import { planJson } from './json.ts';

/** Renders a plan: what each stream needs, and its impact on production. */
export function renderPlan(plan: Plan, options: RenderOptions): string {
  return inFormat(
    options,
    () => planJson(plan, options.reference),
    () => planDocument(plan, options),
  );
}
