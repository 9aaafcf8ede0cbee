import { destinationSet } from '../../destinations/registry.ts';
import { DELIVERY, type StreamCard } from '../../model/card.ts';
import { collectionKey, type LogType } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';
import { DEFAULT_LOG_TYPE, EXTRA, LONGEST_NAME, ownMembers, partsOf } from '../members/own-members.ts';
import { requiredNames } from '../members/unreported.ts';
import { having, when } from './condition.ts';
import { extra, membersSchema, newWhereToSchema, whereToSchema } from './destination.ts';
import { listRules, listSchema, ownMemberSchema } from './members.ts';
import { delimiterRules, deliveryRules, typeRules } from './rules.ts';
import { formOf, memberRules, rulesOf } from './values.ts';

/** Returns the schema of a name without control characters, as `metadata.name` and `streamName` accept it. */
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

/** What editors show for the product's own members, in addition to their cards. */
const SHOWN: Readonly<Record<string, JsonObject>> = {
  logType: { default: DEFAULT_LOG_TYPE },
  protect: { default: false },
  separate: { default: false },
  streamId: { examples: [7050] },
};

/** Returns schemas of the members of `spec` that are this product's own, or mean the same in every stream. */
function ownSchemas(card: StreamCard): { readonly [member: string]: JsonObject } {
  const scope = card.namedByGroup ? 'group' : 'account';
  return {
    ...Object.fromEntries(
      Object.entries(ownMembers(card)).map(([member, accepted]) => [
        member,
        { ...ownMemberSchema(member, accepted), ...SHOWN[member] },
      ]),
    ),
    streamName: formOf(
      nameText(`Name of the stream, if it is not metadata.name. Unique in the ${scope}.`, 'web-access-logs'),
    ),
    [EXTRA]: extra,
  };
}

/** Returns the schema of the `spec` of one collection. Destinations refer to the definitions of their set. */
export function specSchema(card: StreamCard): JsonObject {
  const set = destinationSet(card);
  const lists = card.lists.map((list) => [list.member, listSchema(list, card)]);
  return {
    title: card.title,
    type: 'object',
    properties: {
      ...ownSchemas(card),
      ...membersSchema(card.members),
      ...Object.fromEntries(lists),
      ...(card.delivery ? { [DELIVERY]: deliverySchema(card.delivery) } : {}),
      [set.member]: whereToSchema(set),
    },
    additionalProperties: false,
    // A live stream may have any value, so these rules apply only to a manifest that names no stream.
    ...{ if: { required: ['streamId'] }, else: { $ref: `#/definitions/${newSpecDefinitionOf(card)}` } },
  };
}

/** Returns additional rules for the `spec` of a new stream. */
export function newSpecSchema(card: StreamCard): JsonObject {
  const set = destinationSet(card);
  const lists = card.lists.filter(({ readOnly }) => !readOnly);
  const rules = [...(card.delivery ? deliveryRules(set) : []), ...typeRules(card)];
  return {
    properties: {
      streamName: rulesOf(nameText('', '')) ?? {},
      ...memberRules(card.members),
      ...Object.fromEntries(lists.map((list) => [list.member, listRules(list, card)])),
      ...(card.delivery ? { [DELIVERY]: newDeliverySchema(card.delivery, card.formats) } : {}),
      [set.member]: newWhereToSchema(set),
    },
    ...unlessAbsent({ required: requiredOf(card) }),
    ...(rules.length > 0 ? { allOf: rules } : {}),
  };
}

function requiredOf(card: StreamCard): readonly string[] {
  const lists = card.lists.flatMap((list) => (list.required ? [list.member] : []));
  return [...requiredNames(card.members, false), ...lists, ...partsOf(card)];
}

function unlessAbsent(needs: JsonObject): JsonObject {
  return { if: having('state', { const: 'absent' }), else: needs };
}

function newDeliverySchema(
  delivery: NonNullable<StreamCard['delivery']>,
  formats: StreamCard['formats'],
): JsonObject {
  const { format } = delivery;
  const judged =
    format && formats ? { ...delivery, format: { ...format, schema: { enum: formats } } } : delivery;
  return {
    properties: memberRules(judged),
    required: requiredNames(delivery, false),
    allOf: delimiterRules,
  };
}

function deliverySchema(delivery: NonNullable<StreamCard['delivery']>): JsonObject {
  return {
    description: 'Format and frequency of uploads.',
    type: 'object',
    properties: membersSchema(delivery),
    additionalProperties: false,
    examples: [{ format: 'JSON', frequency: { intervalInSeconds: 30 } }],
  };
}

/**
 * Returns the schema of the `spec` of any stream of one kind. Each log type has its own definition; without `logType`
 * it is the one for cdn. A kind without log types has one definition.
 */
export function anySpecSchema(cards: readonly StreamCard[]): JsonObject {
  const [first] = cards;
  const { logType } = first ? ownSchemas(first) : {};
  return {
    description: 'Desired state of the stream. Names and values of members are those of the DataStream API.',
    type: 'object',
    // Other values are checked once, by the stream's own schema.
    ...(logType ? { properties: { logType } } : {}),
    required: requiredNames(ownMembers(first), false),
    allOf: cards.map(specOf),
  };
}

/** Returns the name of a collection's definition in the published schema. */
export function specDefinitionOf({ collection }: StreamCard): string {
  return `spec-${collectionKey(collection).replaceAll('/', '-')}`;
}

/** Returns the name of the definition with the rules for new streams. */
export function newSpecDefinitionOf(card: StreamCard): string {
  return `${specDefinitionOf(card)}-new`;
}

function specOf(card: StreamCard): JsonObject {
  const { logType } = card.collection;
  const ref = { $ref: `#/definitions/${specDefinitionOf(card)}` };
  return logType === undefined ? ref : when(isOf(logType), ref);
}

/** Without `logType`, a stream has the default log type. */
function isOf(logType: LogType): JsonObject {
  const word = { const: logType };
  return logType === DEFAULT_LOG_TYPE ? { properties: { logType: word } } : having('logType', word);
}
