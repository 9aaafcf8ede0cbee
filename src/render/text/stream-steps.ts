import type { PlanItem, Step } from '../../model/plan-item.ts';

/**
 * Returns what a step does to a stream: `save version 5 and activate it`.
 *
 * @param lasts the duration of a transition
 */
export function streamStepText(item: PlanItem, step: Step, lasts: string): string {
  const next = item.baseVersion === undefined ? 'a new version' : `version ${item.baseVersion + 1}`;
  switch (step.do) {
    case 'create':
      return step.activate ? 'create it and activate it' : 'create it, not activated';
    case 'update':
      return step.activate ? `save ${next} and activate it` : `save ${next}, not activated`;
    case 'activate':
      return item.baseVersion === undefined ? 'activate it' : `activate version ${item.baseVersion}`;
    case 'deactivate':
      return 'deactivate it';
    case 'delete':
      return 'delete it';
    case 'await':
      return `locked until it is ${step.until} (${lasts}${item.steps[0] === step ? ', from its start' : ''})`;
    default:
      return step satisfies never;
  }
}
