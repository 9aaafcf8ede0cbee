import { cardOf, mapDestinations } from '../destinations/destination-paths.ts';
import { DESTINATION_SETS, destinationSet } from '../destinations/registry.ts';
import type { StreamCard } from '../model/card.ts';
import type { DestinationCard } from '../model/destination-card.ts';
import { isArray, isObject, type Json, type JsonObject, mapMembers } from '../model/json.ts';
import type { Credential } from '../model/member-card.ts';
import { isReference, isSealed, soundsSecret } from '../model/secret.ts';
import { secretParts } from './urls/secret-parts.ts';
import { redactedUrl } from './urls/secret-url.ts';

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
 * Applies a function to each credential in the destinations of a spec or of a live stream. A member without a card is
 * searched recursively: a string is judged by its own name and by the names of the members that contain it. A number
 * or a boolean in such a member is no credential, since a reference cannot replace it.
 *
 * @param unknown what every string of a member without a card is; default: judged by names
 */
export function mapCredentials(
  card: StreamCard,
  spec: JsonObject,
  change: OnCredential,
  unknown?: Credential,
): JsonObject {
  const set = destinationSet(card);
  return mapDestinations(card, spec, (destination) => {
    const type = cardOf(set, destination);
    // A default need not have a type, so its members are judged as those of every type.
    const isUntyped = destination[set.typeMember] === undefined;
    const types = isUntyped ? set.cards : [type];
    return mapMembers(destination, (value, member) => {
      // A manifest needs the name in plain text to identify the destination, whatever string the account has there.
      if (NAMES.has(member)) return value;
      const owners = types.filter((one) => isOnCard(one, member));
      if (owners.length === 0) return changedWithin(unknown ?? credentialOf(type, member), value, change);
      return owners.reduce<Json>((changed, owner) => {
        const credential = credentialOf(owner, member);
        return credential ? change(credential, changed) : changed;
      }, value);
    });
  });
}

function changedWithin(credential: Credential | undefined, value: Json, change: OnCredential): Json {
  if (isReference(value) || isSealed(value)) return value;
  if (isArray(value)) return value.map((item) => changedWithin(credential, item, change));
  if (isObject(value)) {
    return mapMembers(value, (inner, member) => {
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

/**
 * Where credentials are redacted. `run`: in all texts of a run, so words that also occur in sentences are not included,
 * and members without a card are judged by their names. `request`: only in the response to one request, so every
 * string of a member without a card and every segment of a secret path are included.
 */
export type RedactionScope = 'run' | 'request';

/**
 * Returns the credentials that a spec or a live stream contains in plain text, whole and in parts, since a server may
 * quote only the token of a URL. References are not resolved: pass a spec in which they are filled in.
 */
export function credentialTexts(
  card: StreamCard,
  spec: JsonObject,
  scope: RedactionScope,
): readonly string[] {
  const found: string[] = [];
  const collect: OnCredential = (credential, value) => {
    if (!isReference(value))
      found.push(...textsIn(value).flatMap((text) => partsOf(credential, text, scope)));
    return value;
  };
  mapCredentials(card, spec, collect, scope === 'request' ? 'whole' : undefined);
  return [...new Set(found)];
}

/** Returns the strings in a secret value, whole and in parts, for all texts of a run. */
export function secretTexts(value: Json): readonly string[] {
  return textsIn(value).flatMap((text) => partsOf('whole', text, 'run'));
}

/**
 * A value that is a credential as a whole may be a URL with a token. Otherwise this is stricter than the redaction of
 * outputs: a query parameter with a harmless name may contain a token, and a server may quote it without its name.
 */
function partsOf(credential: Credential, text: string, scope: RedactionScope): readonly string[] {
  const isPart = scope === 'run' ? isSecretSegment : undefined;
  if (credential === 'whole') {
    return [...secretParts('whole', text), ...secretParts('url-path', text, isPart)];
  }
  const isSecret = redactedUrl(credential, text) !== undefined && secretParts(credential, text).length > 0;
  return [...(scope === 'run' && isSecret ? [text] : []), ...secretParts(credential, text, isPart)];
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  if (isArray(value)) return value.flatMap(textsIn);
  return isObject(value) && !isSealed(value) ? Object.values(value).flatMap(textsIn) : [];
}

/** A path segment of one or two words also occurs in sentences (`logs`, `my-stream`), and is no token. */
export function isSecretSegment(segment: string): boolean {
  return segment.length >= 12 || !/^[a-z]+(?:[-_.][a-z]+)?$/.test(segment);
}
