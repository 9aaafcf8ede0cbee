import type { DestinationCard, DestinationSet } from '../../model/destination-card.ts';
import type { JsonObject } from '../../model/json.ts';
import { having } from './condition.ts';

/**
 * Returns a pattern for the type of one card in any case. Cards are looked up in any case, because API responses use
 * mixed case.
 */
export function anyCase({ type }: DestinationCard): string {
  return `^${type.replaceAll(/[A-Z]/g, (letter) => `[${letter}${letter.toLowerCase()}]`)}$`;
}

/** Returns a schema for a destination that has this card. */
export function isOfType(set: DestinationSet, card: DestinationCard): JsonObject {
  return { type: 'object', ...having(set.typeMember, { type: 'string', pattern: anyCase(card) }) };
}
