import type { Listed } from '../../model/account.ts';
import { COLLECTION_OF_IDS, collectionKey } from '../../model/collection.ts';
import { streamPhase } from '../../model/phase.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { DESIRED_LOGGING } from '../../model/property-logging.ts';
import { isOf } from '../../schema/validate.ts';
import { writes } from '../steps/steps.ts';

/**
 * Returns why the streams of a saved plan cannot be named any more: a property names only active streams. Streams that
 * the same plan activates are not compared. The property itself is read before each step.
 */
export function staleProperties({ rows }: Listed): (item: PlanItem) => string | undefined {
  const listed = rows.get(collectionKey(COLLECTION_OF_IDS));
  return ({ desired, needs = [], steps }) => {
    if (!listed || !steps.some(writes) || !isOf(DESIRED_LOGGING, desired?.spec)) return undefined;
    for (const { id, name } of desired.spec.streams.DataStream2) {
      if (name !== undefined && needs.includes(name)) continue;
      const status = listed.find(({ streamId }) => streamId === id)?.status;
      if (status === undefined) return `stream ${String(id)} does not exist any more`;
      const phase = streamPhase(status);
      if (phase.tag !== 'stable' || !phase.active)
        return `stream ${String(id)} is ${status}, and properties name only active streams`;
    }
    return undefined;
  };
}
