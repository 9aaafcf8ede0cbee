import type { Effect } from '../../model/effect.ts';
import { phaseOf } from '../../model/phase.ts';
import type { Plan } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import type { Counts } from '../forge/job.ts';

/** Effects that anyone responsible for production must know about. */
const LIVE: ReadonlySet<Effect> = new Set(['goes-live', 'cosmetic-goes-live', 'starts-logs', 'stops-logs']);

/** @param changed number of items with an action */
export function planCounts({ items, fingerprint }: Plan, changed: number): Counts {
  return {
    changed,
    live: items.filter(isLive).length,
    planId: fingerprint,
    pending: items.filter(isInTransition).length,
  };
}

function isLive({ effects, steps }: PlanItem): boolean {
  const starts = steps.some((step) => step.do === 'activate' || ('activate' in step && step.activate));
  return starts || effects.some((effect) => LIVE.has(effect));
}

function isInTransition(item: PlanItem): boolean {
  return phaseOf(item, item.status ?? '').tag === 'in-transition';
}
