import type { DestinationCard, DestinationSet } from '../../model/destination-card.ts';
import type { JsonObject } from '../../model/json.ts';
import type { MemberCards } from '../../model/member-card.ts';
import { ALLOW_UNKNOWN_TYPE, ALLOW_UNKNOWN_TYPE_CARD } from '../members/own-members.ts';
import { requiredNames } from '../members/unreported.ts';
import { having, when } from './condition.ts';
import { memberSchema, ownMemberSchema } from './members.ts';
import { destinationRules } from './rules.ts';
import { anyCase, isOfType } from './type.ts';
import { memberRules } from './values.ts';

/**
 * Members that Akamai has added since: sent as written, and compared only if the API also returns them for the live
 * stream.
 */
export const extra: JsonObject = {
  description:
    'Members that the API knows and this schema does not, sent as written; compared only if the API returns them.',
  type: 'object',
  examples: [{ newMember: 'value' }],
};

/** Returns schemas of members by name. */
export function membersSchema(cards: MemberCards): JsonObject {
  return Object.fromEntries(
    Object.entries(cards).map(([member, card]) => [member, memberSchema(member, card)]),
  );
}

/** Returns the schema of a complete destination of one type. It depends on no other definition. */
export function destinationSchema(set: DestinationSet, card: DestinationCard): JsonObject {
  const members = { [set.nameMember]: set.name, ...card.members };
  return {
    title: card.title,
    description: `${card.title}. ${card.source}`,
    type: 'object',
    properties: {
      [set.typeMember]: {
        title: set.typeMember,
        description: `${card.title}: ${card.type}.`,
        type: 'string',
        pattern: anyCase(card),
        examples: [card.type],
      },
      ...membersSchema(members),
      [ALLOW_UNKNOWN_TYPE]: allowance,
      extra,
    },
    required: [set.typeMember, ...(set.many ? [set.nameMember] : [])],
    additionalProperties: false,
  };
}

/** Returns additional rules for a complete destination of one type in a new stream. */
function newDestinationSchema(set: DestinationSet, card: DestinationCard): JsonObject {
  const members = { [set.nameMember]: set.name, ...card.members };
  // In a list the name is part of the form, because it identifies each destination.
  const required = requiredNames(set.many ? card.members : members, false);
  return {
    properties: memberRules(members),
    required,
    ...destinationRules(card),
  };
}

/** Returns additional rules for a destination of any type in a new stream. */
function anyNewDestinationSchema(set: DestinationSet): JsonObject {
  return {
    allOf: set.cards.map((card) => when(isOfType(set, card), refTo(`${definitionOf(set, card)}-new`))),
  };
}

const allowance: JsonObject = ownMemberSchema(ALLOW_UNKNOWN_TYPE, ALLOW_UNKNOWN_TYPE_CARD);

/**
 * Returns the schema of a destination of any type. Types without a card need `allowUnknownType`, and their other
 * members are not checked. In a list they still need a name.
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
        title: typeMember,
        description: `Kind of ${noun}.`,
        type: 'string',
        anyOf: [
          { enum: cards.map((card) => card.type), enumDescriptions: cards.map(describe) },
          { minLength: 1 },
        ],
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

/** Describes a type in editors. */
function describe({ title, formats }: DestinationCard): string {
  return formats ? `${title}: ${formats.join(' or ')}.` : `${title}.`;
}

/**
 * Rejects a type without a card, unless the destination declares it as intended. It gives one error, which names the
 * known types.
 */
function unknownTypeRule({ cards, typeMember }: DestinationSet): JsonObject {
  const known = cards.map((card) => ({ type: 'string', pattern: anyCase(card) }));
  const condition = {
    not: { required: [ALLOW_UNKNOWN_TYPE] },
    ...having(typeMember, { type: 'string', not: { anyOf: known } }),
  };
  return when(condition, { properties: { [typeMember]: { enum: cards.map(({ type }) => type) } } });
}

/** Returns the schema for where logs are sent, as a member of `spec`. */
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

/** Returns the rules for destinations of a new stream, as a member of `spec`. */
export function newWhereToSchema(set: DestinationSet): JsonObject {
  const each = refTo(`${anyDefinitionOf(set)}-new`);
  return set.many ? { items: each } : each;
}

/** Returns the definitions of a set in the published schema: of any type, and of each type. */
export function destinationDefinitions(set: DestinationSet): JsonObject {
  return {
    [anyDefinitionOf(set)]: anyDestinationSchema(set),
    [`${anyDefinitionOf(set)}-new`]: anyNewDestinationSchema(set),
    ...Object.fromEntries(
      set.cards.flatMap((card) => [
        [definitionOf(set, card), destinationSchema(set, card)] as const,
        [`${definitionOf(set, card)}-new`, newDestinationSchema(set, card)] as const,
      ]),
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
