import type { Summary } from '../../model/plan.ts';
import type { Action, PlanItem } from '../../model/plan-item.ts';

const COUNTED: Readonly<Record<Action, keyof Summary>> = {
  create: 'create',
  update: 'update',
  activate: 'activate',
  deactivate: 'deactivate',
  delete: 'delete',
  wait: 'wait',
  none: 'unchanged',
  blocked: 'blocked',
};

/** Counts the items by action. */
export function summaryOf(items: readonly PlanItem[]): Summary {
  const summary = {
    create: 0,
    update: 0,
    activate: 0,
    deactivate: 0,
    delete: 0,
    wait: 0,
    unchanged: 0,
    blocked: 0,
  };
  for (const { action } of items) summary[COUNTED[action]] += 1;
  return summary;
}
