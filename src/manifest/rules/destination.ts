import { DESTINATION_SETS } from '../../destinations/registry.ts';
import { DELIVERY } from '../../model/card.ts';
import type { DestinationCard, DestinationSet } from '../../model/destination-card.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import type { MemberCard } from '../../model/member-card.ts';
import { isReference, soundsSecret } from '../../model/secret.ts';
import { didYouMean } from '../findings/did-you-mean.ts';
import {
  error,
  nameAt,
  type Path,
  type Problems,
  valueAt,
  valueError,
  warning,
} from '../findings/problem.ts';
import { aDestination, quoted } from '../findings/wording.ts';
import { checkValue, missing, subject } from '../members/check-value.ts';
import { allowsUnknownType, type Draft, type DraftDestination, has } from '../members/draft.ts';
import { knownInExtra } from '../members/extra.ts';
import { checkBlock, empty, howToAdd } from '../members/object-members.ts';
import { ALLOW_UNKNOWN_TYPE, ALLOW_UNKNOWN_TYPE_CARD, EXTRA } from '../members/own-members.ts';
import { perCard } from '../members/per-card.ts';
import { neededToEdit, requiredNames } from '../members/unreported.ts';
import { checkMember } from './members.ts';
import { referenceHint } from './secret-references.ts';

/** A destination whose type has a card. */
type Known = DraftDestination & { readonly card: DestinationCard };

/** Checks one destination: its type, its members, and what they require of each other. */
export function* destinationRule(destination: DraftDestination, draft: Draft): Problems {
  const { value, path, card } = destination;
  yield* allowanceRule(destination);
  if (!card) {
    yield* typeRule(destination, draft);
    yield* unknownTypeMembers(destination, draft);
    return;
  }
  const known = { ...destination, card };
  yield* memberNames(known, draft);
  yield* memberValues(known);
  if (draft.absent) return;
  if (draft.bound) yield* neededToEdit(value, path, card.members);
  yield* togetherRule(known);
  yield* requiredWhenRule(known);
}

function* typeRule({ set, value: destination, path }: DraftDestination, { absent }: Draft): Problems {
  const type = destination[set.typeMember];
  const place = [...path, set.typeMember];
  if (type === undefined) {
    if (!absent) yield missing(path, set.typeMember, `Add it: ${typesOf(set).join(', ')}.`);
  } else if (type === null) yield empty(place, true);
  else if (typeof type !== 'string' || type.trim() === '') {
    const value = typeof type === 'string' ? '' : type;
    yield* checkValue({ card: TYPE_CARD, value, path: place, shown: false, isForm: true });
  } else {
    yield* unknownType(set, destination, type, place);
  }
}

/**
 * Reports an unknown type. A typing mistake would otherwise pass without any check of its members, so a type that
 * Akamai has added since must be declared.
 */
function* unknownType(set: DestinationSet, destination: JsonObject, type: string, place: Path): Problems {
  if (allowsUnknownType(destination)) return;
  const message = `${quoted(type)} is not a known ${set.noun} type.`;
  const isNew = `If the vendor added it, write ${ALLOW_UNKNOWN_TYPE}: true next to it.`;
  const hint = didYouMean(type, typesOf(set)) ?? `Known: ${typesOf(set).join(', ')}.`;
  yield error(valueAt(place), 'unknown-destination-type', message, `${hint} ${isNew}`);
}

function* allowanceRule({ value: destination, path, card, set }: DraftDestination): Problems {
  const value = Object.hasOwn(destination, ALLOW_UNKNOWN_TYPE) ? destination[ALLOW_UNKNOWN_TYPE] : undefined;
  if (value === undefined) return;
  const place = [...path, ALLOW_UNKNOWN_TYPE];
  if (value === null) yield empty(place, false);
  else yield* checkValue({ card: ALLOW_UNKNOWN_TYPE_CARD, value, path: place, shown: true, isForm: true });
  if (!card || !allowsUnknownType(destination)) return;
  const message = `${quoted(ALLOW_UNKNOWN_TYPE)} has no effect: ${card.type} is a known ${set.noun} type.`;
  yield warning(nameAt(place), 'needless-allowance', message, 'Remove it.');
}

const TYPE_CARD = { description: 'Where logs go.', schema: { type: 'string', minLength: 1 } };

function typesOf({ cards }: DestinationSet): readonly string[] {
  return cards.map(({ type }) => type);
}

function* memberNames({ set, value: destination, path, card }: Known, draft: Draft): Problems {
  const { [ALLOW_UNKNOWN_TYPE]: _, ...value } = destination;
  const { known, members } = namesOf(set)(card);
  yield* checkBlock({
    value,
    path,
    what: aDestination(card.type, set.noun),
    known,
    required: requiredHere(draft, set, card),
    // In a list the name identifies the live destination.
    requiredByVendor: (name) => name !== set.typeMember && !(set.many && name === set.nameMember),
    readOnly: card.readOnly,
    elsewhere: (name) => belongsElsewhere(name, set, draft),
    toAdd: (name) => {
      const member = own(members, name);
      return member && howToAdd(name, member);
    },
  });
}

