import { DELIVERY, type StreamCard } from '../model/card.ts';
import type { Collection, Kind, ResourceKind } from '../model/collection.ts';
import type { Trait } from '../model/member-card.ts';
import { apiCard } from './apis.ts';
import { streamCard } from './registry.ts';

/** Returns the title of a stream for display: its log type, or the API if that has no log types. */
export function streamTitle(collection: Collection): string {
  return streamCard(collection).title;
}

/** Returns a generation of the API for display: `DataStream 2`. */
export function apiTitle(kind: Kind): string {
  return apiCard(kind).title;
}

/**
 * The duration of one activation of a property; minutes. Source: techdocs.akamai.com/terraform/docs/pm-rc-activation
 * (staging 1 to 3, production 5 to 7).
 */
const PROPERTY_ACTIVATION = { least: 1, most: 7 };

function transitionOf(kind: ResourceKind): { readonly least: number; readonly most: number } {
  return kind === 'PropertyLogging' ? PROPERTY_ACTIVATION : apiCard(kind).transition;
}

/** Returns the documented duration of a transition: `about 60–90 minutes`. */
export function transitionDuration(kind: ResourceKind): string {
  const { least, most } = transitionOf(kind);
  return `about ${least === most ? most : `${least}–${most}`} minutes`;
}

/** Returns the longest documented duration of a transition; minutes. */
export function longestTransition(kind: ResourceKind): number {
  return transitionOf(kind).most;
}

/** Returns the middle of the documented durations of a transition; minutes. */
export function likelyTransition(kind: ResourceKind): number {
  const { least, most } = transitionOf(kind);
  return (least + most) / 2;
}

/**
 * Returns what logs need in addition to the activation, as a clause.
 * @param stream the stream as it is named in the output: `stream ID 7001`
 */
export function logsStartText(collection: Collection, stream: string): string {
  return streamCard(collection).logsStart.replace('{stream}', () => stream);
}

/** Returns the path of the member with a trait, as a JSON Pointer into a canonical spec. Absent if there is none. */
export function traitPath(collection: Collection, trait: Trait): string | undefined {
  const { members, delivery = {} } = streamCard(collection);
  const memberIn = (cards: StreamCard['members']) =>
    Object.keys(cards).find((member) => cards[member]?.trait === trait);
  const [root, inner] = [memberIn(members), memberIn(delivery)];
  if (root !== undefined) return `/${root}`;
  return inner === undefined ? undefined : `/${DELIVERY}/${inner}`;
}
