import { streamCard } from '../../collections/registry.ts';
import { byName, cardOf, destinationPaths } from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import type { Hash } from '../../model/account.ts';
import type { StreamCard } from '../../model/card.ts';
import {
  isArray,
  isObject,
  type Json,
  type JsonObject,
  pointerSegment,
  pointerSteps,
} from '../../model/json.ts';
import type { StreamDetail } from '../../model/observed.ts';
import { isReference, isSealed, MASK } from '../../model/secret.ts';
import { type Seal, sealer } from '../../redaction/seal.ts';
import { secretParts } from '../../redaction/urls/secret-parts.ts';
import { withExtra } from '../canonical/canonical.ts';
import { contentDigest } from '../canonical/content-digest.ts';
import { hostOf, isDefaultHost, without } from '../canonical/destination.ts';
import { isSecretSegment } from './plaintext.ts';

/** A step that matches every item of a list: items have no identity by which both sides could be paired. */
const ANY_ITEM = '*';

/**
 * Returns the paths of a spec's references, as JSON Pointers into the body of a live stream: `/destination/traceId`,
 * `/connectors/Archive/url`, and with `*` for any item of a list. Write-only members are not included: responses do
 * not contain them, and they are always redacted. If some connectors have references, each connector without one is
 * included with an empty step (`/connectors/Archive/`), so that its name is known.
 *
 * @param spec of a manifest or of a plan item
 */
export function referencePlaces(card: StreamCard, spec: JsonObject): readonly string[] {
  const set = destinationSet(card);
  const whole = withExtra(card, spec);
  const root = without(whole, (member) => member === set.member);
  const destinations = destinationPaths(card, whole).map(({ path, value }) => {
    const members = cardOf(set, value)?.members ?? {};
    const isWriteOnly = (member: string) =>
      Object.hasOwn(members, member) && members[member]?.writeOnly === true;
    const at = path.map((step) => `/${pointerSegment(step)}`).join('');
    return { at, places: placesIn(without(value, isWriteOnly), at) };
  });
  const found = destinations.flatMap(({ places }) => places);
  const bare = destinations.filter(({ places }) => places.length === 0).map(({ at }) => `${at}/`);
  const connectorsWithout = set.many && found.length > 0 ? bare : [];
  return [...new Set([...placesIn(root, ''), ...found, ...connectorsWithout])].sort();
}

