import type { Actor, Actors } from '../../model/actor.ts';
import { phaseOf } from '../../model/phase.ts';
import type { PlanItem } from '../../model/plan.ts';
import { quoted } from '../text/quoted-name.ts';
import { moment } from '../text/words.ts';

type Moved = Pick<PlanItem, 'name' | 'status' | 'baseVersion' | 'modifiedBy' | 'modifiedDate'>;

/**
 * Returns, as part of a sentence, who caused a difference: the user who stopped or started the stream if its status
 * differs, and the author of the version that was created outside this repository. Empty if neither is known.
 *
 * @param isEdited true if the content differs as well, so that the result always names the author of the version
 */
export function behind(item: Moved, movers: Actors, isEdited: boolean): string {
  const mover = movers.get(item.name);
  if (!mover) return authorOf(item);
  const version = versionBy(item);
  const told = movedBy(mover, item);
  return version === '' || (mover.tag === 'told' && !isEdited) ? told : `${told}; ${version}`;
}

/** Returns the author of the latest version, as far as it is known: `by jdoe on 2026-02-05 13:31 UTC`. */
export function authorOf({ modifiedBy, modifiedDate }: Omit<Moved, 'name'>): string {
  const by = modifiedBy === undefined ? '' : `by ${quoted(modifiedBy)}`;
  const at = modifiedDate === undefined ? '' : `on ${moment(modifiedDate)}`;
  return [by, at].filter((part) => part !== '').join(' ');
}

function versionBy(item: Moved): string {
  const author = authorOf(item);
  return author === '' || item.baseVersion === undefined ? '' : `version ${item.baseVersion} is ${author}`;
}

function movedBy(mover: Actor, { status = '' }: Moved): string {
  const phase = phaseOf(status);
  switch (mover.tag) {
    case 'told': {
      const deed = phase.tag === 'settled' && phase.active ? 'started' : 'stopped';
      return `${deed} by ${quoted(mover.by)} on ${moment(mover.at)}`;
    }
    case 'untold':
      return phase.tag === 'moving'
        ? `by: not returned by the API while it is ${status}`
        : 'by: not returned by the API';
    case 'not-asked':
      return 'by: not looked up';
    default:
      return mover satisfies never;
  }
}
