import type { JsonObject } from '../../model/json.ts';
import type { MemberCard, MemberCards } from '../../model/member-card.ts';
import { nameAt, type Path, type Problems, warning } from '../findings/problem.ts';
import { quoted } from '../findings/wording.ts';
import { howToAdd } from './object-members.ts';

/**
 * Returns the names of the members that a manifest must have. A manifest that is bound to a stream may omit members
 * that the API may not return: an import could not write them, and they are only needed for an update.
 */
export function requiredNames(cards: MemberCards, bound: boolean): readonly string[] {
  return Object.keys(cards).filter((name) => cards[name]?.required && !(bound && mayBeOmitted(cards[name])));
}

/** Returns the names of the members that only a bound manifest may omit. */
function omittableNames(cards: MemberCards): readonly string[] {
  return Object.keys(cards).filter((name) => cards[name]?.required && mayBeOmitted(cards[name]));
}

/** Finds members that a bound manifest omits, although an update must send them. */
export function* neededToEdit(block: JsonObject, path: Path, cards: MemberCards): Problems {
  for (const name of omittableNames(cards)) {
    const card = cards[name];
    if (!card || Object.hasOwn(block, name)) continue;
    const message = `${quoted(name)} is missing: an update of the stream has to send it, and the API may not return it.`;
    yield warning(nameAt(path), 'needed-to-edit', message, howToAdd(name, card));
  }
}

/** A secret is given by reference. The name of a reference does not depend on an API response. */
function mayBeOmitted({ absence, writeOnly }: MemberCard): boolean {
  return absence?.means === 'unknown' && writeOnly !== true;
}
