import { destinationSet } from '../destinations/registry.ts';
import { streamCard } from '../log-types/registry.ts';
import type { Credential, DestinationCard, DestinationSet, StreamCard } from '../model/card.ts';
import { type Collection, collectionKey } from '../model/collection.ts';
import { canonicalJson, type Json, type JsonObject } from '../model/json.ts';
import type { StreamDetail } from '../model/observed.ts';
import { isReference, isSealed, MASK, type Sealed } from '../model/secret.ts';
import { isHost, urlPieces } from '../model/secret-parts.ts';
import type { Hash } from './observed.ts';
import { cardOf, withPlaces } from './places.ts';

/** Replaces a credential by a `Sealed`; a value that holds none, a reference and a sealed value stay as they are. */
export type Seal = (credential: Credential, value: Json) => Json;

/** Vendor members that may hold credentials in destinations the product has no card for. */
const UNCARDED: Readonly<Record<string, Credential>> = {
  customHeaderValue: 'whole',
  endpoint: 'url',
  url: 'url-path',
};

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

/** How much of a destination's member is a credential; a write-only one that the API tells after all is, wholly. */
export function credentialOf(card: DestinationCard | undefined, member: string): Credential | undefined {
  if (!card) return UNCARDED[member];
  const known = card.members[member];
  return known?.writeOnly ? 'whole' : known?.credential;
}

/** Seals every credential of one destination, live or wanted; references and other members stay as they are. */
function sealDestination(set: DestinationSet, destination: JsonObject, seal: Seal): JsonObject {
  const card = cardOf(set, destination);
  return Object.fromEntries(
    Object.entries(destination).map(([member, value]) => {
      const credential = credentialOf(card, member);
      return [member, credential ? seal(credential, value) : value];
    }),
  );
}

/** Seals every credential in a spec's destinations. */
export function sealSpec(card: StreamCard, spec: JsonObject, seal: Seal): JsonObject {
  const set = destinationSet(card);
  return withPlaces(card, spec, (destination) => sealDestination(set, destination, seal));
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
  return shownUrl(value, credential === 'url-path');
}

/**
 * The query is masked whole: one without `=` is itself the token, and names of parameters help nobody. So is a URL
 * whose host is none, since a password with a slash or a question mark in it would look like a path or a query.
 */
function shownUrl(text: string, hidesPath: boolean): string | undefined {
  const pieces = urlPieces(text);
  if (!pieces) return hidesPath || /[@?#]/.test(text) ? MASK : undefined;
  const { scheme, userinfo, host, path, query } = pieces;
  if (!isHost(host)) return MASK;
  const secretPath = hidesPath && !/^\/?$/.test(path);
  if (userinfo === undefined && query === undefined && !secretPath) return undefined;
  const shown = `${scheme}${userinfo === undefined ? '' : `${MASK}@`}${host}`;
  return `${shown}${secretPath ? `/${MASK}` : path}${query === undefined ? '' : `?${MASK}`}`;
}
