import type { Activation } from '../model/observed.ts';
import { phaseOf } from '../model/phase.ts';
import type { PlanItem } from '../model/plan.ts';
import { takes } from '../plan/steps/transitions.ts';

/**
 * Whether doing what a plan wants of a stream could overrule somebody: its steps start it, stop it or delete it. What its
 * status is does not tell whether it was on that side before, and versions tell nothing of that.
 */
export function mayUndoManualChange({ streamId, status = '', desired, steps }: PlanItem): boolean {
  const phase = phaseOf(status);
  if (streamId === undefined || phase.tag !== 'settled') return false;
  return phase.active !== (desired?.state === 'active') || takes(steps, 'delete');
}

/**
 * Whether a stream has left its side since something was agreed to or recorded, and has come back to it: not by what was agreed
 * to, which leads to the other side once. So somebody has taken that back, or has used the stream meanwhile.
 * @param since ISO 8601, UTC
 */
export function wasChangedAndRestored(
  item: PlanItem,
  history: readonly Activation[],
  since: string,
): boolean {
  const now = phaseOf(item.status ?? '');
  return history.some(({ version, status, modifiedDate }) => {
    // A new version on production puts its predecessor out, which is nobody's hand.
    if (version !== item.baseVersion) return false;
    const then = phaseOf(status);
    const isOther = then.tag === 'settled' && now.tag === 'settled' && then.active !== now.active;
    return isOther && Date.parse(modifiedDate) > Date.parse(since);
  });
}
