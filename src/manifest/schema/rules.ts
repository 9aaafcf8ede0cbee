import { DELIVERY, type StreamCard } from '../../model/card.ts';
import type { DestinationCard, DestinationSet } from '../../model/destination-card.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Only, othersThan } from '../members/conditional.ts';
import { having, when } from './condition.ts';
import { isOfType } from './type.ts';

/** Rules between members of a stream, as far as JSON Schema can express them, so that editors can show them. */

/** Schema of a member that is not allowed. */
export const FORBIDDEN: JsonObject = { not: {} };

/** Log lines of values need a delimiter; objects have none. */
export const delimiterRules: readonly JsonObject[] = [
  when(having('format', { const: 'STRUCTURED' }), { required: ['fieldDelimiter'] }),
  when(having('format', { const: 'JSON' }), { properties: { fieldDelimiter: FORBIDDEN } }),
];

/** Returns the rules of a `spec` between its destination's type and its delivery. */
export function deliveryRules(set: DestinationSet): readonly JsonObject[] {
  const jsonOnly = set.cards.filter(({ formats }) => formats && !formats.includes('STRUCTURED'));
  const withoutFiles = set.cards.filter(({ family }) => family === 'https');
  return [
    deliveryRule(set, jsonOnly, { format: { const: 'JSON' } }),
    deliveryRule(set, withoutFiles, { uploadFilePrefix: FORBIDDEN, uploadFileSuffix: FORBIDDEN }),
  ];
}

function deliveryRule(
  set: DestinationSet,
  cards: readonly DestinationCard[],
  delivery: JsonObject,
): JsonObject {
  const types = cards.map((card) => isOfType(set, card));
  return when(having(set.member, { type: 'object', anyOf: types }), {
    properties: { [DELIVERY]: { type: 'object', properties: delivery } },
  });
}

/** Returns the rules for members and fields that only streams of one type have. */
export function typeRules(card: StreamCard): readonly JsonObject[] {
  const members = Object.entries(card.members).flatMap(([name, { onlyWhen: only }]) =>
    only ? [forOthers(only, card, { [name]: FORBIDDEN })] : [],
  );
  const lists = card.lists.filter(({ role }) => role === 'fields');
  const fields = lists.flatMap(({ member, idMember }) =>
    fieldsByType(card).map(({ only, accepted }) => {
      const asObject = { type: 'object', ...having(idMember, { enum: accepted }) };
      return forOthers(only, card, {
        [member]: { type: 'array', items: { not: { anyOf: [{ enum: accepted }, asObject] } } },
      });
    }),
  );
  return [...members, ...fields];
}

function forOthers(only: Only, card: StreamCard, properties: JsonObject): JsonObject {
  return when(having(only.member, { enum: othersThan(only, card) }), { properties });
}

interface TypeFields {
  readonly only: Only;
  /** Every way to name one of its fields. */
  readonly accepted: readonly (number | string)[];
}

function fieldsByType({ fields }: StreamCard): readonly TypeFields[] {
  const types = new Map<string, TypeFields>();
  for (const { onlyWhen: only, id, key, name } of fields) {
    if (!only) continue;
    const type = `${only.member} ${String(only.equals)}`;
    const accepted = [...(types.get(type)?.accepted ?? []), ...new Set([id, String(id), key, name])];
    types.set(type, { only, accepted });
  }
  return [...types.values()];
}

/**
 * Returns the rules for members of a destination that are required together, and for members that the value of another
 * one requires.
 */
export function destinationRules({ requiredTogether, requiredWhen }: DestinationCard): JsonObject {
  const pairs = requiredTogether.flatMap(([one, other]) => [
    [one, [other]],
    [other, [one]],
  ]);
  const needs = requiredWhen.map((rule) =>
    when(having(rule.member, { const: rule.equals }), { required: rule.needs }),
  );
  return {
    ...(pairs.length > 0 ? { dependencies: Object.fromEntries(pairs) } : {}),
    ...(needs.length > 0 ? { allOf: needs } : {}),
  };
}
