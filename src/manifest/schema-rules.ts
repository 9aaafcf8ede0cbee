import { DESTINATIONS } from '../destinations/registry.ts';
import type { DestinationCard } from '../model/card.ts';
import type { JsonObject } from '../model/json.ts';
import { untoldNames } from './rules-untold.ts';
import { having, when } from './schema-condition.ts';
import { isOfType } from './schema-type.ts';

/** What members of a stream ask of each other, as far as JSON Schema can say it, so that editors can show it. */

const FORBIDDEN: JsonObject = { not: {} };

/** Lines of values need a delimiter, objects have none. */
export const delimiterRules: readonly JsonObject[] = [
  when(having('format', { const: 'STRUCTURED' }), { required: ['fieldDelimiter'] }),
  when(having('format', { const: 'JSON' }), { properties: { fieldDelimiter: FORBIDDEN } }),
];

/** Rules of a `spec` between its destination's type and its delivery. */
export const deliveryRules: readonly JsonObject[] = [
  destinationRule((card) => !card.formats.includes('STRUCTURED'), { format: { const: 'JSON' } }),
  destinationRule((card) => card.family === 'https', {
    uploadFilePrefix: FORBIDDEN,
    uploadFileSuffix: FORBIDDEN,
  }),
];

/** Members that the API may not tell of a destination: asked for where nothing is live to tell them. */
export const untoldOfDestinations: readonly JsonObject[] = DESTINATIONS.flatMap((card) => {
  const required = untoldNames(card.members);
  if (required.length === 0) return [];
  const condition = having('destination', { type: 'object', allOf: [isOfType(card)] });
  return [when(condition, { properties: { destination: { type: 'object', required } } })];
});

/** Members of a destination that go together, and those that a value of another one needs. */
export function destinationRules({ together, requiredWhen }: DestinationCard): JsonObject {
  const pairs = together.flatMap(([one, other]) => [
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

function destinationRule(applies: (card: DestinationCard) => boolean, delivery: JsonObject): JsonObject {
  const types = DESTINATIONS.filter(applies).map(isOfType);
  return when(having('destination', { type: 'object', anyOf: types }), {
    properties: { deliveryConfiguration: { type: 'object', properties: delivery } },
  });
}
