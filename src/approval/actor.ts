import type { Actor } from '../model/actor.ts';
import { isStream } from '../model/collection.ts';
import type { Activation } from '../model/observed.ts';
import { leadsToActive } from '../model/phase.ts';
import type { PlanItem } from '../model/plan-item.ts';

/** Returns whether a stream is active, or about to be, although its manifest says otherwise, or the reverse. */
export function differsInStatus(item: PlanItem): boolean {
  const { action, status, desired } = item;
  // The status of a property is that of a version, and the plan has read who made it.
  if (!isStream(item)) return false;
  switch (action) {
    case 'activate':
    case 'deactivate':
      return true;
    case 'update':
    case 'wait': {
      const active = status === undefined ? undefined : leadsToActive(item, status);
      const wanted = desired?.state;
      if (active === undefined || wanted === undefined || wanted === 'absent') return false;
      return active !== (wanted === 'active');
    }
    case 'create':
    case 'delete':
    case 'none':
    case 'blocked':
      return false;
    default:
      return action satisfies never;
  }
}

/**
 * Returns who changed a stream to its current status, from its activation history. The newest entry must be about that
 * status. If the history is not up to date, the newest entry would name the actor of an earlier change.
 *
 * @param history in any order; absent if it could not be read
 */
export function actorOf(item: PlanItem, history: readonly Activation[] = []): Actor {
  const { status } = item;
  const [newest] = [...history].sort(newestFirst);
  const active = status === undefined ? undefined : leadsToActive(item, status);
  if (!newest || newest.modifiedBy === '' || active === undefined) return { tag: 'unknown' };
  if (leadsToActive(item, newest.status) !== active) return { tag: 'unknown' };
  return { tag: 'known', by: newest.modifiedBy, at: newest.modifiedDate };
}

/**
 * By version first: activating a new version deactivates the previous one at about the same time, and no actor did
 * that manually.
 */
function newestFirst(a: Activation, b: Activation): number {
  const at = ({ modifiedDate }: Activation) => Date.parse(modifiedDate) || 0;
  return b.version - a.version || at(b) - at(a);
}
