import { displayName } from '../destinations/members.ts';
import { DESTINATIONS } from '../destinations/registry.ts';
import type { DestinationCard, MemberCard } from '../model/card.ts';
import type { JsonObject } from '../model/json.ts';
import { requiredNames } from './rules-untold.ts';
import { when } from './schema-condition.ts';
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
export function destinationSchema(card: DestinationCard): JsonObject {
  const members = { displayName, ...card.members };
  return {
    title: card.title,
    description: `${card.title}. ${card.source}`,
    type: 'object',
    properties: {
      destinationType: {
        description: `${card.title}: ${card.type}.`,
        type: 'string',
        pattern: anyCase(card),
        examples: [card.type],
      },
      ...membersSchema(members),
      extra,
    },
    // What a bound manifest may leave out is asked for where `streamId` can be seen.
    required: ['destinationType', ...requiredNames(members, true)],
    additionalProperties: false,
    ...destinationRules(card),
  };
}

/** A destination of any type. Types without a card pass whole: a warning about them is not a schema's business. */
export function anyDestinationSchema(): JsonObject {
  return {
    description: 'Where logs are sent. A stream has exactly one destination.',
    type: 'object',
    properties: {
      destinationType: {
        description: `Kind of destination: ${DESTINATIONS.map((card) => `${card.type} (${card.title})`).join(', ')}.`,
        type: 'string',
        anyOf: [{ enum: DESTINATIONS.map((card) => card.type) }, { minLength: 1 }],
        examples: ['HTTPS', 'S3'],
      },
      extra,
    },
    required: ['destinationType'],
    allOf: DESTINATIONS.map((card) => when(isOfType(card), { $ref: `#/definitions/${definitionOf(card)}` })),
  };
}

/** The name of a type's definition in the published schema. */
export function definitionOf(card: DestinationCard): string {
  return `destination-${card.type}`;
}
