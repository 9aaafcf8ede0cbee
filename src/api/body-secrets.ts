import { destinationSet } from '../destinations/registry.ts';
import type { DestinationCard, DestinationSet, MemberCard, StreamCard } from '../model/card.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import { cardOf } from './encode-destination.ts';
import type { StreamBody } from './stream-api.ts';

/**
 * The values in a body that may not appear in any error: write-only members, and those that act as credentials. Of a
 * destination type the product does not know, every text but its type and name.
 */
export function secretsOf(card: StreamCard, body: StreamBody): readonly string[] {
  const set = destinationSet(card);
  return destinationsIn(set, body).flatMap((destination) =>
    Object.entries(destination).flatMap(([name, value]) =>
      typeof value === 'string' ? secretParts(set, cardOf(set, destination), name, value) : [],
    ),
  );
}

function destinationsIn(set: DestinationSet, { spec }: StreamBody): readonly JsonObject[] {
  const told = spec[set.member];
  if (!isObject(told)) return [];
  return set.many ? Object.values(told).filter(isObject) : [told];
}

function secretParts(
  set: DestinationSet,
  card: DestinationCard | undefined,
  name: string,
  value: string,
): readonly string[] {
  if (name === set.typeMember || name === set.nameMember) return [];
  if (!card) return [value, ...urlSecrets(value), ...pathSecrets(value)];
  const told: MemberCard | undefined = card.members[name];
  if (!told || told.writeOnly || told.credential === 'whole') return [value];
  switch (told.credential) {
    case undefined:
      return [];
    case 'url':
      return urlSecrets(value);
    case 'url-path':
      return URL.canParse(value) ? [...urlSecrets(value), ...pathSecrets(value)] : [value];
    default:
      return told.credential satisfies never;
  }
}

/** User name, password, query values and fragment of a URL, as they are written and decoded. */
function urlSecrets(text: string): readonly string[] {
  if (!URL.canParse(text)) return [];
  const url = new URL(text);
  const query = url.search
    .slice(1)
    .split('&')
    .map((pair) => pair.slice(pair.indexOf('=') + 1));
  const written = [url.username, url.password, ...query, url.hash.slice(1)];
  return [
    ...written,
    ...url.searchParams.values(),
    ...decoded([url.username, url.password, url.hash.slice(1)]),
  ].filter((part) => part !== '');
}

/** What stands in the path of nearly every collector's URL, and hides nothing but the sense of a sentence. */
const PLAIN_SEGMENT = /^(?:https?|v\d{1,2})$/i;

/** The path of a URL as a whole and segment by segment: which of them is the token is not known. */
function pathSecrets(text: string): readonly string[] {
  if (!URL.canParse(text)) return [];
  const path = new URL(text).pathname.slice(1);
  const segments = path.split('/').filter((segment) => segment !== '' && !PLAIN_SEGMENT.test(segment));
  const parts = path === '' || PLAIN_SEGMENT.test(path) ? segments : [path, ...segments];
  return [...parts, ...decoded(parts)];
}

/** The texts that percent-escapes stand for, where there are any. */
function decoded(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => {
    try {
      const plain = decodeURIComponent(text);
      return plain === text ? [] : [plain];
    } catch {
      return []; // not an escape
    }
  });
}
