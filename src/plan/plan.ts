import { defined } from '../model/defined.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Plan } from '../model/plan.ts';
import type { PlanInput } from '../model/plan-input.ts';
import { blockUnmet } from './resources/needs.ts';
import { requestsOf } from './resources/requests.ts';
import { RESOURCE_TYPES, typeOf } from './resources/resource-types.ts';
import { limitRefusals } from './resources/safety-limits.ts';
import { summaryOf } from './resources/summary.ts';
import { fingerprintOf } from './saved/fingerprint.ts';

/** Compares manifests with live resources and plans the steps for each resource. A pure function. */
export function makePlan(input: PlanInput): Plan {
  const { target, observed, hash } = input;
  const parts = RESOURCE_TYPES.map((type) => {
    const isOfType = ({ collection }: Manifest) => typeOf(collection) === type;
    const before = input.before?.filter(isOfType);
    return type.plan({ ...input, manifests: input.manifests.filter(isOfType), ...defined({ before }) });
  });
  const planned = parts.flatMap((part) => part.items);
  const items = blockUnmet(planned, planned);
  const refusals = [...parts.flatMap((part) => part.refusals), ...limitRefusals(items, input.limits)];
  return {
    formatVersion: 1,
    target,
    fingerprint: fingerprintOf(target, items, hash),
    applyable: refusals.length === 0,
    summary: summaryOf(items),
    requests: requestsOf(items, input.requestsUsed, observed),
    items,
    orphans: parts.flatMap((part) => part.orphans),
    refusals,
    warnings: parts.flatMap((part) => part.warnings),
  };
}
