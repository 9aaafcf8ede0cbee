import type { Hash } from '../model/account.ts';
import type { StreamCard } from '../model/card.ts';
import { type Collection, collectionKey } from '../model/collection.ts';
import { canonicalJson, type Json, type JsonObject } from '../model/json.ts';
import type { Credential } from '../model/member-card.ts';
import { isReference, isSealed, REDACTED, type Sealed } from '../model/secret.ts';
import { mapCredentials } from './credentials.ts';
import { redactedUrl } from './urls/secret-url.ts';

/**
 * Replaces a credential by a `Sealed`, which can be compared. A value without a credential, a reference and a sealed
 * value are returned unchanged.
 */
export type Seal = (credential: Credential, value: Json) => Json;

/**
 * Creates the function that seals the credentials of one stream. Its salt consists of target, collection and stream
 * id. So the cache, a plan and a fresh read of one stream agree, while equal credentials of two streams look
 * different.
 *
 * @param streamId absent for a stream that does not exist yet
 */
export function sealer(
  target: string,
  collection: Collection,
  streamId: number | undefined,
  hash: Hash,
): Seal {
  const salt = `${target}|${collectionKey(collection)}|${streamId ?? 'new'}`;
  return (credential, value) => {
    if (isReference(value) || isSealed(value)) return value;
    const shown = shownText(credential, value);
    if (shown === undefined) return value;
    const sealed: Sealed = { $sealed: hash(`${salt}|${canonicalJson(value)}`), shown };
    return { ...sealed };
  };
}

/** Seals every credential in the destinations of a spec. References and other members are unchanged. */
export function sealSpec(card: StreamCard, spec: JsonObject, seal: Seal): JsonObject {
  return mapCredentials(card, spec, seal);
}

/** Redacts every credential in the destinations of a spec. References and other members are unchanged. */
export function redactSpec(card: StreamCard, spec: JsonObject): JsonObject {
  return mapCredentials(card, spec, (credential, value) => {
    if (isReference(value)) return value;
    return isSealed(value) ? value.shown : (shownText(credential, value) ?? value);
  });
}

/** Returns the part of a credential that may be shown; `undefined` if the value contains no credential. */
export function shownText(credential: Credential, value: Json): string | undefined {
  if (value === null || value === '') return undefined;
  if (credential === 'whole' || typeof value !== 'string') return REDACTED;
  return redactedUrl(credential, value);
}
