import type { Plan } from '../model/plan.ts';
import { face } from './faces.ts';
import type { RenderOptions } from './options.ts';
import { planDocument } from './plan-document.ts';
import { planJson } from './plan-json.ts';

/** A plan as text: what each stream needs and what that does to production. */
export function renderPlan(plan: Plan, options: RenderOptions): string {
  return face(
    options,
    () => planJson(plan),
    () => planDocument(plan, options),
  );
}
