import { defined } from '../../model/defined.ts';
import { type DeliveryReport, FAILED_DELIVERIES } from '../../model/delivery.ts';
import type { ApplyOutcome, ItemOutcome } from '../../model/outcome.ts';
import type { Plan, Refusal } from '../../model/plan.ts';
import type { PlanItem, Step } from '../../model/plan-item.ts';
import type { RunProblem } from '../../render/schemas/log-event.ts';

/** Returns the problems of a plan: refusals, blocked items, and unmanaged streams if they are an error. */
export function planProblems(plan: Plan): readonly RunProblem[] {
  const unmanaged = plan.failsForOrphans
    ? plan.warnings.filter(({ code }) => code === 'unmanaged-streams')
    : [];
  return [
    ...plan.refusals.map(refused),
    ...plan.items.filter(({ action }) => action === 'blocked').map(blocked),
    ...unmanaged.map(({ message }): RunProblem => ({ problem: 'unmanaged-streams', message })),
  ];
}

/** Returns the problems of an apply: refusals, blocked items, failed steps, and steps that a signal prevented. */
export function applyProblems({ outcome, refusals, items }: ApplyOutcome): readonly RunProblem[] {
  return [...refusals.map(refused), ...items.flatMap((item) => itemProblems(item, outcome))];
}

/** Returns the problems of a verification: streams that do not deliver. */
export function verifyProblems({ items }: Pick<DeliveryReport, 'items'>): readonly RunProblem[] {
  return items
    .filter(({ delivery }) => FAILED_DELIVERIES.includes(delivery))
    .map(({ name, delivery, reason }) => ({
      problem: 'not-delivering',
      name,
      code: delivery,
      message: reason,
    }));
}

type Blocked = Pick<PlanItem, 'name' | 'reason' | 'reasonCode'>;

function itemProblems(item: ItemOutcome, outcome: ApplyOutcome['outcome']): readonly RunProblem[] {
  const { name, steps } = item;
  if (item.reason !== undefined) return [blocked(item)];
  const failed = steps.flatMap(({ do: step, result, error = '' }): readonly RunProblem[] =>
    result === 'failed' ? [{ problem: 'failed', name, step, message: error }] : [],
  );
  if (failed.length > 0 || outcome !== 'interrupted') return failed;
  const next = steps.find(({ result }) => result === 'not-run');
  // With an error, it was skipped because of another item.
  return next === undefined || next.error !== undefined ? [] : [interrupted(name, next.do)];
}

function interrupted(name: string, step: Step['do']): RunProblem {
  const message = 'A signal stopped the run before this step. Run again to continue.';
  return { problem: 'interrupted', name, step, message };
}

function refused({ code, message, names }: Refusal): RunProblem {
  const [name] = names;
  return { problem: 'refused', code, ...(name !== undefined && names.length === 1 ? { name } : {}), message };
}

function blocked({ name, reason = '', reasonCode }: Blocked): RunProblem {
  return { problem: 'blocked', name, ...defined({ code: reasonCode }), message: reason };
}
