import type { DestinationCard } from '../model/card.ts';
import type { JsonObject } from '../model/json.ts';
import { having } from './schema-condition.ts';

/** `destinationType` of one card, in any case: cards are found in any case, since answers come in mixed case. */
export function anyCase({ type }: DestinationCard): string {
  return `^${type.replaceAll(/[A-Z]/g, (letter) => `[${letter}${letter.toLowerCase()}]`)}$`;
}

/** A destination that has this card. */
export function isOfType(card: DestinationCard): JsonObject {
  return having('destinationType', { type: 'string', pattern: anyCase(card) });
}
