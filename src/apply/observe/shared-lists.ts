import type { StreamReader } from '../../api/streams/client.ts';
import { FRESH_READ } from '../../api/transport/pacing.ts';
import type { Clock } from '../../model/clock.ts';
import { type Collection, collectionKey } from '../../model/collection.ts';
import type { StreamRow } from '../../model/observed.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { isTransitionOnly, TRANSITIONS_PER_LIST } from '../../plan/steps/transition-only.ts';

/** A list of streams that was read right before writes. */
interface FreshList {
  readonly rows: readonly StreamRow[];
  /** When it was received; milliseconds on the monotonic clock. */
  readonly readAt: number;
}

/** Lists that activations and deactivations of one collection share as the fresh read before their writes. */
export interface SharedLists {
  /**
   * Returns a list for one more write, at most 10 seconds old. Absent if no other write of the run could share it.
   * @throws {ApiError} if the list cannot be read
   */
  next(collection: Collection): Promise<FreshList | undefined>;
}

/** @param items the items of the run */
export function sharedLists(
  reader: Pick<StreamReader, 'list'>,
  clock: Clock,
  items: readonly PlanItem[],
): SharedLists {
  const sharing = items.filter(isTransitionOnly).map(collectionKey);
  const lists = new Map<string, FreshList & { readonly left: number }>();
  return {
    next: async (collection) => {
      const key = collectionKey(collection);
      if (sharing.indexOf(key) === sharing.lastIndexOf(key)) return undefined;
      const known = lists.get(key);
      const isFresh = known && known.left > 0 && clock.monotonic() - known.readAt <= FRESH_READ;
      const list = isFresh
        ? known
        : { ...(await listNow(reader, clock, collection)), left: TRANSITIONS_PER_LIST };
      lists.set(key, { ...list, left: list.left - 1 });
      return list;
    },
  };
}

async function listNow(
  reader: Pick<StreamReader, 'list'>,
  clock: Clock,
  collection: Collection,
): Promise<FreshList> {
  const { rows } = await reader.list(collection);
  return { rows, readAt: clock.monotonic() };
}
