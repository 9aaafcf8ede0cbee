import type { PlanItem, Step } from '../../model/plan-item.ts';

/**
 * The requests of each step. Each of them starts with a fresh read: the property, its live version, and what others
 * may have changed. Then a version is created, tried, changed and read, or an activation is started.
 */
const REQUESTS: Readonly<Record<Step['do'], number>> = {
  update: 9,
  activate: 8,
  await: 0,
  create: 0,
  deactivate: 0,
  delete: 0,
};

/** Counts the HTTP requests that apply sends for properties, without those while waiting. */
export function requestsToApply(items: readonly PlanItem[]): number {
  return items.flatMap(({ steps }) => steps).reduce((sum, step) => sum + REQUESTS[step.do], 0);
}
