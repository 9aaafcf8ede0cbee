import { defined } from '../../model/defined.ts';
import type { AwaitedResource } from '../../model/event.ts';
import type { StableStatus } from '../../model/phase.ts';
import { transitionTime } from '../../plan/steps/transition-time.ts';
import type { ItemProgress } from '../items/item-progress.ts';
import type { ApplyContext } from '../items/ports.ts';

/**
 * Reports the progress of all resources that a wait has followed so far.
 * @param began milliseconds since 1970
 */
export function announceWait(
  run: ApplyContext,
  followed: ReadonlyMap<ItemProgress, StableStatus>,
  began: number,
): void {
  const streams = [...followed].map(([itemProgress, goal]) =>
    awaitedResource(run, itemProgress, goal, began),
  );
  run.listen({ tag: 'waiting', began, streams });
}

/** The status that a resource has after all of its awaited steps. */
export function goalOf(itemProgress: ItemProgress): StableStatus {
  return itemProgress.awaitsLeft.at(-1) ?? itemProgress.awaited;
}

function awaitedResource(
  run: ApplyContext,
  itemProgress: ItemProgress,
  goal: StableStatus,
  began: number,
): AwaitedResource {
  const { item, progress } = itemProgress;
  const { status, transitionStart } = itemProgress.live;
  const seen = { name: item.name, kind: item.kind, ...defined({ status }), progress, goal };
  if (progress !== 'in-transition') return seen;
  // If another resource's write started a transition of this resource, that transition comes before those of its
  // own steps.
  const transitions = itemProgress.awaitsLeft.length + (itemProgress.isHeld ? 1 : 0);
  const expectedEnd =
    (transitionStart ?? began) + transitions * transitionTime(itemProgress.item, run.target);
  return { ...seen, ...defined({ since: transitionStart }), expectedEnd };
}
