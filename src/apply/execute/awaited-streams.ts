import type { AwaitedStream } from '../../model/event.ts';
import type { StableStatus } from '../../model/phase.ts';
import { transitionTime } from '../../plan/steps/transition-time.ts';
import type { ItemProgress } from './item-progress.ts';
import type { ApplyContext } from './ports.ts';

/**
 * Reports the progress of all streams that a wait has followed so far.
 * @param began milliseconds since 1970
 */
export function announceWait(
  run: ApplyContext,
  followed: ReadonlyMap<ItemProgress, StableStatus>,
  began: number,
): void {
  const streams = [...followed].map(([track, goal]) => awaitedStream(run, track, goal, began));
  run.listen({ tag: 'waiting', began, streams });
}

/** The status that a stream has after all of its awaited steps. */
export function goalOf(track: ItemProgress): StableStatus {
  return track.awaitsLeft.at(-1) ?? track.awaited;
}

function awaitedStream(
  run: ApplyContext,
  track: ItemProgress,
  goal: StableStatus,
  began: number,
): AwaitedStream {
  const { name, status, progress, transitionStart } = track;
  const seen = { name, ...(status === undefined ? {} : { status }), progress, goal };
  if (progress !== 'in-transition') return seen;
  // If another stream's write started a transition of this stream, that transition comes before those of its
  // own steps.
  const transitions = track.awaitsLeft.length + (track.isHeld ? 1 : 0);
  const expectedEnd = (transitionStart ?? began) + transitions * transitionTime(track.collection, run.target);
  return { ...seen, ...(transitionStart === undefined ? {} : { since: transitionStart }), expectedEnd };
}
