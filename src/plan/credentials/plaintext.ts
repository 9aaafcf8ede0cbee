import { streamCard } from '../../collections/registry.ts';
import { cardOf, destinationPaths } from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import type { Credential } from '../../model/card.ts';
import type { Collection } from '../../model/collection.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { isReference, isSealed } from '../../model/secret.ts';
import { withCredentials } from '../../redaction/credentials.ts';
import { secretParts } from '../../redaction/urls/secret-parts.ts';
import { redactedUrl } from '../../redaction/urls/secret-url.ts';

/**
 * Returns everything that a spec contains in plain text and that planning redacts (tokens, a custom header's value,
 * parts of a URL), whole and in parts, so that no message repeats it. This function does not resolve references. To
 * include their values, call it with the spec in which they are filled in.
 */
export function clearCredentials(collection: Collection, spec: JsonObject | undefined): readonly string[] {
  const card = streamCard(collection);
  const set = destinationSet(card);
  const found: string[] = [];
  for (const { value } of destinationPaths(card, spec)) {
    withCredentials(cardOf(set, value), value, (credential, held) => {
      found.push(...textsIn(held).flatMap((text) => partsOf(credential, text)));
      return held;
    });
  }
  return found;
}

/**
 * Stricter than the redaction in outputs: a query parameter with a harmless name may contain a token, and a server may
 * quote it without its name.
 */
function partsOf(credential: Credential, text: string): readonly string[] {
  const isClear = credential !== 'whole' && redactedUrl(credential, text) === undefined;
  if (secretParts(credential, text).length === 0) return [];
  return [...(isClear ? [] : [text]), ...secretParts(credential, text, isSecretSegment)];
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  if (isReference(value) || isSealed(value)) return [];
  if (isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

/** A path segment of one or two words also occurs in sentences (`logs`, `my-stream`), and is no token. */
export function isSecretSegment(segment: string): boolean {
  return segment.length >= 12 || !/^[a-z]+(?:[-_.][a-z]+)?$/.test(segment);
}
