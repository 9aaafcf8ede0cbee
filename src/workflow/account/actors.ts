import type { StreamReader } from '../../api/streams/client.ts';
import { actorOf, differsInStatus } from '../../approval/actor.ts';
import type { Context } from '../../commands/session/context.ts';
import { readOptional } from '../../commands/session/optional-read.ts';
import type { Actor, Actors } from '../../model/actor.ts';
import { streamCollection } from '../../model/collection.ts';
import { phaseOf } from '../../model/phase.ts';
import type { PlanItem } from '../../model/plan-item.ts';

/**
 * Each history costs a request, and an API accepts 20 per minute. If many streams are stopped, they usually
 * have one cause.
 */
const MOST_HISTORIES = 10;

/**
 * Reads from the account's history who started or stopped streams whose status differs. Sends one request for
 * each such stream that is stable, ten at most.
 */
export async function actorsOf(
  { signal }: Pick<Context, 'signal'>,
  { reader }: { readonly reader: Pick<StreamReader, 'activationHistory'> },
  items: readonly PlanItem[],
): Promise<Actors> {
  const actors = new Map<string, Actor>();
  let asked = 0;
  for (const item of items.filter(differsInStatus)) {
    const { streamId } = item;
    if (streamId === undefined || !isStable(item)) {
      actors.set(item.name, { tag: 'unknown' });
    } else if (asked >= MOST_HISTORIES || signal.aborted) {
      actors.set(item.name, { tag: 'not-asked' });
    } else {
      asked += 1;
      const history = await readOptional(() => reader.activationHistory(streamCollection(item), streamId));
      actors.set(item.name, actorOf(item, history));
    }
  }
  return actors;
}

/**
 * The history contains completed transitions only, ACTIVATED and DEACTIVATED, so it is not read for a stream
 * in transition.
 */
function isStable(item: PlanItem): boolean {
  return phaseOf(item, item.status ?? '').tag === 'stable';
}
