import type { Refusal } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import {
  countedBy,
  LIMIT_KINDS,
  type LimitKind,
  type Limits,
  limitsFrom,
} from '../../model/safety-limits.ts';
import { typeOf } from './resource-types.ts';

/** Counts what the steps of these items add to each safety limit. */
export function limitsOf(items: readonly PlanItem[]): Limits {
  return limitsFrom((kind) => items.reduce((sum, item) => sum + typeOf(item).countForLimit(item, kind), 0));
}

/** Returns one refusal for each safety limit that the items exceed, with count, limit and the exact option. */
export function limitRefusals(items: readonly PlanItem[], limits: Limits): readonly Refusal[] {
  const counted = limitsOf(items);
  return LIMIT_KINDS.filter((kind) => counted[kind] > limits[kind]).map((kind) => ({
    code: 'safety-limit',
    message: `${counted[kind]} ${countedBy(kind)}, and the limit for one run is ${limits[kind]}${originOf(limits, kind)}; if they are all meant, add --allow ${kind}=${counted[kind]}`,
    names: items.filter((item) => typeOf(item).countForLimit(item, kind) > 0).map((item) => item.name),
  }));
}

function originOf({ origins }: Limits, kind: LimitKind): string {
  return origins?.[kind] === undefined ? '' : ` (${origins[kind]})`;
}
