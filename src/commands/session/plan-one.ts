import type { Observed } from '../../model/account.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { DEFAULT_LIMITS } from '../../model/safety-limits.ts';
import { makePlan } from '../../plan/plan.ts';
import type { Connection } from './connection.ts';
import type { Context } from './context.ts';
import type { Planned } from './read-and-plan.ts';

/**
 * Plans one stream again, with another manifest or another account, without reading anything.
 * @param manifest the manifest in place of the one with its name
 * @param observed the account in place of the one that was read
 */
export function planOne(
  { hash }: Pick<Context, 'hash'>,
  planned: Pick<Planned<Connection>, 'plan' | 'choice' | 'observed'>,
  manifest: Manifest,
  observed: Observed = planned.observed,
): PlanItem | undefined {
  const { name } = manifest;
  const [item] = makePlan({
    target: planned.plan.target,
    manifests: planned.choice.manifests.map((one) => (one.name === name ? manifest : one)),
    only: [name],
    observed,
    limits: DEFAULT_LIMITS,
    rotate: [],
    requestsUsed: 0,
    hash,
  }).items;
  return item;
}
