import { RESOURCE_KINDS } from '../../model/collection.ts';
import type { Plan } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import type { KnownResponses } from '../steps/request-budget.ts';
import { acts } from '../steps/steps.ts';
import { typeOf } from './resource-types.ts';

/**
 * A plan's request budget: the requests sent so far, and those that apply sends. They are also counted for each API,
 * since each has its own budget, unless all requests go to one API.
 */
export function requestsOf(
  items: readonly PlanItem[],
  used: number,
  known: KnownResponses = {},
): Plan['requests'] {
  const counts = RESOURCE_KINDS.flatMap((kind) => {
    const own = items.filter((item) => item.kind === kind && acts(item));
    return own.length === 0 ? [] : [[kind, typeOf({ kind }).requestsToApply(own, known)] as const];
  });
  const apply = counts.reduce((sum, [, count]) => sum + count, 0);
  return { used, apply, ...(counts.length < 2 ? {} : { applyByKind: Object.fromEntries(counts) }) };
}