function requiredHere(
  { absent, bound }: Draft,
  set: DestinationSet,
  card: DestinationCard,
): readonly string[] {
  if (absent) return [];
  const { required, requiredOfBound } = namesOf(set)(card);
  return bound ? requiredOfBound : required;
}

const namesOf = perCard((set: DestinationSet) =>
  perCard((card: DestinationCard) => {
    const members: { readonly [name: string]: MemberCard } = { [set.nameMember]: set.name, ...card.members };
    const names = [set.typeMember, ...Object.keys(members)];
    return {
      members,
      known: [...names, EXTRA],
      required: requiredNames(members, false),
      requiredOfBound: requiredNames(members, true),
      notInExtra: [...names, ALLOW_UNKNOWN_TYPE, ...card.readOnly],
    };
  }),
);

function belongsElsewhere(name: string, set: DestinationSet, { card }: Draft): string | undefined {
  for (const { typeMember, nameMember } of DESTINATION_SETS.filter((other) => other !== set)) {
    if (name === typeMember) return `Here it is called ${set.typeMember}.`;
    if (name === nameMember) return `Here it is called ${set.nameMember}.`;
  }
  if (!card) return undefined;
  if (card.delivery && Object.hasOwn(card.delivery, name)) return `It belongs in ${DELIVERY}.`;
  const root = Object.hasOwn(card.members, name) || card.lists.some(({ member }) => member === name);
  if (!root) return undefined;
  return set.many ? `It belongs in spec, outside of ${set.member}.` : 'It belongs in spec, one level up.';
}

function* memberValues({ set, value: destination, path, card }: Known): Problems {
  const { members, notInExtra } = namesOf(set)(card);
  for (const [name, value] of Object.entries(destination)) {
    const member = own(members, name);
    if (member && value !== null) yield* checkMember(member, value, [...path, name], { shown: false });
  }
  yield* knownInExtra(destination, path, notInExtra);
  yield* secretsInExtra(destination, path);
}

function own(cards: { readonly [name: string]: MemberCard }, name: string): MemberCard | undefined {
  return Object.hasOwn(cards, name) ? cards[name] : undefined;
}

function* togetherRule({ value: destination, path, card }: Known): Problems {
  for (const pair of card.requiredTogether) {
    for (const [given, needed] of [pair, [pair[1], pair[0]] as const]) {
      if (!has(destination, given) || Object.hasOwn(destination, needed)) continue;
      const message = `${quoted(given)} is given without ${quoted(needed)}.`;
      const members = pair.map((name) => [...path, name]);
      const found = error(nameAt([...path, given]), 'goes-together', message, 'Give both, or neither.');
      yield valueError(members, found);
    }
  }
}

function* requiredWhenRule({ value: destination, path, card }: Known): Problems {
  for (const { member, equals, needs } of card.requiredWhen) {
    if (destination[member] !== equals) continue;
    for (const needed of needs.filter((name) => !Object.hasOwn(destination, name))) {
      const message = `${subject([member])} ${String(equals)} needs ${quoted(needed)}.`;
      const found = error(valueAt([...path, member]), 'needed-with', message, `Add ${quoted(needed)}.`);
      const members = [
        [...path, member],
        [...path, needed],
      ];
      yield valueError(members, found);
    }
  }
}

/**
 * Checks a destination without a known type. Nothing is known of its members except, in a list, the name that
 * identifies it.
 */
function* unknownTypeMembers({ set, value, path }: DraftDestination, draft: Draft): Problems {
  yield* secretsByName(value, path);
  yield* knownInExtra(value, path, [
    set.typeMember,
    ALLOW_UNKNOWN_TYPE,
    ...(set.many ? [set.nameMember] : []),
  ]);
  yield* secretsInExtra(value, path);
  if (set.many) yield* nameOfUnknownType(set, value, path, draft);
}

function* nameOfUnknownType(set: DestinationSet, value: JsonObject, path: Path, { absent }: Draft): Problems {
  const name = value[set.nameMember];
  if (name === null) yield empty([...path, set.nameMember], true);
  else if (name !== undefined)
    yield* checkMember(set.name, name, [...path, set.nameMember], { shown: false, isForm: true });
  else if (!absent) yield missing(path, set.nameMember, howToAdd(set.nameMember, set.name));
}

function* secretsInExtra({ extra }: JsonObject, path: Path): Problems {
  if (isObject(extra)) yield* secretsByName(extra, [...path, EXTRA]);
}

/** Finds possible secrets among members that the product does not know; only their names can indicate a secret. */
function* secretsByName(block: JsonObject, place: Path): Problems {
  for (const [name, value] of Object.entries(block)) {
    if (!soundsSecret(name) || isReference(value)) continue;
    const path = [...place, name];
    const message = `${subject(path)} sounds like a secret, and is in plain text here.`;
    yield warning(valueAt(path), 'literal-credential', message, referenceHint(name));
  }
}
