import { streamCard } from '../../collections/registry.ts';
import { destinationSet } from '../../destinations/registry.ts';
import type { Hash } from '../../model/account.ts';
import type { Credential, StreamCard } from '../../model/card.ts';
import { type Collection, collectionKey } from '../../model/collection.ts';
import { canonicalJson, type Json, type JsonObject } from '../../model/json.ts';
import type { StreamDetail } from '../../model/observed.ts';
import { isReference, isSealed, MASK, type Sealed } from '../../model/secret.ts';
import { redactedUrl } from '../../model/secret-url.ts';
import { cardOf, mapDestinations } from '../canonical/destination-paths.ts';
import { withCredentials } from './credential-members.ts';

/** Replaces a credential by a `Sealed`; a value that holds none, a reference and a sealed value stay as they are. */
export type Seal = (credential: Credential, value: Json) => Json;

/**
 * The seal of one stream. Its salt is made of target, collection and stream id, so that the cache, a plan and a
 * fresh read of one stream agree, while equal credentials of two streams look different.
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

/** Seals every credential in a spec's destinations; references and other members stay as they are. */
export function sealSpec(card: StreamCard, spec: JsonObject, seal: Seal): JsonObject {
  const set = destinationSet(card);
  return mapDestinations(card, spec, (place) => withCredentials(cardOf(set, place), place, seal));
}

/**
 * A detail whose credentials are sealed: this is the only form that the cache, a plan or an output may see.
 * Sealing twice changes nothing.
 */
export function sealDetail(detail: StreamDetail, target: string, hash: Hash): StreamDetail {
  const seal = sealer(target, detail.collection, detail.streamId, hash);
  return { ...detail, body: sealSpec(streamCard(detail.collection), detail.body, seal) };
}

/** What people may see of a credential; nothing where the value holds none. */
function shownText(credential: Credential, value: Json): string | undefined {
  if (value === null || value === '') return undefined;
  if (credential === 'whole' || typeof value !== 'string') return MASK;
  return redactedUrl(credential, value);
}
