import { streamCard } from '../../collections/registry.ts';
import {
  byName,
  cardOf,
  destinationAt,
  destinationPaths,
  typeOf,
} from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import type { Obstacle } from '../../model/blocked-code.ts';
import { DELIVERY, type StreamCard } from '../../model/card.ts';
import { canonicalJson, isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Manifest, ValueFinding } from '../../model/manifest.ts';
import type { MemberCard, MemberCards } from '../../model/member-card.ts';
import type { StreamDetail } from '../../model/observed.ts';
import type { Warning } from '../../model/plan.ts';
import { isReference } from '../../model/secret.ts';
import { membersOf } from '../canonical/destination.ts';
import { canonicalMembers } from '../canonical/members.ts';
import { isSameText } from '../diff/comparable-members.ts';

/** The value findings of a manifest that remain after comparison with the account. */
export interface ValueRuleResult {
  /** Why the stream is blocked, with the code of the first finding; absent if it is not. */
  readonly obstacle?: Obstacle;
  readonly warnings: readonly Warning[];
}

/** Both sides of one stream, as far as value rules compare them. */
export interface LiveContent {
  /** The latest version, redacted. */
  readonly detail: StreamDetail;
  /** The manifest's spec with ids for names, redacted like `detail`. */
  readonly wanted: JsonObject;
  /** Lists of both sides in canonical form. */
  readonly lists: { readonly wanted: JsonObject; readonly live: JsonObject };
}

type Path = readonly (string | number)[];

/** The API accepts these values, but a live stream with one of them still needs a warning. */
const RISKS: readonly string[] = ['credential-in-path'];

/**
 * Evaluates the value findings of a manifest. A value that the API returns is valid. A finding is therefore dropped if
 * the live stream has the same value for every member of the finding.
 *
 * @param live absent for a stream that does not exist yet
 */
export function checkValues(card: StreamCard, manifest: Manifest, live?: LiveContent): ValueRuleResult {
  const isVoid = ({ members }: ValueFinding) =>
    live !== undefined && members.every((path) => isAsLive(card, manifest, path, live));
  const all = manifest.valueFindings ?? [];
  const found = all.filter((one) => !isVoid(one));
  const errors = found.filter(({ severity }) => severity === 'error');
  const warnings = all.filter((one) => (isVoid(one) ? RISKS.includes(one.code) : one.severity === 'warning'));
  const [first] = errors;
  return {
    ...(first ? { obstacle: { code: first.code, reason: reasonOf(errors, live) } } : {}),
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
  const cards = member === DELIVERY ? card.delivery : card.members;
  const inside = member === DELIVERY ? path.slice(1) : path;
  const of = (spec: JsonObject) => (member === DELIVERY ? blockAt(spec, member) : spec);
  return isSameMember(cards ?? {}, inside, of(live.wanted), of(body));
}

/**
 * Compares a member of a destination.
 *
 * @param path relative to the member that contains the destinations
 */
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

function isSameMember(cards: MemberCards, path: Path, wanted: JsonObject, live: JsonObject): boolean {
  const name = String(path[0]);
  const card = Object.hasOwn(cards, name) ? cards[name] : undefined;
  // A response never contains these values, so nothing shows that the stream has them.
  if (!card || card.writeOnly) return false;
  // A finding is never about the value of a reference, only about the presence of the member.
  if (isReference(wanted[name])) return !['', null, undefined].some((nothing) => nothing === live[name]);
  const [own, other] = [wanted, live].map((side) => comparableValue(card, name, side));
  const inside = path.slice(1);
  const [item] = inside;
  if (card.caseless && isSameText(own, other)) return true;
  if (typeof item === 'number')
    return isArray(other) && other.some((one) => isSame(valueAt(own, inside), one));
  return isSame(valueAt(own, inside), valueAt(other, inside));
}

/**
 * The value in canonical form. It ignores `constant` and `onlyWhen`, so that a member is not omitted because it is
 * fixed or belongs to streams of another type.
 */
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
 * Returns whether a member of a destination has the same value as in the live stream.
 *
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
