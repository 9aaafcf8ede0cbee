import type { OpenStream } from '../approval/pending-steps.ts';
import type { Connection } from '../commands/session/connection.ts';
import type { Context } from '../commands/session/context.ts';
import type { Planned } from '../commands/session/read-and-plan.ts';
import { collectionKey } from '../model/collection.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Plan, PlanItem } from '../model/plan.ts';
import { acts } from '../plan/steps/transitions.ts';
import { changedNames, differingFrom } from './previous-manifests.ts';

/** Streams that are not as their manifests say, by what that means. */
export interface Sorted {
  /** Nothing of ours explains it: reported, never written. */
  readonly drift: readonly PlanItem[];
  /** Stopped in order to be deleted, which the next apply does. */
  readonly toDelete: readonly PlanItem[];
  /** As the manifests were when something was applied last; these have changed since. */
  readonly waiting: readonly PlanItem[];
}

/** A stream in transition by its record, or whose recorded step is due, differs from nothing. */
export function differingOf({ items }: Plan, open: readonly OpenStream[]): readonly PlanItem[] {
  const explained = new Set(
    open.flatMap((one) => (one.tag === 'due' || one.tag === 'moving' ? [one.item.name] : [])),
  );
  return items.filter((item) => (acts(item) || item.action === 'blocked') && !explained.has(item.name));
}

/** What waits for an apply is no drift. */
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
 * Changed in the repository and nowhere else: what was merged has not been applied yet. Streams are held together, since a
 * merge may give a manifest another name; what cannot be applied does not wait.
 */
export function waitingNames(
  context: Context,
  planned: Planned<Connection>,
  before: readonly Manifest[],
): ReadonlySet<string> {
  const changed = changedNames(before, planned.manifests);
  if (changed.size === 0) return changed;
  const elsewhere = differingFrom(context, planned, before);
  const waiting = planned.plan.items.filter(
    (item) =>
      changed.has(item.name) && item.action !== 'blocked' && !elsewhere.some((one) => isSame(one, item)),
  );
  return new Set(waiting.map(({ name }) => name));
}

function isSame(one: PlanItem, other: PlanItem): boolean {
  if (collectionKey(one) !== collectionKey(other)) return false;
  const areBound = one.streamId !== undefined && other.streamId !== undefined;
  return areBound ? one.streamId === other.streamId : one.name === other.name;
}
