import type { Hash } from '../model/account.ts';
import type { Plan, Refusal } from '../model/plan.ts';
import type { Limits } from '../model/safety-limits.ts';
import { blockUnmet, withOpenNeeds } from './resources/needs.ts';
import { requestsOf } from './resources/requests.ts';
import { limitRefusals } from './resources/safety-limits.ts';
import { summaryOf } from './resources/summary.ts';
import { fingerprintOf } from './saved/fingerprint.ts';

/**
 * Restricts a plan to some of its streams. Safety limits count only the remaining streams. Other refusals remain,
 * since they were found by looking at all streams. An item that needs the change of an omitted item is blocked.
 * If the omitted item is only in transition, an apply leaves the item that needs it pending.
 *
 * @param isApart drops refusals that are about other streams only, for steps that are already approved
 */
export function restrictPlan(
  plan: Plan,
  names: ReadonlySet<string>,
  limits: Limits,
  hash: Hash,
  isApart = false,
): Plan {
  const selected = plan.items.filter(({ name }) => names.has(name));
  const items = withOpenNeeds(blockUnmet(selected, plan.items), plan.items);
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
