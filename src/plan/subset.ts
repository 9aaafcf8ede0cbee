import type { Hash } from '../model/account.ts';
import type { Plan, Refusal } from '../model/plan.ts';
import type { Limits } from '../model/safety-limits.ts';
import { fingerprintOf } from './saved/fingerprint.ts';
import { requestsOf } from './steps/request-budget.ts';
import { limitRefusals } from './steps/safety-limits.ts';
import { summaryOf } from './steps/summary.ts';

/**
 * A plan with some of its streams only; the others stay as they are. Safety limits count what is left. What else
 * refuses a whole run still does, since it was found by looking at all streams.
 * @param isApart refusals that are about other streams count no more: for steps that were let go already
 */
export function restrictPlan(
  plan: Plan,
  names: ReadonlySet<string>,
  limits: Limits,
  hash: Hash,
  isApart = false,
): Plan {
  const items = plan.items.filter(({ name }) => names.has(name));
  const isOfThese = (refusal: Refusal) => !isApart || refusal.names.some((name) => names.has(name));
  const lasting = plan.refusals.filter((one) => one.code !== 'safety-limit' && isOfThese(one));
  const refusals = [...lasting, ...limitRefusals(items, limits)];
  return {
    ...plan,
    fingerprint: fingerprintOf(plan.target, items, hash),
    applyable: refusals.length === 0,
    summary: summaryOf(items),
    requests: requestsOf(items, plan.requests.used),
    items,
    refusals,
  };
}
