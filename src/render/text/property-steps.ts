import type { PlanItem, Step } from '../../model/plan-item.ts';

/**
 * Returns what a step does to a property: `activate version 12 on staging`.
 *
 * @param lasts the duration of an activation
 */
export function propertyStepText(item: PlanItem, step: Step, lasts: string): string {
  const isSaved = !item.steps.some(({ do: name }) => name === 'update');
  const version =
    isSaved && item.baseVersion !== undefined ? `version ${item.baseVersion}` : 'the new version';
  switch (step.do) {
    case 'update':
      return item.baseVersion === undefined
        ? 'save a new version'
        : `save a new version, based on version ${item.baseVersion}`;
    case 'activate':
      return `activate ${version} on ${step.network === 'STAGING' ? 'staging' : 'production'}`;
    case 'await':
      return `wait until it is active on ${step.until === 'ACTIVE_STAGING' ? 'staging' : 'production'} (${lasts})`;
    case 'create':
    case 'deactivate':
    case 'delete':
      throw new Error(`bug: a property has no step ${step.do}`);
    default:
      return step satisfies never;
  }
}
