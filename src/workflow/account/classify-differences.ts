import type { OpenStream } from '../../approval/pending-steps.ts';
import type { Connection } from '../../commands/session/connection.ts';
import type { Context } from '../../commands/session/context.ts';
import type { Planned } from '../../commands/session/read-and-plan.ts';
import { changedNames, type RepositoryManifests } from '../../manifest/previous-manifests.ts';
import type { Plan } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { isSameResource } from '../../model/resource-key.ts';
import { acts } from '../../plan/steps/steps.ts';
import { differingFrom, manifestsNow } from './previous-manifests.ts';

/** Streams that differ from their manifests, by the meaning of the difference. */
export interface Sorted {
  /**
   * No apply or merged change of this repository explains the difference. It is reported, and nothing is
   * written.
   */
  readonly drift: readonly PlanItem[];
  /** Stopped in order to be deleted. The next apply deletes the stream. */
  readonly toDelete: readonly PlanItem[];
  /** The stream matches the manifests at the last apply, and these have changed since. */
  readonly waiting: readonly PlanItem[];
}

/**
 * The streams that differ. A stream in a recorded transition, or with a recorded step that is due, does not
 * count as different.
 */
export function differingOf({ items }: Plan, open: readonly OpenStream[]): readonly PlanItem[] {
  const explained = new Set(
    open.flatMap((one) => (one.tag === 'due' || one.tag === 'in-transition' ? [one.item.name] : [])),
  );
  return items.filter((item) => (acts(item) || item.action === 'blocked') && !explained.has(item.name));
}

/** A difference that waits for an apply is not drift. */
export function sortOut(
  differing: readonly PlanItem[],
  { waits, deletes }: { readonly waits: ReadonlySet<string>; readonly deletes: ReadonlySet<string> },
): Sorted {
  return {
    drift: differing.filter(({ name }) => !waits.has(name) && !deletes.has(name)),
    toDelete: differing.filter(({ name }) => deletes.has(name)),
    waiting: differing.filter(({ name }) => waits.has(name) && !deletes.has(name)),
  };
}

/**
 * The streams that changed only in the repository: the merged change has not been applied yet. Streams are
 * compared, not names, since a merge may rename a manifest. A change that cannot be applied does not count.
 */
export function waitingNames(
  context: Context,
  planned: Planned<Connection>,
  before: RepositoryManifests,
): ReadonlySet<string> {
  const changed = changedNames(before, manifestsNow(planned));
  if (changed.size === 0) return changed;
  const elsewhere = differingFrom(context, planned, before);
  const waiting = planned.plan.items.filter(
    (item) =>
      changed.has(item.name) &&
      item.action !== 'blocked' &&
      !elsewhere.some((one) => isSameResource(one, item)),
  );
  return new Set(waiting.map(({ name }) => name));
}
