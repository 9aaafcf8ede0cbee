import type { Actors } from '../../model/actor.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { idOf } from '../../model/resource-key.ts';
import { authorOf, behind } from '../comment/actor.ts';
import type { Entry } from '../document/document.ts';

/**
 * Adds the effect of overwriting what differed before the change under review, before all other effects. Someone changed
 * it outside this repository, or a step of an earlier apply is still due.
 */
export function overwriting(entry: Entry, item: PlanItem, actors: Actors): Entry {
  const effect = {
    tone: 'danger',
    code: 'drift',
    short: idOf(item) === undefined ? 'Missing' : 'Overwrites earlier differences',
    sentence: overwrittenText(item, actors),
  } as const;
  return { ...entry, effects: [effect, ...entry.effects] };
}

/**
 * Removes the version's author from streams whose status differs, because the author of the version is not necessarily
 * the user who stopped or started the stream.
 */
export function unsigned(item: PlanItem, actors: Actors): PlanItem {
  if (!actors.has(item.name)) return item;
  const { modifiedBy: _by, modifiedDate: _at, ...rest } = item;
  return rest;
}

function overwrittenText(item: PlanItem, actors: Actors): string {
  if (idOf(item) === undefined) {
    return 'the manifests before this change name it, and there is no such stream: it was deleted elsewhere, or never created.';
  }
  return `${differing(item, actors)} not what the manifests said before this change: it was changed elsewhere, or an earlier merge was not applied. Merging changes it to what the manifests say.`;
}

function differing(item: PlanItem, actors: Actors): string {
  if (actors.has(item.name)) {
    return `it is ${item.status} (${behind(item, actors, item.changes.length > 0)}), which is`;
  }
  const version = item.baseVersion === undefined ? 'it' : `version ${item.baseVersion}`;
  return `${version} was last changed ${authorOf(item) || 'by an unknown user'} and is`;
}
