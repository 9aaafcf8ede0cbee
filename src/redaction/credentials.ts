import { DESTINATION_SETS } from '../destinations/registry.ts';
import type { Credential, DestinationCard } from '../model/card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { isReference, isSealed, soundsSecret } from '../model/secret.ts';

/** A URL member without a card. */
const UNKNOWN_URL: Credential = 'url';

/**
 * Vendor members that may contain credentials if no card describes them: in new types, and as new members of known
 * types.
 */
const BY_NAME: ReadonlyMap<string, Credential> = new Map<string, Credential>([
  ['customHeaderValue', 'whole'],
  ['endpoint', UNKNOWN_URL],
  ['url', 'url-path'],
]);

const NAMES = new Set(DESTINATION_SETS.flatMap(({ nameMember, typeMember }) => [nameMember, typeMember]));

/**
 * Returns which part of a destination's member is a credential. If the API returns a write-only member anyway, its
 * whole value is a credential.
 */
export function credentialOf(card: DestinationCard | undefined, member: string): Credential | undefined {
  if (!isOnCard(card, member)) return BY_NAME.get(member) ?? (soundsSecret(member) ? 'whole' : undefined);
  const known = card.members[member];
  return known?.writeOnly ? 'whole' : known?.credential;
}

function isOnCard(card: DestinationCard | undefined, member: string): card is DestinationCard {
  return card !== undefined && Object.hasOwn(card.members, member);
}

/** Replaces the value of a credential. */
export type OnCredential = (credential: Credential, value: Json) => Json;

/**
 * Applies a function to each credential of a destination. A member without a card is searched recursively: a string is
 * judged by its own name and by the names of the members that contain it. A number or a boolean in such a member is no
 * credential, since a reference cannot replace it.
 */
export function withCredentials(
  card: DestinationCard | undefined,
  destination: JsonObject,
  change: OnCredential,
): JsonObject {
  return mapped(destination, (member, value) => {
    // A manifest needs the name in plain text to identify the destination, whatever string the account has there.
    if (NAMES.has(member)) return value;
    const credential = credentialOf(card, member);
    if (!isOnCard(card, member)) return changedWithin(credential, value, change);
    return credential ? change(credential, value) : value;
  });
}

function changedWithin(credential: Credential | undefined, value: Json, change: OnCredential): Json {
  if (isReference(value) || isSealed(value)) return value;
  if (isArray(value)) return value.map((item) => changedWithin(credential, item, change));
  if (isObject(value)) {
    return mapped(value, (member, inner) => {
      const own = credential === 'whole' ? credential : (credentialOf(undefined, member) ?? credential);
      return changedWithin(own, inner, change);
    });
  }
  if (typeof value !== 'string') return value;
  const own = credential ?? (IS_URL.test(value) ? UNKNOWN_URL : undefined);
  return own ? change(own, value) : value;
}

/** A URL may contain a user, a password and tokens under any name. */
const IS_URL = /^[a-z][a-z\d+.-]*:\/\//i;

function mapped(object: JsonObject, change: (member: string, value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([member, value]) => [member, change(member, value)]));
}
