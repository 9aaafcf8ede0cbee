import { isSameType } from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import type { StreamCard } from '../../model/card.ts';
import {
  canonicalJson,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  pointerSegment,
} from '../../model/json.ts';
import type { MemberCard } from '../../model/member-card.ts';
import { canonicalMember } from '../canonical/members.ts';
import { type Block, blocksOf, withBlocks } from '../canonical/spec-blocks.ts';
import { isSameText } from './comparable-members.ts';

/**
 * JSON Pointers of the members whose value is only a default.
 *
 * @param spec the manifest's, with `extra` merged
 * @param desired its canonical form
 */
export function defaultedMembers(card: StreamCard, spec: JsonObject, desired: JsonObject): readonly string[] {
  const given = new Map(blocksOf(card, spec).map(({ pointer, value }) => [pointer, value]));
  return blocksOf(card, desired).flatMap(({ pointer, value, members }) => {
    const own = given.get(pointer) ?? {};
    const isDefaulted = (member: string) => {
      const known = cardOf(members, member);
      return known?.default !== undefined && canonicalMember(known, own[member]) === undefined;
    };
    return Object.keys(value)
      .filter(isDefaulted)
      .map((member) => pointerTo(pointer, member));
  });
}

/**
 * Returns whether a request omits a member, so that the vendor's default applies.
 *
 * @param returned the live stream's value in canonical form; absent if the response has none or there is no stream
 * @param isDefaulted whether the value is only a default
 */
export function isLeftOut(
  { default: byDefault, sendsDefault }: MemberCard,
  value: Json,
  returned: Json | undefined,
  isDefaulted: boolean,
): boolean {
  if (byDefault === undefined || !isSame(value, byDefault)) return false;
  // No client sends an empty list, so whether the API accepts one is not known.
  if (isArray(byDefault) && byDefault.length === 0) return true;
  const isChanged = returned !== undefined && !isSame(returned, value);
  switch (sendsDefault) {
    case 'always':
      return false;
    case 'repeated':
      return isDefaulted && returned === undefined;
    case 'if-different':
      return !isChanged;
    case undefined:
      return isDefaulted && !isChanged;
    default:
      return sendsDefault satisfies never;
  }
}

/**
 * Returns the part of a desired spec that a request contains. Defaults that the manifest does not state are omitted. A
 * value with the same meaning as the live one is spelled as in the response (`Oracle_Cloud_Storage`), as the official
 * clients do: the vendor may distinguish the spellings.
 *
 * @param spec canonical, with secrets as values
 * @param live the body of a fresh read; absent for a create
 */
export function sentSpec(
  card: StreamCard,
  spec: JsonObject,
  defaulted: readonly string[],
  live: JsonObject = {},
): JsonObject {
  const returned = new Map(blocksOf(card, live).map(({ pointer, value }) => [pointer, value]));
  return withBlocks(card, spec, (block) => {
    const own = returned.get(block.pointer) ?? {};
    const isComparable = block.typeMember === undefined || isSameType(destinationSet(card), block.value, own);
    return sentBlock(block, isComparable ? own : {}, defaulted);
  });
}

function sentBlock(block: Block, returned: JsonObject, defaulted: readonly string[]): JsonObject {
  const { members, pointer, value } = block;
  const isSent = ([member, content]: readonly [string, Json]) => {
    const known = cardOf(members, member);
    if (!known) return true;
    const isDefaulted = defaulted.includes(pointerTo(pointer, member));
    return !isLeftOut(known, content, canonicalMember(known, returned[member]), isDefaulted);
  };
  const sent = Object.entries(value)
    .filter(isSent)
    .map(([member, content]) => [member, spelledAsLive(block, member, content, returned[member])] as const);
  return { ...emptyTexts(block, returned), ...Object.fromEntries(sent) };
}

function spelledAsLive(
  { members, typeMember }: Block,
  member: string,
  value: Json,
  returned: Json | undefined,
): Json {
  if (returned === undefined || returned === null || isObject(returned)) return value;
  if (member === typeMember) return returned;
  const known = cardOf(members, member);
  if (!known || !hasOwnSpelling(known)) return value;
  const canonical = canonicalMember(known, returned);
  return isSame(canonical, value) || (known.caseless && isSameText(canonical, value)) ? returned : value;
}

/**
 * The live stream's empty strings for members without a desired value. An empty string means the same as a missing
 * member, but the API may require the member (`path` of S3).
 */
function emptyTexts({ members, value }: Block, returned: JsonObject): JsonObject {
  const isEmpty = (member: string) => {
    const known = cardOf(members, member);
    return (
      known !== undefined && hasOwnSpelling(known) && value[member] === undefined && returned[member] === ''
    );
  };
  return Object.fromEntries(Object.entries(returned).filter(([member]) => isEmpty(member)));
}

/**
 * Returns whether the spelling of the live value can be reused. Ids are sent without the prefix of other tools and are
 * omitted if empty. Values that the vendor fixes are not sent. Members that belong to other kinds of streams have no
 * meaning.
 */
function hasOwnSpelling({ writeOnly, prefix, constant: fixed, onlyWhen: only }: MemberCard): boolean {
  return !writeOnly && prefix === undefined && fixed === undefined && only === undefined;
}

function cardOf(members: Block['members'], member: string): MemberCard | undefined {
  return Object.hasOwn(members, member) ? members[member] : undefined;
}

function pointerTo(block: string, member: string): string {
  return `${block}/${pointerSegment(member)}`;
}

function isSame(one: Json | undefined, other: Json | undefined): boolean {
  return canonicalJson(one ?? null) === canonicalJson(other ?? null);
}
