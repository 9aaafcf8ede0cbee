import type { DestinationCard, DestinationSet, MemberCard } from '../model/card.ts';
import type { JsonObject } from '../model/json.ts';
import { ALLOW_UNKNOWN_TYPE, ALLOW_UNKNOWN_TYPE_CARD } from './own-members.ts';
import { requiredNames } from './rules-untold.ts';
import { having, when } from './schema-condition.ts';
import { memberSchema } from './schema-members.ts';
import { destinationRules } from './schema-rules.ts';
import { anyCase, isOfType } from './schema-type.ts';

/** Members for what the vendor adds: sent as written, compared only where the live stream tells them too. */
export const extra: JsonObject = {
  description:
    'Members that the API knows and this schema does not, sent as written; compared only where the API tells them.',
  type: 'object',
  examples: [{ newMember: 'value' }],
};

/** Schemas of members by name. */
export function membersSchema(cards: Readonly<Record<string, MemberCard>>): JsonObject {
  return Object.fromEntries(
    Object.entries(cards).map(([member, card]) => [member, memberSchema(member, card)]),
  );
}

/** A whole destination of one type. It stands alone. */
export function destinationSchema(set: DestinationSet, card: DestinationCard): JsonObject {
  const members = { [set.nameMember]: set.name, ...card.members };
  return {
    title: card.title,
    description: `${card.title}. ${card.source}`,
    type: 'object',
    properties: {
      [set.typeMember]: {
        description: `${card.title}: ${card.type}.`,
        type: 'string',
        pattern: anyCase(card),
        examples: [card.type],
      },
      ...membersSchema(members),
      [ALLOW_UNKNOWN_TYPE]: allowance,
      extra,
    },
    // What a bound manifest may leave out is asked for where `streamId` can be seen.
    required: [set.typeMember, ...requiredNames(members, true)],
    additionalProperties: false,
    ...destinationRules(card),
  };
}

const allowance: JsonObject = memberSchema(ALLOW_UNKNOWN_TYPE, ALLOW_UNKNOWN_TYPE_CARD);

/**
 * A destination of any type. Types without a card need `allowUnknownType`, and the rest of them passes unchecked. In a
 * list their names are needed all the same.
 */
function anyDestinationSchema(set: DestinationSet): JsonObject {
  const { noun, cards, typeMember, nameMember, name } = set;
  const isKnown = { anyOf: cards.map((card) => isOfType(set, card)) };
  const nameNeeded = { properties: { [nameMember]: memberSchema(nameMember, name) }, required: [nameMember] };
  return {
    description: set.many
      ? `One place that logs are sent to. Each ${noun} of a stream has a name of its own.`
      : `Where logs are sent. A stream has exactly one ${noun}.`,
    type: 'object',
    properties: {
      [typeMember]: {
        description: `Kind of ${noun}: ${cards.map((card) => `${card.type} (${card.title})`).join(', ')}.`,
        type: 'string',
        anyOf: [{ enum: cards.map((card) => card.type) }, { minLength: 1 }],
        examples: ['HTTPS', 'S3'],
      },
      [ALLOW_UNKNOWN_TYPE]: allowance,
      extra,
    },
    required: [typeMember],
    allOf: [
      ...cards.map((card) => when(isOfType(set, card), refTo(definitionOf(set, card)))),
      unknownTypeRule(set),
      ...(set.many ? [{ if: isKnown, else: nameNeeded }] : []),
    ],
  };
}

/** A type without a card, unless the destination states that it is meant. One error, which names the known types. */
function unknownTypeRule({ cards, typeMember }: DestinationSet): JsonObject {
  const known = cards.map((card) => ({ type: 'string', pattern: anyCase(card) }));
  const condition = {
    not: { required: [ALLOW_UNKNOWN_TYPE] },
    ...having(typeMember, { type: 'string', not: { anyOf: known } }),
  };
  return when(condition, { properties: { [typeMember]: { enum: cards.map(({ type }) => type) } } });
}

/** Where logs go, as a member of `spec`. */
export function whereToSchema(set: DestinationSet): JsonObject {
  const each = refTo(anyDefinitionOf(set));
  if (!set.many) return each;
  return {
    description: `Where logs are sent: any number of ${set.noun}s. With [] logs are only pulled.`,
    type: 'array',
    items: each,
    examples: [[]],
  };
}

/** The definitions of a set in the published schema: of any type, and of each. */
export function destinationDefinitions(set: DestinationSet): JsonObject {
  return {
    [anyDefinitionOf(set)]: anyDestinationSchema(set),
    ...Object.fromEntries(
      set.cards.map((card) => [definitionOf(set, card), destinationSchema(set, card)] as const),
    ),
  };
}

/** `destination`, `connector`. */
function anyDefinitionOf({ noun }: DestinationSet): string {
  return noun;
}

function definitionOf({ noun }: DestinationSet, card: DestinationCard): string {
  return `${noun}-${card.type}`;
}

function refTo(definition: string): JsonObject {
  return { $ref: `#/definitions/${definition}` };
}
