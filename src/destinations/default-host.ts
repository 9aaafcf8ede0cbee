import type { DestinationCard } from '../model/destination-card.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isSealed } from '../model/secret.ts';

/** Returns whether a member has its default value: the host of the URL in another member of `destination`. */
export function isDefaultHost(
  card: DestinationCard | undefined,
  member: string,
  value: Json | undefined,
  destination: JsonObject,
): boolean {
  const from = card?.members[member]?.defaultHostOf;
  if (from === undefined || typeof value !== 'string') return false;
  const host = hostOf(destination[from]);
  return host !== undefined && host === value.trim().toLowerCase();
}

/** Returns the host name of a URL, redacted or not, without its port. */
export function hostOf(url: Json | undefined): string | undefined {
  const text = isSealed(url) ? url.shown : url;
  if (typeof text !== 'string') return undefined;
  return /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?(\[[^\]]*\]|[^/?#:]+)/i.exec(text)?.[1]?.toLowerCase();
}
