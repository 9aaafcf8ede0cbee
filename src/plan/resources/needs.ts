import type { PlanItem } from '../../model/plan.ts';

/** Returns the names of the items that an item needs and that are not as their manifests specify. */
export function unmetNeeds({ needs = [] }: PlanItem, items: readonly PlanItem[]): readonly string[] {
  return needs.filter((name) => {
    const needed = items.find((one) => one.name === name);
    return needed && (needed.steps.length > 0 || needed.action === 'blocked');
  });
}

/**
 * Blocks the items that need a change of an item that is not selected: without it, their steps must not be taken.
 *
 * @param items the selected items
 * @param all the items of the whole plan
 */
export function blockUnmet(items: readonly PlanItem[], all: readonly PlanItem[]): readonly PlanItem[] {
  const others = all.filter((one) => !items.includes(one));
  return items.map((item): PlanItem => {
    const [name] = unmetNeeds(item, others);
    if (name === undefined || item.action === 'none' || item.action === 'blocked') return item;
    const reason = `it needs ${JSON.stringify(name)}, which is not as its manifest specifies and is not part of this run; apply that first`;
    return { ...item, action: 'blocked', steps: [], reason };
  });
}
