import type { PlanItem } from '../model/plan.ts';
import { limitsOf } from '../plan/guard.ts';
import { DEFAULT_LIMITS } from '../plan/observed.ts';
import type { ByHand } from '../render/by-hand.ts';
import { LIMIT_KINDS } from './allowances.ts';
import type { ApprovedApply } from './approved.ts';
import { limits } from './gather.ts';
import type { ApplyOptions } from './options.ts';

/**
 * What somebody may give by hand to have done what this run refused or stopped, in one run that goes through. A refused run is
 * told the whole plan: the id of what was stopped would be refused again, by the limit that holds the others up.
 */
export function byHandOf(
  applied: Pick<ApprovedApply, 'plan' | 'outcome' | 'stoppedId'>,
  { allow, rotate }: Pick<ApplyOptions, 'allow' | 'rotate'>,
): ByHand | undefined {
  const { plan, outcome, stoppedId } = applied;
  const isRefused = outcome.outcome === 'refused';
  // Whatever else refuses has to be settled first, and that makes another plan.
  if (isRefused && outcome.refusals.some(({ code }) => code !== 'safety-limit')) return undefined;
  const planId = isRefused ? plan.fingerprint : stoppedId;
  if (planId === undefined) return undefined;
  return { planId, allow: allowances(untouched(applied), allow), rotate };
}

/** What that run will have to do: these streams and those that this one has not begun. */
function untouched({ plan, outcome }: Pick<ApprovedApply, 'plan' | 'outcome'>): readonly PlanItem[] {
  const begun = new Set(
    outcome.items.flatMap(({ name, steps }) => (steps.some(({ result }) => result === 'done') ? [name] : [])),
  );
  return plan.items.filter(({ name }) => !begun.has(name));
}

/**
 * All limits that they exceed. The input of the workflow takes the place of the variable DATASTREAM_ALLOW, so that what that
 * raises has to be told again.
 */
function allowances(items: readonly PlanItem[], allow: ApplyOptions['allow']): readonly string[] {
  const [counted, allowed] = [limitsOf(items), limits(allow)];
  return LIMIT_KINDS.filter((kind) => counted[kind] > Math.min(DEFAULT_LIMITS[kind], allowed[kind])).map(
    (kind) => `${kind}=${counted[kind]}`,
  );
}
