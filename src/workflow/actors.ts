import type { StreamReader } from '../api/streams/client.ts';
import { differsInStatus, moverOf } from '../approval/actor.ts';
import type { Context } from '../commands/session/context.ts';
import { orNothing } from '../commands/session/optional-read.ts';
import type { Mover, Movers } from '../model/actor.ts';
import { collectionOf } from '../model/collection.ts';
import { phaseOf } from '../model/phase.ts';
import type { PlanItem } from '../model/plan.ts';

/** Each costs a request, of which an API takes 20 in a minute: a mass of stopped streams has one cause. */
const MOST_HISTORIES = 10;

/**
 * Of streams that differ in their status: who started or stopped them, by the account's own history. A request for each
 * that has come to rest, ten at most, and none where no status differs.
 */
export async function moversOf(
  { signal }: Pick<Context, 'signal'>,
  { reader }: { readonly reader: Pick<StreamReader, 'activationHistory'> },
  items: readonly PlanItem[],
): Promise<Movers> {
  const movers = new Map<string, Mover>();
  let asked = 0;
  for (const item of items.filter(differsInStatus)) {
    const { streamId } = item;
    if (streamId === undefined || !isSettled(item)) {
      movers.set(item.name, { tag: 'untold' });
    } else if (asked >= MOST_HISTORIES || signal.aborted) {
      movers.set(item.name, { tag: 'not-asked' });
    } else {
      asked += 1;
      const history = await orNothing(() => reader.activationHistory(collectionOf(item), streamId));
      movers.set(item.name, moverOf(item, history));
    }
  }
  return movers;
}

/** The history tells of ends only, ACTIVATED and DEACTIVATED: it is not asked about a movement under way. */
function isSettled({ status = '' }: PlanItem): boolean {
  return phaseOf(status).tag === 'settled';
}
