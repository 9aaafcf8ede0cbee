import type { StreamReader } from '../api/streams/client.ts';
import { actorOf, differsInStatus } from '../approval/actor.ts';
import type { Context } from '../commands/session/context.ts';
import { readOptional } from '../commands/session/optional-read.ts';
import type { Actor, Actors } from '../model/actor.ts';
import { collectionOf } from '../model/collection.ts';
import { phaseOf } from '../model/phase.ts';
import type { PlanItem } from '../model/plan.ts';

/** Each costs a request, of which an API takes 20 in a minute: a mass of stopped streams has one cause. */
const MOST_HISTORIES = 10;

/**
 * Of streams that differ in their status: who started or stopped them, by the account's own history. A request for each
 * that has come to rest, ten at most, and none where no status differs.
 */
export async function actorsOf(
  { signal }: Pick<Context, 'signal'>,
  { reader }: { readonly reader: Pick<StreamReader, 'activationHistory'> },
  items: readonly PlanItem[],
): Promise<Actors> {
  const movers = new Map<string, Actor>();
  let asked = 0;
  for (const item of items.filter(differsInStatus)) {
    const { streamId } = item;
    if (streamId === undefined || !isStable(item)) {
      movers.set(item.name, { tag: 'untold' });
    } else if (asked >= MOST_HISTORIES || signal.aborted) {
      movers.set(item.name, { tag: 'not-asked' });
    } else {
      asked += 1;
      const history = await readOptional(() => reader.activationHistory(collectionOf(item), streamId));
      movers.set(item.name, actorOf(item, history));
    }
  }
  return movers;
}

/** The history tells of ends only, ACTIVATED and DEACTIVATED: it is not asked about a movement under way. */
function isStable({ status = '' }: PlanItem): boolean {
  return phaseOf(status).tag === 'settled';
}
