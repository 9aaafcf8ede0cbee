import { blockedMembers, type Obstacle } from '../../model/blocked-code.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { writes } from '../steps/steps.ts';

/**
 * Returns the names of the items that an item needs and that are not as their manifests specify. An item that is not
 * in the plan is among them.
 */
export function unmetNeeds({ needs = [] }: PlanItem, items: readonly PlanItem[]): readonly string[] {
  return needs.filter((name) => {
    const needed = items.find((one) => one.name === name);
    return !needed || needed.steps.length > 0 || needed.action === 'blocked';
  });
}

/**
 * Blocks the items whose steps must not be taken: an item that they need is blocked, or needs a change and is not
 * selected. Items that need a blocked item are blocked as well. An item that is only in transition to what its manifest
 * specifies needs no change, so an apply leaves the items that need it pending.
 *
 * @param items the selected items
 * @param all the items of the whole plan
 */
export function blockUnmet(items: readonly PlanItem[], all: readonly PlanItem[]): readonly PlanItem[] {
  const next = items.map((item): PlanItem => {
    const obstacle = item.action === 'none' ? undefined : whyUnmet(item, items, all);
    return obstacle === undefined || item.action === 'blocked'
      ? item
      : { ...item, action: 'blocked', steps: [], ...blockedMembers(obstacle) };
  });
  return next.every((item, index) => item === items[index]) ? items : blockUnmet(next, all);
}

/**
 * Drops the needs of selected items that are met already by items that are not selected, so that the remaining ones are
 * what an apply has to wait for.
 */
export function withOpenNeeds(items: readonly PlanItem[], all: readonly PlanItem[]): readonly PlanItem[] {
  const selected = new Set(items.map(({ name }) => name));
  return items.map((item) => {
    const unmet = new Set(unmetNeeds(item, all));
    const needs = item.needs?.filter((name) => selected.has(name) || unmet.has(name));
    return needs && needs.length < (item.needs?.length ?? 0) ? { ...item, needs } : item;
  });
}

function whyUnmet(
  item: PlanItem,
  items: readonly PlanItem[],
  all: readonly PlanItem[],
): Obstacle | undefined {
  const selected = new Map(items.map((one) => [one.name, one]));
  const name = unmetNeeds(item, all).find((each) => !selected.has(each) && !isArriving(each, all));
  if (name !== undefined) {
    const reason = `it needs ${JSON.stringify(name)}, which is not as its manifest specifies and is not part of this run; apply that first`;
    return { code: 'needed-item-not-selected', reason };
  }
  const blocked = item.needs?.find((each) => selected.get(each)?.action === 'blocked');
  return blocked === undefined
    ? undefined
    : {
        code: 'needed-item-blocked',
        reason: `it needs ${JSON.stringify(blocked)}, which is blocked; fix that first`,
      };
}

/** Whether an item only has to wait for a transition that has already started. */
function isArriving(name: string, all: readonly PlanItem[]): boolean {
  const item = all.find((one) => one.name === name);
  return item !== undefined && item.action !== 'blocked' && !item.steps.some(writes);
}
