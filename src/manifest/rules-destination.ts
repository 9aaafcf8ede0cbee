import { displayName } from '../destinations/members.ts';
import { DESTINATIONS } from '../destinations/registry.ts';
import type { DestinationCard, MemberCard } from '../model/card.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import { isReference } from '../model/secret.ts';
import { checkBlock, empty, howToAdd } from './block.ts';
import { didYouMean } from './closest.ts';
import { type Draft, has } from './draft.ts';
import { knownInExtra } from './extra.ts';
import { EXTRA } from './own-members.ts';
import { perCard } from './per-card.ts';
import { error, nameAt, type Path, type Problems, valueAt, warning } from './problem.ts';
import { referenceHint } from './references.ts';
import { checkMember } from './rules-members.ts';
import { neededToEdit, requiredNames } from './rules-untold.ts';
import { checkValue, missing, subject } from './value.ts';
import { aDestination, quoted } from './wording.ts';

const HERE: Path = ['spec', 'destination'];
const TYPE = [...HERE, 'destinationType'];

/** Members of every destination. */
const EVERYWHERE: { readonly [name: string]: MemberCard } = { displayName };

/** The destination: its type, its members, and what they ask of each other. */
export function* destinationRule(draft: Draft): Problems {
  const { destination, destinationCard: card } = draft;
  if (!destination) return;
  yield* typeRule(draft);
  if (!card) {
    yield* unknownTypeMembers(destination);
    return;
  }
  yield* memberNames(draft, destination, card);
  yield* memberValues(destination, card);
  if (draft.absent) return;
  if (draft.bound) yield* neededToEdit(destination, HERE, card.members);
  yield* togetherRule(destination, card);
  yield* requiredWhenRule(destination, card);
}

function* typeRule({ destination, destinationCard, absent }: Draft): Problems {
  const type = destination?.['destinationType'];
  if (destinationCard || !destination) return;
  if (type === undefined) {
    if (!absent) yield missing(HERE, 'destinationType', `Add it: ${allTypes().join(', ')}.`);
    return;
  }
  if (type === null) yield empty(TYPE, true);
  else if (typeof type !== 'string' || type.trim() === '') {
    yield* checkValue({
      card: TYPE_CARD,
      value: typeof type === 'string' ? '' : type,
      path: TYPE,
      shown: false,
    });
  } else {
    const message = `${quoted(type)} is not a destination type that this product knows: it is sent as written, unchecked.`;
    const hint = didYouMean(type, allTypes()) ?? 'Give its secrets by reference.';
    yield warning(valueAt(TYPE), 'unknown-destination-type', message, hint);
  }
}

const TYPE_CARD = { description: 'Type of the destination.', schema: { type: 'string', minLength: 1 } };

function allTypes(): readonly string[] {
  return DESTINATIONS.map(({ type }) => type);
}

function* memberNames(draft: Draft, value: JsonObject, card: DestinationCard): Problems {
  const { known } = namesOf(card);
  yield* checkBlock({
    value,
    path: HERE,
    what: aDestination(card.type),
    known,
    required: requiredHere(draft, card),
    readOnly: card.readOnly,
    elsewhere: (name) => belongsElsewhere(name, draft),
    toAdd: (name) => {
      const member = own(card.members, name) ?? own(EVERYWHERE, name);
      return member && howToAdd(name, member);
    },
  });
}

function requiredHere({ absent, bound }: Draft, card: DestinationCard): readonly string[] {
  if (absent) return [];
  return bound ? namesOf(card).requiredOfBound : namesOf(card).required;
}

const namesOf = perCard((card: DestinationCard) => {
  const members = { ...EVERYWHERE, ...card.members };
  const names = Object.keys(members);
  return {
    known: ['destinationType', ...names, EXTRA],
    required: requiredNames(members, false),
    requiredOfBound: requiredNames(members, true),
    notInExtra: ['destinationType', ...names, ...card.readOnly],
  };
});

function belongsElsewhere(name: string, { card }: Draft): string | undefined {
  if (!card) return undefined;
  if (Object.hasOwn(card.delivery, name)) return 'It belongs in deliveryConfiguration.';
  const root = Object.hasOwn(card.members, name) || card.lists.some(({ member }) => member === name);
  return root ? 'It belongs in spec, one level up.' : undefined;
}

function* memberValues(destination: JsonObject, card: DestinationCard): Problems {
  for (const [name, value] of Object.entries(destination)) {
    const member = own(card.members, name) ?? own(EVERYWHERE, name);
    if (member && value !== null) yield* checkMember(member, value, [...HERE, name], false);
  }
  yield* knownInExtra(destination, HERE, namesOf(card).notInExtra);
  yield* secretsInExtra(destination);
}

function own(cards: { readonly [name: string]: MemberCard }, name: string): MemberCard | undefined {
  return Object.hasOwn(cards, name) ? cards[name] : undefined;
}

function* togetherRule(destination: JsonObject, card: DestinationCard): Problems {
  for (const pair of card.together) {
    for (const [given, needed] of [pair, [pair[1], pair[0]] as const]) {
      if (!has(destination, given) || Object.hasOwn(destination, needed)) continue;
      const message = `${quoted(given)} is given without ${quoted(needed)}.`;
      yield error(nameAt([...HERE, given]), 'goes-together', message, 'Give both, or neither.');
    }
  }
}

function* requiredWhenRule(destination: JsonObject, card: DestinationCard): Problems {
  for (const { member, equals, needs } of card.requiredWhen) {
    if (destination[member] !== equals) continue;
    for (const needed of needs.filter((name) => !Object.hasOwn(destination, name))) {
      const message = `${subject([member])} ${String(equals)} needs ${quoted(needed)}.`;
      yield error(valueAt([...HERE, member]), 'needed-with', message, `Add ${quoted(needed)}.`);
    }
  }
}

const SECRET_NAME = /pass|secret|token|private|credential|(?:api|access|auth).?key|^key$/i;

/** Without a known type nothing is known of its members. */
function* unknownTypeMembers(destination: JsonObject): Problems {
  yield* secretsByName(destination, HERE);
  yield* knownInExtra(destination, HERE, ['destinationType']);
  yield* secretsInExtra(destination);
}

function* secretsInExtra({ extra }: JsonObject): Problems {
  if (isObject(extra)) yield* secretsByName(extra, [...HERE, EXTRA]);
}

/** Members that the product does not know: a name is all there is to judge by. */
function* secretsByName(block: JsonObject, place: Path): Problems {
  for (const [name, value] of Object.entries(block)) {
    if (!SECRET_NAME.test(name) || isReference(value)) continue;
    const path = [...place, name];
    const message = `${subject(path)} sounds like a secret, and stands here in clear.`;
    yield warning(valueAt(path), 'literal-credential', message, referenceHint(name));
  }
}
