import { DELIVERY } from '../../model/card.ts';
import { isObject, pointerSteps } from '../../model/json.ts';
import type { PlanItem } from '../../model/plan-item.ts';

/**
 * Returns the names of the destinations that an update removes from a stream with several. `none` is true if no other
 * one remains.
 */
export function lostDestinations({ changes, desired }: PlanItem): {
  readonly names: readonly string[];
  readonly none: boolean;
} {
  const lost = changes.flatMap(({ path, after }) => {
    const [member = '', name = '', inner] = pointerSteps(path);
    if (inner === undefined || after !== undefined) return [];
    const held = desired?.spec[member];
    const isThere = isObject(held) && Object.hasOwn(held, name);
    return desired && member !== DELIVERY && !isThere ? [{ member, name }] : [];
  });
  const [first] = lost;
  const none = first !== undefined && desired?.spec[first.member] === undefined;
  return { names: [...new Set(lost.map(({ name }) => name))], none };
}
