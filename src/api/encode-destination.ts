import { destinationCard } from '../destinations/registry.ts';
import type { DestinationCard, DestinationSet } from '../model/card.ts';
import type { JsonObject } from '../model/json.ts';

/**
 * A destination or a connector as a request has it: without what the vendor fixes or only tells, its type spelled as
 * the card does. One of a type the product does not know goes as it is, but for what every type of its set only tells.
 */
export function destinationAsSent(set: DestinationSet, destination: JsonObject): JsonObject {
  const card = cardOf(set, destination);
  if (!card) return without(destination, toldByAll(set));
  const fixed = Object.entries(card.members).flatMap(([name, told]) =>
    told.fixed === undefined ? [] : [name],
  );
  return { ...without(destination, [...fixed, ...card.readOnly]), [set.typeMember]: card.type };
}

/** The card of a destination's type, where the product knows it. */
export function cardOf(set: DestinationSet, destination: JsonObject): DestinationCard | undefined {
  const type = destination[set.typeMember];
  return typeof type === 'string' ? destinationCard(set, type) : undefined;
}

/** The object without some of its members. */
export function without(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

/** What is told only by every type of a set (`connectorId`), so surely by a type that is new at the vendor. */
function toldByAll({ cards: [first, ...others] }: DestinationSet): readonly string[] {
  return (first?.readOnly ?? []).filter((name) => others.every((card) => card.readOnly.includes(name)));
}