function placesIn(value: Json, at: string): readonly string[] {
  if (isReference(value)) return [at];
  if (isArray(value)) return value.flatMap((item) => placesIn(item, `${at}/${ANY_ITEM}`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([member, inner]) =>
    placesIn(inner, `${at}/${pointerSegment(member)}`),
  );
}

/**
 * Redacts every member at the path of a reference, whatever its name: the manifest declares its value as secret. If
 * the shape of the live value differs from the manifest, the whole value is redacted. The digest that verifies a write
 * stays that of the content as it was read. The function is idempotent.
 *
 * @param detail redacted by `sealDetail`
 * @param places from `referencePlaces`
 */
export function redactDetail(
  detail: StreamDetail,
  places: readonly string[],
  target: string,
  hash: Hash,
): StreamDetail {
  if (places.length === 0) return detail;
  const seal = sealer(target, detail.collection, detail.streamId, hash);
  const content = contentDigest(detail, hash);
  const body = changeAt(detail, places, (value) => conceal(value, seal));
  return { ...detail, body, redacted: places, content };
}

/**
 * Returns the strings at the paths of references, whole and in parts (`Bearer TOKEN`, paths of URLs), so that no
 * message repeats them.
 */
export function textsAt(detail: StreamDetail, places: readonly string[]): readonly string[] {
  const found: string[] = [];
  changeAt(detail, places, (value) => {
    for (const text of textsIn(value)) {
      found.push(...secretParts('whole', text), ...secretParts('url-path', text, isSecretSegment));
    }
    return value;
  });
  return found;
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  if (isArray(value)) return value.flatMap(textsIn);
  return isObject(value) && !isSealed(value) ? Object.values(value).flatMap(textsIn) : [];
}

function conceal(value: Json, seal: Seal): Json {
  const sealed = seal('whole', value);
  if (!isSealed(sealed)) return sealed;
  const host = hostOf(value);
  const digest = host === undefined ? undefined : seal('whole', host);
  return {
    ...sealed,
    shown: MASK,
    ...(isSealed(digest) ? { host: digest.$sealed } : {}),
  };
}

/** Returns whether a string is the host of a URL that is redacted as a whole. */
export function isRedactedHost(text: Json | undefined, url: Json | undefined, seal: Seal): boolean {
  if (typeof text !== 'string' || !isSealed(url) || url['host'] === undefined) return false;
  const digest = seal('whole', text.trim().toLowerCase());
  return isSealed(digest) && digest.$sealed === url['host'];
}

/** Paths as a tree. A node that is a path itself has no nodes below it. */
interface Tree {
  readonly isPlace: boolean;
  readonly below: ReadonlyMap<string, Tree>;
}

const NOWHERE: Tree = { isPlace: false, below: new Map() };

function treeOf(places: readonly (readonly string[])[]): Tree {
  const branches = new Map<string, (readonly string[])[]>();
  for (const [first, ...rest] of places) {
    if (first === undefined) return { isPlace: true, below: new Map() };
    branches.set(first, [...(branches.get(first) ?? []), rest]);
  }
  return {
    isPlace: false,
    below: new Map([...branches].map(([step, below]) => [step, treeOf(below)] as const)),
  };
}

type OnPlace = (value: Json) => Json;

function changeAt(detail: StreamDetail, places: readonly string[], change: OnPlace): JsonObject {
  const card = streamCard(detail.collection);
  const set = destinationSet(card);
  const { below } = treeOf(places.map(pointerSteps));
  return mapped(detail.body, (member, value) => {
    const tree = below.get(member);
    if (!tree) return value;
    if (member !== set.member) return changed(value, tree, change);
    return set.many ? connectors(card, value, tree, change) : destination(card, value, tree, change);
  });
}

/**
 * A connector that the manifest does not name may be one under its old name. For such a connector, the paths of all
 * connectors apply.
 */
function connectors(card: StreamCard, held: Json, { below }: Tree, change: OnPlace): Json {
  const set = destinationSet(card);
  const names = new Map(Object.entries(byName(set, held)).map(([name, value]) => [value, name] as const));
  const all = merged([...below.values()]);
  const one = (value: Json): Json => {
    if (!isObject(value)) return value;
    return destination(card, value, below.get(names.get(value) ?? '') ?? all, change);
  };
  if (isArray(held)) return held.map(one);
  return isObject(held) ? mapped(held, (_, value) => one(value)) : held;
}

function merged(trees: readonly Tree[]): Tree {
  const steps = new Set(trees.flatMap(({ below }) => [...below.keys()]));
  return {
    isPlace: trees.some(({ isPlace }) => isPlace),
    below: new Map(
      [...steps].map((step) => [step, merged(trees.flatMap(({ below }) => below.get(step) ?? []))]),
    ),
  };
}

/**
 * A host that is equal to the default from another member would reveal a redacted URL, and could no longer be compared
 * with it.
 */
function destination(card: StreamCard, value: Json, tree: Tree, change: OnPlace): Json {
  if (!isObject(value)) return changed(value, tree, change);
  const known = cardOf(destinationSet(card), value);
  const isHostOfPlace = (member: string) => {
    const from = known?.members[member]?.defaultHostOf;
    return from !== undefined && tree.below.has(from) && isDefaultHost(known, member, value[member], value);
  };
  return changed(without(value, isHostOfPlace), tree, change);
}

function changed(value: Json, tree: Tree, change: OnPlace): Json {
  if (value === null) return value;
  const { isPlace, below } = tree;
  if (isPlace || isSealed(value)) return change(value);
  const items = below.get(ANY_ITEM);
  if (isArray(value)) return items ? value.map((item) => changed(item, items, change)) : change(value);
  if (!isObject(value) || (items && !Object.hasOwn(value, ANY_ITEM))) return change(value);
  return mapped(value, (member, inner) => {
    const branch = below.get(member) ?? NOWHERE;
    return branch === NOWHERE ? inner : changed(inner, branch, change);
  });
}

/** `Object.fromEntries` is safe for a member named `__proto__`; an assignment is not. */
function mapped(object: JsonObject, change: (member: string, value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([member, value]) => [member, change(member, value)]));
}
