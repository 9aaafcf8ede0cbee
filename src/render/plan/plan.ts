import type { Plan } from '../../model/plan.ts';
import { inFormat } from '../document/formats.ts';
import type { RenderOptions } from '../text/options.ts';
import { planDocument } from './document.ts';
import { planJson } from './json.ts';

/** A plan as text: what each stream needs and what that does to production. */
export function renderPlan(plan: Plan, options: RenderOptions): string {
  return inFormat(
    options,
    () => planJson(plan),
    () => planDocument(plan, options),
  );
}
