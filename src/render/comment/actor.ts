import type { Actor, Actors } from '../../model/actor.ts';
import { phaseOf } from '../../model/phase.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { quoted } from '../text/quoted-name.ts';
import { moment } from '../text/words.ts';

type Moved = Pick<PlanItem, 'name' | 'kind' | 'status' | 'baseVersion' | 'modifiedBy' | 'modifiedDate'>;

/**
 * Returns, as part of a sentence, who caused a difference: the user who stopped or started the stream if its status
 * differs, and the author of the version that was created outside this repository. Empty if neither is known.
 *
 * @param isEdited true if the content differs as well, so that the result always names the author of the version
 */
export function behind(item: Moved, actors: Actors, isEdited: boolean): string {
  const actor = actors.get(item.name);
  if (!actor) return authorOf(item);
  const version = versionBy(item);
  const shown = movedBy(actor, item);
  return version === '' || (actor.tag === 'known' && !isEdited) ? shown : `${shown}; ${version}`;
}

/** Returns the author of the latest version, as far as it is known: `by jdoe on 2026-02-05 13:31 UTC`. */
export function authorOf({ modifiedBy, modifiedDate }: Omit<Moved, 'name' | 'kind'>): string {
  const by = modifiedBy === undefined ? '' : `by ${quoted(modifiedBy)}`;
  const at = modifiedDate === undefined ? '' : `on ${moment(modifiedDate)}`;
  return [by, at].filter((part) => part !== '').join(' ');
}

function versionBy(item: Moved): string {
  const author = authorOf(item);
  return author === '' || item.baseVersion === undefined ? '' : `version ${item.baseVersion} is ${author}`;
}

function movedBy(actor: Actor, { kind, status = '' }: Moved): string {
  const phase = phaseOf({ kind }, status);
  switch (actor.tag) {
    case 'known': {
      const action = phase.tag === 'stable' && phase.active ? 'started' : 'stopped';
      return `${action} by ${quoted(actor.by)} on ${moment(actor.at)}`;
    }
    case 'unknown':
      return phase.tag === 'in-transition'
        ? `by: not returned by the API while it is ${status}`
        : 'by: not returned by the API';
    case 'not-asked':
      return 'by: not looked up';
    default:
      return actor satisfies never;
  }
}
