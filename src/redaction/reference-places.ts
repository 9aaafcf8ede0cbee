import { hostOf, isDefaultHost } from '../destinations/default-host.ts';
import { byName, cardOf } from '../destinations/destination-paths.ts';
import { destinationSet } from '../destinations/registry.ts';
import type { StreamCard } from '../model/card.ts';
import type { DestinationSet } from '../model/destination-card.ts';
import {
  isArray,
  isObject,
  type Json,
  type JsonObject,
  mapMembers,
  pointerSegment,
  pointerSteps,
  without,
} from '../model/json.ts';
import { isReference, isSealed, REDACTED } from '../model/secret.ts';
import { secretTexts } from './credentials.ts';
import type { Seal } from './seal.ts';

/** A step that matches every item of a list: items have no identity by which both sides could be paired. */
const ANY_ITEM = '*';

/** Returns the JSON Pointers of the references in a value, with `*` for any item of a list. */
export function referencePointers(value: Json, at: string): readonly string[] {
  if (isReference(value)) return [at];
  if (isArray(value)) return value.flatMap((item) => referencePointers(item, `${at}/${ANY_ITEM}`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([member, inner]) =>
    referencePointers(inner, `${at}/${pointerSegment(member)}`),
  );
}

/**
 * Seals every member of a live stream at the path of a reference, whatever its name: the manifest declares its value as
 * secret. If the shape of the live value differs from the manifest, the whole value is sealed.
 *
 * @param body with sealed credentials
 * @param places JSON Pointers of the references
 */
export function sealPlaces(
  card: StreamCard,
  body: JsonObject,
  places: readonly string[],
  seal: Seal,
): JsonObject {
  return mapPlaces(card, body, places, (value) => conceal(value, seal));
}

/** Returns the strings at the paths of references, whole and in parts (`Bearer TOKEN`, paths of URLs). */
export function textsAt(card: StreamCard, body: JsonObject, places: readonly string[]): readonly string[] {
  const found: string[] = [];
  mapPlaces(card, body, places, (value) => {
    found.push(...secretTexts(value));
    return value;
  });
  return found;
}

function conceal(value: Json, seal: Seal): Json {
  const sealed = seal('whole', value);
  if (!isSealed(sealed)) return sealed;
  const host = hostOf(value);
  const digest = host === undefined ? undefined : seal('whole', host);
  return {
    ...sealed,
    shown: REDACTED,
    ...(isSealed(digest) ? { host: digest.$sealed } : {}),
  };
}

/** Returns whether a string is the host of a URL that is sealed as a whole. */
export function isSealedHost(text: Json | undefined, url: Json | undefined, seal: Seal): boolean {
  if (typeof text !== 'string' || !isSealed(url) || url['host'] === undefined) return false;
  const digest = seal('whole', text.trim().toLowerCase());
  return isSealed(digest) && digest.$sealed === url['host'];
}

/** Paths below a value, as steps. An empty path is the value itself. */
type Paths = readonly (readonly string[])[];

function below(paths: Paths, step: string): Paths {
  return paths.flatMap(([first, ...rest]) => (first === step ? [rest] : []));
}

type OnPlace = (value: Json) => Json;

function mapPlaces(
  card: StreamCard,
  body: JsonObject,
  places: readonly string[],
  change: OnPlace,
): JsonObject {
  const set = destinationSet(card);
  const paths = places.map(pointerSteps);
  return mapMembers(body, (value, member) => {
    const own = below(paths, member);
    if (own.length === 0) return value;
    if (member !== set.member) return changed(value, own, change);
    return set.many ? connectors(set, value, own, change) : destination(set, value, own, change);
  });
}

/**
 * A connector that the manifest does not name may be one under its old name. For such a connector, the paths of all
 * connectors apply.
 */
function connectors(set: DestinationSet, held: Json, paths: Paths, change: OnPlace): Json {
  const names = new Map(Object.entries(byName(set, held)).map(([name, value]) => [value, name] as const));
  const all = paths.map(([, ...rest]) => rest);
  const one = (value: Json): Json => {
    if (!isObject(value)) return value;
    const own = below(paths, names.get(value) ?? '');
    return destination(set, value, own.length > 0 ? own : all, change);
  };
  if (isArray(held)) return held.map(one);
  return isObject(held) ? mapMembers(held, one) : held;
}

/**
 * A host that is equal to the default from another member would reveal a sealed URL, and could no longer be compared
 * with it.
 */
function destination(set: DestinationSet, value: Json, paths: Paths, change: OnPlace): Json {
  if (!isObject(value)) return changed(value, paths, change);
  const known = cardOf(set, value);
  const isHostOfPlace = (member: string) => {
    const from = known?.members[member]?.defaultHostOf;
    const isSecret = from !== undefined && below(paths, from).length > 0;
    return isSecret && isDefaultHost(known, member, value[member], value);
  };
  return changed(without(value, isHostOfPlace), paths, change);
}

function changed(value: Json, paths: Paths, change: OnPlace): Json {
  if (paths.length === 0 || value === null) return value;
  if (isSealed(value) || paths.some((path) => path.length === 0)) return change(value);
  const items = below(paths, ANY_ITEM);
  if (isArray(value))
    return items.length > 0 ? value.map((item) => changed(item, items, change)) : change(value);
  if (!isObject(value) || (items.length > 0 && !Object.hasOwn(value, ANY_ITEM))) return change(value);
  return mapMembers(value, (inner, member) => changed(inner, below(paths, member), change));
}
