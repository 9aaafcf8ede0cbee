import { destinationSet } from '../destinations/registry.ts';
import { streamCard } from '../log-types/registry.ts';
import type { Credential } from '../model/card.ts';
import { collectionOf } from '../model/collection.ts';
import type { JsonObject } from '../model/json.ts';
import type { PlanItem } from '../model/plan.ts';
import { isSealed } from '../model/secret.ts';
import { cardOf, placesOf } from './places.ts';
import { credentialOf, type Seal, sealer } from './seal.ts';

/** A URL's userinfo, its path, and its query and fragment. */
const URL_PARTS = /^[a-z][a-z0-9+.-]*:\/\/(?:([^/?#\\]*)@)?[^/?#\\]*([^?#]*)(?:[?#](.*))?$/is;

/** Segments of a path from this length on may be a token; shorter ones are words that stand in sentences too. */
const TELLING_SEGMENT = 12;

/**
 * Values that stand in clear in what an item sends and yet may be credentials (a custom header's value, parts of a
 * URL): everything that planning seals, so that no text repeats it.
 */
export function clearCredentials(item: PlanItem): readonly string[] {
  const card = streamCard(collectionOf(item));
  const seal = sealer('', card.collection, undefined, () => '');
  return placesOf(card, item.desired?.spec).flatMap(({ value }) =>
    Object.keys(value).flatMap((member) => {
      const credential = credentialOf(cardOf(destinationSet(card), value), member);
      return credential ? credentialsIn(credential, value, member, seal) : [];
    }),
  );
}

function credentialsIn(
  credential: Credential,
  destination: JsonObject,
  member: string,
  seal: Seal,
): readonly string[] {
  const value = destination[member];
  if (typeof value !== 'string' || !isSealed(seal(credential, value))) return [];
  const parts = URL_PARTS.exec(value);
  if (!parts) return [value];
  const [, userinfo = '', path = '', query = ''] = parts;
  const values = [
    ...userinfo.split(':'),
    ...query.split('&').map((pair) => pair.slice(pair.indexOf('=') + 1)),
    ...(credential === 'url-path' ? pathParts(path) : []),
  ];
  return [...values, ...values.map(decoded), query].filter((part) => part !== '');
}

function pathParts(path: string): readonly string[] {
  const telling = path.split('/').filter((segment) => segment.length >= TELLING_SEGMENT);
  return path === '/' ? [] : [path, ...telling];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
