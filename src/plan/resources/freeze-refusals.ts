import { type Freeze, freezeMessage, freezeStatus, isHeldByFreeze } from '../../model/freeze.ts';
import type { Refusal } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';

/**
 * Refuses a plan during a freeze, unless it has a deactivation that can be taken now. The steps that are held back then
 * stay pending.
 */
export function freezeRefusals(
  items: readonly PlanItem[],
  freezes: readonly Freeze[],
  now: number,
): readonly Refusal[] {
  const freeze = freezeStatus(freezes, now);
  const next = items.flatMap((item) => {
    const [step] = item.steps.filter((one) => one.do !== 'await');
    return step ? [{ name: item.name, isHeld: isHeldByFreeze(step) }] : [];
  });
  if (!freeze?.inForce || next.length === 0 || next.some(({ isHeld }) => !isHeld)) return [];
  return [{ code: 'freeze', message: freezeMessage(freeze), names: next.map(({ name }) => name) }];
}
