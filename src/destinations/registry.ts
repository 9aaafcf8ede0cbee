import type { DestinationCard } from '../model/card.ts';
import { https } from './https.ts';
import { s3 } from './s3.ts';

/** Every destination type the product knows, in the order in which docs list them. */
export const DESTINATIONS: readonly DestinationCard[] = [s3, https];

const byType = new Map(DESTINATIONS.map((card) => [card.type.toUpperCase(), card]));

/** The card of a destination type, whatever case it is spelled in; none for types that are new at the vendor. */
export function destinationCard(type: string): DestinationCard | undefined {
  return byType.get(type.toUpperCase());
}
