import type { StreamCard } from '../model/card.ts';
import type { LogType } from '../model/collection.ts';
import type { JsonObject } from '../model/json.ts';
import { EXTRA, LONGEST_NAME, OWN_MEMBERS } from './own-members.ts';
import { requiredNames, untoldNames } from './rules-untold.ts';
import { having, when } from './schema-condition.ts';
import { extra, membersSchema } from './schema-destination.ts';
import { listSchema, memberSchema } from './schema-members.ts';
import { delimiterRules, deliveryRules, untoldOfDestinations } from './schema-rules.ts';

/** What a manifest without `logType` is about. */
export const DEFAULT_LOG_TYPE: LogType = 'cdn';

/** A name without control characters, as `metadata.name` and `streamName` take it. */
export function nameText(description: string, example: string): JsonObject {
  return {
    description,
    type: 'string',
    minLength: 1,
    maxLength: LONGEST_NAME,
    pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]*$',
    examples: [example],
  };
}

/** What editors show of our own members beside what their cards say. */
const SHOWN: Readonly<Record<string, JsonObject>> = {
  logType: { default: DEFAULT_LOG_TYPE },
  protect: { default: false },
  separate: { default: false },
  streamId: { examples: [7050] },
};

/** Members of `spec` that are this product's own, or mean the same in every log type. */
const OWN: JsonObject = {
  ...Object.fromEntries(
    Object.entries(OWN_MEMBERS).map(([member, card]) => [
      member,
      { ...memberSchema(member, card), ...SHOWN[member] },
    ]),
  ),
  streamName: nameText(
    'Name of the stream, if it is not metadata.name. Unique in the account.',
    'web-access-logs',
  ),
  [EXTRA]: extra,
};

/** The `spec` of one log type. `destination` refers to `#/definitions/destination`. */
export function specSchema(card: StreamCard): JsonObject {
  const lists = card.lists.map((list) => [list.member, listSchema(list, card)]);
  return {
    title: card.title,
    type: 'object',
    properties: {
      ...OWN,
      ...membersSchema(card.members),
      ...Object.fromEntries(lists),
      deliveryConfiguration: deliverySchema(card),
      destination: { $ref: '#/definitions/destination' },
    },
    additionalProperties: false,
    ...unlessAbsent({ required: requiredOf(card), ...unlessBound(card) }),
    allOf: deliveryRules,
  };
}

function requiredOf(card: StreamCard): readonly string[] {
  const lists = card.lists.flatMap((list) => (list.required ? [list.member] : []));
  return [...requiredNames(card.members, true), ...lists, 'deliveryConfiguration', 'destination'];
}

function unlessAbsent(needs: JsonObject): JsonObject {
  return { if: having('state', { const: 'absent' }), else: needs };
}

/** What only a manifest that names its stream may leave out. */
function unlessBound(card: StreamCard): JsonObject {
  const needs = { required: untoldNames(card.members), allOf: untoldOfDestinations };
  return { if: { required: ['streamId'] }, else: needs };
}

function deliverySchema(card: StreamCard): JsonObject {
  return {
    description: 'In which form logs are sent, and how often.',
    type: 'object',
    properties: membersSchema(card.delivery),
    required: requiredNames(card.delivery, false),
    additionalProperties: false,
    allOf: delimiterRules,
    examples: [{ format: 'JSON', frequency: { intervalInSeconds: 30 } }],
  };
}

/** The `spec` of any log type; without `logType` it is that of cdn. Each log type has its own definition. */
export function anySpecSchema(cards: readonly StreamCard[]): JsonObject {
  return {
    description: 'What the stream is like. Names and values of members are those of the DataStream API.',
    type: 'object',
    // Other values are checked once, by the log type's own schema.
    properties: { logType: OWN['logType'] ?? {} },
    required: requiredNames(OWN_MEMBERS, false),
    allOf: cards.map((card) => when(isOf(card), { $ref: `#/definitions/${specDefinitionOf(card)}` })),
  };
}

/** The name of a log type's definition in the published schema. */
export function specDefinitionOf(card: StreamCard): string {
  return `spec-${card.collection.kind}-${card.collection.logType}`;
}

/** Without `logType`, a stream is of the default log type. */
function isOf({ collection: { logType } }: StreamCard): JsonObject {
  const word = { const: logType };
  return logType === DEFAULT_LOG_TYPE ? { properties: { logType: word } } : having('logType', word);
}
