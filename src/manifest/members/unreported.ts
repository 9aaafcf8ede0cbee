import type { MemberCard } from '../../model/card.ts';
import type { JsonObject } from '../../model/json.ts';
import { nameAt, type Path, type Problems, warning } from '../findings/problem.ts';
import { quoted } from '../findings/wording.ts';
import { howToAdd } from './object-members.ts';

type Cards = Readonly<Record<string, MemberCard>>;

/**
 * Names of the members without which a manifest cannot stand. One that is bound to a stream may leave out what the
 * API may not tell of it: an import could not write it, and as long as nothing is edited nobody needs it.
 */
export function requiredNames(cards: Cards, bound: boolean): readonly string[] {
  return Object.keys(cards).filter((name) => cards[name]?.required && !(bound && mayBeOmitted(cards[name])));
}

/** Names of the members that only a bound manifest may leave out. */
function omittableNames(cards: Cards): readonly string[] {
  return Object.keys(cards).filter((name) => cards[name]?.required && mayBeOmitted(cards[name]));
}

/** Members that a bound manifest leaves out, and that an edit has to send all the same. */
export function* neededToEdit(block: JsonObject, path: Path, cards: Cards): Problems {
  for (const name of omittableNames(cards)) {
    const card = cards[name];
    if (!card || Object.hasOwn(block, name)) continue;
    const message = `${quoted(name)} is left out: an edit of the stream has to send it, and the API may not tell it.`;
    yield warning(nameAt(path), 'needed-to-edit', message, howToAdd(name, card));
  }
}

/** A secret is given by reference, whose name needs no answer of the API. */
function mayBeOmitted({ absence, writeOnly }: MemberCard): boolean {
  return absence?.means === 'unknown' && writeOnly !== true;
}
