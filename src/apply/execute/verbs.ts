import type { ResourceKind } from '../../model/collection.ts';
import type { Plan } from '../../model/plan.ts';
import type { ApplyContext, ApplyOptions, ApplyPorts } from '../items/ports.ts';
import type { ResourceVerbs } from '../items/resource-verbs.ts';
import { propertyVerbs } from '../properties/property-verbs.ts';
import { streamContext } from '../streams/stream-context.ts';
import { streamVerbs } from '../streams/stream-verbs.ts';

const VERBS: Readonly<Record<ResourceKind, ResourceVerbs>> = {
  DataStream2: streamVerbs,
  DataStream1: streamVerbs,
  PropertyLogging: propertyVerbs,
};

/** Returns how the resources of a kind are read and written. */
export function verbsOf({ kind }: { readonly kind: ResourceKind }): ResourceVerbs {
  return VERBS[kind];
}

/** Creates the state of one apply. */
export function openContext(plan: Plan, ports: ApplyPorts, options: ApplyOptions): ApplyContext {
  return {
    ...ports,
    requests: () => ports.requests(),
    target: plan.target,
    options,
    ...streamContext(plan, ports),
  };
}
