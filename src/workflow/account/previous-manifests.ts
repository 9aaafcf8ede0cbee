import { desiredDigest } from '../../approval/approval.ts';
import type { Connection } from '../../commands/session/connection.ts';
import type { Context } from '../../commands/session/context.ts';
import { limits, type Planned } from '../../commands/session/read-and-plan.ts';
import { changedNames, type RepositoryManifests } from '../../manifest/previous-manifests.ts';
import type { Observed } from '../../model/account.ts';
import { collectionKey, isStream } from '../../model/collection.ts';
import type { Plan } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { keyOf } from '../../model/resource-key.ts';
import { makePlan } from '../../plan/plan.ts';
import { acts } from '../../plan/steps/steps.ts';

/** Returns the manifests that a plan was made from. */
export function manifestsNow({ manifests, choice }: Planned<Connection>): RepositoryManifests {
  return { manifests, properties: choice.propertyLogging?.manifests ?? [] };
}

/**
 * The streams and properties that earlier manifests would change in the current account, or could not apply. Either the
 * resource was changed outside this repository, or an earlier change was never applied. Collections and properties that
 * only earlier manifests use were not read, so nothing is known about them.
 */
export function differingFrom(
  context: Pick<Context, 'hash'>,
  planned: Planned<Connection>,
  before: RepositoryManifests,
): readonly PlanItem[] {
  const { items } = planBefore(context, planned, before);
  return items.filter((item) => acts(item) || item.action === 'blocked');
}

function planBefore(
  { hash }: Pick<Context, 'hash'>,
  { plan, observed }: Planned<Connection>,
  before: RepositoryManifests,
): Plan {
  const readable = before.manifests.filter(({ collection }) => observed.rows.has(collectionKey(collection)));
  const properties = before.properties.map((manifest) => ({
    ...manifest,
    properties: manifest.properties.flatMap((named) => observedAs(named, observed) ?? []),
  }));
  return makePlan({
    target: plan.target,
    manifests: readable,
    propertyLogging: { manifests: properties, streams: readable },
    observed,
    limits: limits({}),
    rotate: [],
    requestsUsed: 0,
    hash,
  });
}

/** Returns the name or id with which the current manifests name a property. */
function observedAs(
  named: string | number,
  { properties = new Map() }: Observed,
): string | number | undefined {
  if (properties.has(named)) return named;
  const [same] = [...properties].find(
    ([, one]) =>
      one.tag === 'read' && (one.property.propertyId === named || one.property.propertyName === named),
  ) ?? [undefined];
  return same;
}

/**
 * Returns the names of the items that differ because of what was changed in the manifests. A property that would have
 * been changed in the same way before differs for another reason, such as a rollback, and nobody has decided about it.
 */
export function causedNames(
  context: Pick<Context, 'hash'>,
  planned: Planned<Connection>,
  before: RepositoryManifests,
): ReadonlySet<string> {
  const changed = changedNames(before, manifestsNow(planned));
  const { target, items } = planned.plan;
  const properties = items.filter((item) => acts(item) && !isStream(item) && changed.has(item.name));
  if (properties.length === 0) return changed;
  const digest = (item: PlanItem) => desiredDigest(target, item, context.hash);
  const earlier = planBefore(context, planned, before);
  // What was refused before, because the manifest protects it, is changed by the manifests that allow it.
  const refused = new Set(earlier.refusals.flatMap(({ names }) => names));
  // A manifest may have been renamed, so that items are compared by property.
  const digests = new Map(
    earlier.items
      .filter((item) => acts(item) && !refused.has(item.name))
      .map((item) => [keyOf(item), digest(item)]),
  );
  const others = properties.filter((item) => digests.get(keyOf(item)) === digest(item));
  return new Set([...changed].filter((name) => !others.some((item) => item.name === name)));
}
