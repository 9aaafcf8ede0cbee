import type { DestinationSet } from '../../model/destination-card.ts';
import { isArray, isObject, type Json } from '../../model/json.ts';
import { error, type Path, type Problem, type Problems, valueAt, valueError } from '../findings/problem.ts';
import { kindOf, quoted } from '../findings/wording.ts';
import { subject } from '../members/check-value.ts';
import type { Draft, DraftDestination } from '../members/draft.ts';
import { notABlock } from '../members/object-members.ts';
import { destinationRule } from './destination.ts';

/**
 * Checks where logs are sent: one destination or a list. In a list, each destination is checked alone and against the
 * others.
 */
export function* destinationsRule(draft: Draft): Problems {
  const { spec, set, destinations } = draft;
  if (!spec || !set) return;
  const value = spec[set.member];
  if (value !== undefined && value !== null) yield* shapeRule(set, value, ['spec', set.member]);
  for (const destination of destinations) yield* destinationRule(destination, draft);
  if (set.many) yield* namesRule(set, destinations);
}

function* shapeRule(set: DestinationSet, value: Json, path: Path): Problems {
  if (!set.many) {
    if (!isObject(value))
      yield notABlock(path, kindOf(value), `Write the members under ${set.member}, indented.`);
    return;
  }
  if (!isArray(value)) {
    const message = `${quoted(set.member)} must be a list, not ${kindOf(value)}.`;
    const hint = `Begin each ${set.noun} with a dash: - ${set.typeMember}: ${set.cards[0]?.type}`;
    yield error(valueAt(path), 'wrong-type', message, hint);
    return;
  }
  const hint = `Write the members of the ${set.noun} after its dash: ${set.typeMember}, ${set.nameMember} and so on.`;
  for (const [index, item] of value.entries()) {
    if (!isObject(item)) yield notABlock([...path, index], kindOf(item), hint);
  }
}

/**
 * Checks names, which distinguish the destinations of a list in plans, and when a manifest is compared with a live
 * stream.
 */
function* namesRule(set: DestinationSet, destinations: readonly DraftDestination[]): Problems {
  const first = new Map<string, Path>();
  for (const { value, path } of destinations) {
    const name = value[set.nameMember];
    if (typeof name !== 'string') continue;
    const place = [...path, set.nameMember];
    const other = first.get(name);
    if (other) yield sameName(set, place, path, other);
    else first.set(name, path);
    if (/\p{Cc}/u.test(name)) yield valueError([place], controlCharacters(place));
    if (name === '__proto__') yield unsafeName(place);
  }
}

function sameName(set: DestinationSet, place: Path, path: Path, other: Path): Problem {
  const message = `${subject(path)} has the ${quoted(set.nameMember)} of item ${Number(other.at(-1)) + 1}.`;
  return error(valueAt(place), 'duplicate-destination-name', message, `Give each ${set.noun} a unique name.`);
}

function controlCharacters(place: Path): Problem {
  const message = `${subject(place)} contains control characters.`;
  return error(valueAt(place), 'control-characters', message, 'Remove line breaks, tabs and so on.');
}

function unsafeName(place: Path): Problem {
  return error(
    valueAt(place),
    'unsafe-name',
    `${subject(place)} cannot be __proto__.`,
    'Give it another name.',
  );
}
