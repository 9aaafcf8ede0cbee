import type { Activation } from '../model/observed.ts';
import { phaseOf } from '../model/phase.ts';
import type { PlanItem } from '../model/plan.ts';
import { takes } from '../plan/steps/allowed-steps.ts';

/**
 * Returns whether applying a plan to a stream could undo a manual change: its steps start, stop or delete it. The
 * status does not show whether the stream had this status before, and neither do versions.
 */
export function mayUndoManualChange({ streamId, status = '', desired, steps }: PlanItem): boolean {
  const phase = phaseOf(status);
  if (streamId === undefined || phase.tag !== 'stable') return false;
  return phase.active !== (desired?.state === 'active') || takes(steps, 'delete');
}

/**
 * Returns whether the activation history shows that a stream left its state after `since` and returned to it. The
 * approved steps change the state only once. Someone therefore undid that change manually, or used the stream in the
 * meantime.
 *
 * @param since ISO 8601, UTC: the time of the approval or record
 */
export function wasChangedAndRestored(
  item: PlanItem,
  history: readonly Activation[],
  since: string,
): boolean {
  const now = phaseOf(item.status ?? '');
  return history.some(({ version, status, modifiedDate }) => {
    // Activating a new version deactivates the previous one, which is not a manual change.
    if (version !== item.baseVersion) return false;
    const then = phaseOf(status);
    const isOther = then.tag === 'stable' && now.tag === 'stable' && then.active !== now.active;
    return isOther && Date.parse(modifiedDate) > Date.parse(since);
  });
}
