import { destinationCard } from '../../destinations/registry.ts';
import type { DestinationCard, DestinationSet } from '../../model/card.ts';
import type { JsonObject } from '../../model/json.ts';

/** Whether a request creates or updates a stream. */
export type Write = 'create' | 'update';

/**
 * Returns a destination or a connector for a request, without members that only responses contain. A create omits
 * values that the vendor fixes, and spells the type as in the card. An update keeps the given spelling, which is that
 * of the live stream, and a value other than the fixed one, which the live stream has. A destination type without a
 * card is sent unchanged, without the members that are read-only for every type of its set.
 */
export function destinationAsSent(set: DestinationSet, destination: JsonObject, write: Write): JsonObject {
  const card = cardOf(set, destination);
  if (!card) return without(destination, readOnlyInAll(set));
  const fixed = Object.entries(card.members).flatMap(([name, { constant: value }]) =>
    value !== undefined && (write === 'create' || destination[name] === value) ? [name] : [],
  );
  const sent = without(destination, [...fixed, ...card.readOnly]);
  return write === 'create' ? { ...sent, [set.typeMember]: card.type } : sent;
}

/** Returns the card of a destination type, if the product knows it. */
export function cardOf(set: DestinationSet, destination: JsonObject): DestinationCard | undefined {
  const type = destination[set.typeMember];
  return typeof type === 'string' ? destinationCard(set, type) : undefined;
}

/** Returns the object without the given members. */
export function without(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

/**
 * Returns the members that are read-only for every type of a set (`connectorId`), and therefore also for a new type
 * of the vendor.
 */
function readOnlyInAll({ cards: [first, ...others] }: DestinationSet): readonly string[] {
  return (first?.readOnly ?? []).filter((name) => others.every((card) => card.readOnly.includes(name)));
}
