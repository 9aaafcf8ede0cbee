import { destinationCard } from '../../destinations/registry.ts';
import type { DestinationCard, DestinationSet } from '../../model/card.ts';
import type { JsonObject } from '../../model/json.ts';

/** Whether a request creates a stream or edits it. */
export type Write = 'create' | 'update';

/**
 * A destination or a connector as a request has it, without what only responses have. A create leaves out what the vendor
 * fixes and spells the type as the card does. An edit keeps the given spelling, which is the live stream's, and a value
 * other than the fixed one, which the live stream has. A destination of a type without a card is sent as it is, without
 * the members that are read-only for every type of its set.
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
function readOnlyInAll({ cards: [first, ...others] }: DestinationSet): readonly string[] {
  return (first?.readOnly ?? []).filter((name) => others.every((card) => card.readOnly.includes(name)));
}
