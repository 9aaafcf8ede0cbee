import { cardOf, isReadOnlyInAll } from '../../destinations/destination-paths.ts';
import type { DestinationSet } from '../../model/destination-card.ts';
import { type JsonObject, without } from '../../model/json.ts';

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
  if (!card) return without(destination, (name) => isReadOnlyInAll(set, name));
  const fixed = Object.entries(card.members).flatMap(([name, { constant: value }]) =>
    value !== undefined && (write === 'create' || destination[name] === value) ? [name] : [],
  );
  const sent = without(destination, (name) => fixed.includes(name) || card.readOnly.includes(name));
  return write === 'create' ? { ...sent, [set.typeMember]: card.type } : sent;
}
