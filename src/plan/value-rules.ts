import { streamCard } from '../collections/registry.ts';
import { destinationSet } from '../destinations/registry.ts';
import type { MemberCard, StreamCard } from '../model/card.ts';
import { canonicalJson, isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Manifest, ValueFinding } from '../model/manifest.ts';
import type { StreamDetail } from '../model/observed.ts';
import type { Warning } from '../model/plan.ts';
import { isReference } from '../model/secret.ts';
import { membersOf } from './canonical/destination.ts';
import { byName, cardOf, destinationAt, destinationPaths, typeOf } from './canonical/destination-paths.ts';
import { canonicalMembers } from './canonical/members.ts';
import { isSameText } from './diff/comparable.ts';

/** What remains of a manifest's value findings once the account is known. */
export interface ValueRuleResult {
  /** Why the stream is blocked; absent if nothing blocks it. */
  readonly reason?: string;
  readonly warnings: readonly Warning[];
}

/** Both sides of one stream, as far as value rules compare them. */
export interface LiveContent {
  /** The latest version, sealed. */
  readonly detail: StreamDetail;
  /** The manifest's spec with ids for names, sealed like `detail`. */
  readonly wanted: JsonObject;
  /** Lists of both sides in canonical form. */
  readonly lists: { readonly wanted: JsonObject; readonly live: JsonObject };
}

type Path = readonly (string | number)[];

/** The API accepts these values, and a live stream with one is still worth a warning. */
const RISKS: readonly string[] = ['credential-in-path'];

/**
 * Judges what value rules found in a manifest. What the API returns is valid, so a finding is void while the live
 * stream has the same value for every member that it is about.
 * @param live absent for a stream that does not exist yet
 */
export function checkValues(card: StreamCard, manifest: Manifest, live?: LiveContent): ValueRuleResult {
  const isVoid = ({ members }: ValueFinding) =>
    live !== undefined && members.every((path) => isAsLive(card, manifest, path, live));
  const all = manifest.valueFindings ?? [];
  const found = all.filter((one) => !isVoid(one));
  const errors = found.filter(({ severity }) => severity === 'error');
  const warnings = all.filter((one) => (isVoid(one) ? RISKS.includes(one.code) : one.severity === 'warning'));
  return {
    ...(errors.length > 0 ? { reason: reasonOf(errors, live) } : {}),
    warnings: warnings.map(({ code, message }) => ({ code, message, name: manifest.name })),
  };
}

function reasonOf(errors: readonly ValueFinding[], live: LiveContent | undefined): string {
  const sentences = errors.map(({ message }) => message).join(' ');
  return live ? `${sentences} The live stream has another value there.` : sentences;
}

function isAsLive(card: StreamCard, manifest: Manifest, path: Path, live: LiveContent): boolean {
  const [member = ''] = path;
  if (member === 'streamName') return manifest.streamName === live.detail.name;
  if (card.lists.some((list) => list.member === member)) {
    return isSame(live.lists.wanted[member], live.lists.live[member]);
  }
  const { body } = live.detail;
  if (member === card.destinations)
    return isSamePlace(card, path.slice(1), live.wanted[member], body[member]);
  const cards = member === 'deliveryConfiguration' ? card.delivery : card.members;
  const inside = member === 'deliveryConfiguration' ? path.slice(1) : path;
  const of = (spec: JsonObject) => (member === 'deliveryConfiguration' ? blockAt(spec, member) : spec);
  return isSameMember(cards ?? {}, inside, of(live.wanted), of(body));
}

/** @param path inside the member that holds the destinations */
function isSamePlace(
  card: StreamCard,
  path: Path,
  wanted: Json | undefined,
  live: Json | undefined,
): boolean {
  const set = destinationSet(card);
  const [index] = path;
  const own = set.many ? valueAt(wanted, [index ?? '']) : wanted;
  const name = isObject(own) ? own[set.nameMember] : undefined;
  const other = set.many ? byName(set, live)[typeof name === 'string' ? name.trim() : ''] : live;
  const inside = set.many ? path.slice(1) : path;
  if (inside.length === 0) return isSame(own, other);
  if (!isObject(own) || !isObject(other)) return false;
  if (inside[0] === set.typeMember) return typeOf(set, own) === typeOf(set, other);
  return isSameMember(membersOf(set, cardOf(set, own)), inside, own, other);
}

function isSameMember(
  cards: Readonly<Record<string, MemberCard>>,
  path: Path,
  wanted: JsonObject,
  live: JsonObject,
): boolean {
  const name = String(path[0]);
  const card = Object.hasOwn(cards, name) ? cards[name] : undefined;
  // A response never has these values, so that nothing shows that they are what the stream has.
  if (!card || card.writeOnly) return false;
  // Findings never are about the value of a reference, only about whether the member is there.
  if (isReference(wanted[name])) return !['', null, undefined].some((nothing) => nothing === live[name]);
  const [own, other] = [wanted, live].map((side) => comparableValue(card, name, side));
  const inside = path.slice(1);
  const [item] = inside;
  if (card.caseless && isSameText(own, other)) return true;
  if (typeof item === 'number')
    return isArray(other) && other.some((one) => isSame(valueAt(own, inside), one));
  return isSame(valueAt(own, inside), valueAt(other, inside));
}

/** In canonical form, and as it is where that leaves a member out (`fixed`, or for streams of another type only). */
function comparableValue(card: MemberCard, name: string, side: JsonObject): Json | undefined {
  const { constant: _, onlyWhen: __, ...plain } = card;
  return canonicalMembers({ [name]: plain }, { [name]: side[name] ?? null }, 'wanted').known[name];
}

function valueAt(value: Json | undefined, path: Path): Json | undefined {
  let inside = value;
  for (const step of path) {
    if (typeof step === 'number') inside = isArray(inside) ? inside[step] : undefined;
    else inside = isObject(inside) && Object.hasOwn(inside, step) ? inside[step] : undefined;
  }
  return inside;
}

function blockAt(spec: JsonObject, member: string): JsonObject {
  const block = spec[member];
  return isObject(block) ? block : {};
}

function isSame(one: Json | undefined, other: Json | undefined): boolean {
  return canonicalJson(one ?? null) === canonicalJson(other ?? null);
}

/**
 * Whether a member of a destination has the value that the live stream has.
 * @param live raw, just read
 * @param filled canonical, with secrets as values
 */
export function isLiveValue(
  live: StreamDetail | undefined,
  filled: JsonObject,
  path: readonly string[],
  member: string,
): boolean {
  const value = destinationAt(filled, path)?.[member];
  if (!live || value === undefined) return false;
  const places = destinationPaths(streamCard(live.collection), live.body);
  return places.some((place) => isSame([...place.path], [...path]) && isSame(place.value[member], value));
}
