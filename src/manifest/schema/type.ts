import type { DestinationCard, DestinationSet } from '../../model/card.ts';
import type { JsonObject } from '../../model/json.ts';
import { having } from './condition.ts';

/** The type of one card, in any case: cards are found in any case, since answers come in mixed case. */
export function anyCase({ type }: DestinationCard): string {
  return `^${type.replaceAll(/[A-Z]/g, (letter) => `[${letter}${letter.toLowerCase()}]`)}$`;
}

/** A destination that has this card. */
export function isOfType(set: DestinationSet, card: DestinationCard): JsonObject {
  return { type: 'object', ...having(set.typeMember, { type: 'string', pattern: anyCase(card) }) };
}
