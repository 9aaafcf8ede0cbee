import type { Actor } from '../model/actor.ts';
import type { Activation } from '../model/observed.ts';
import { phaseOf } from '../model/phase.ts';
import type { PlanItem } from '../model/plan.ts';

/** Tells whether a stream flows, or is about to, against what its manifest says. */
export function differsInStatus(item: PlanItem): boolean {
  const { action, status, desired } = item;
  switch (action) {
    case 'activate':
    case 'deactivate':
      return true;
    case 'update':
    case 'wait': {
      const active = status === undefined ? undefined : isActive(status);
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
 * Who moved a stream to where it stands, by its history. The newest line has to be about that status: where the history has
 * not caught up, it would name whoever moved the stream before.
 *
 * @param history in any order; absent where it could not be read
 */
export function actorOf({ status }: PlanItem, history: readonly Activation[] = []): Actor {
  const [newest] = [...history].sort(newestFirst);
  const active = status === undefined ? undefined : isActive(status);
  if (!newest || newest.modifiedBy === '' || active === undefined) return { tag: 'untold' };
  if (isActive(newest.status) !== active) return { tag: 'untold' };
  return { tag: 'told', by: newest.modifiedBy, at: newest.modifiedDate };
}

/** By version first: a new one going live deactivates the one before it, which nobody did by hand, at about the same time. */
function newestFirst(a: Activation, b: Activation): number {
  const at = ({ modifiedDate }: Activation) => Date.parse(modifiedDate) || 0;
  return b.version - a.version || at(b) - at(a);
}

/** Nothing where nobody can tell. */
function isActive(status: string): boolean | undefined {
  const phase = phaseOf(status);
  switch (phase.tag) {
    case 'settled':
      return phase.active;
    case 'moving':
      return phase.towards === 'ACTIVATED';
    case 'unknown':
      return undefined;
    default:
      return phase satisfies never;
  }
}
