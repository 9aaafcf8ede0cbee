import type { StreamCard } from '../../../src/model/card.ts';
import type { DestinationCard, DestinationSet } from '../../../src/model/destination-card.ts';

/** The name of the page of a destination, in the folder of destinations. */
export function destinationFile(set: DestinationSet, { type }: DestinationCard): string {
  const name = type.toLowerCase().replaceAll('_', '-');
  return set.many ? `${set.noun}-${name}.md` : `${name}.md`;
}

/** The title of a destination, with its API if that calls it something else. */
export function titleOf(set: DestinationSet, { title }: DestinationCard): string {
  return set.many ? `${title} (${set.noun})` : title;
}

/** The name of the page of a log type, in the folder of log types. */
export function streamFile({ collection }: StreamCard): string {
  return `${(collection.logType ?? collection.kind).toLowerCase()}.md`;
}
