import type { Collection, Kind } from '../model/collection.ts';
import { apiCard } from './apis.ts';
import { streamCard } from './registry.ts';

/** What a stream is, for people: its log type, or the API if that has no log types. */
export function streamTitle(collection: Collection): string {
  return streamCard(collection).title;
}

/** A generation of the API, for people: `DataStream 2`. */
export function apiTitle(kind: Kind): string {
  return apiCard(kind).title;
}

/** How long a transition takes as the vendor documents it: `about 60–90 minutes`. */
export function transitionDuration(kind: Kind): string {
  const { least, most } = apiCard(kind).transition;
  return `about ${least === most ? most : `${least}–${most}`} minutes`;
}

/** The longest time that the vendor documents for a transition; minutes. */
export function longestTransition(kind: Kind): number {
  return apiCard(kind).transition.most;
}

/**
 * What logs need besides the activation, as a clause.
 * @param stream how the text names the stream: `stream ID 7001`
 */
export function logsStartText(collection: Collection, stream: string): string {
  return streamCard(collection).logsStart.replace('{stream}', () => stream);
}
