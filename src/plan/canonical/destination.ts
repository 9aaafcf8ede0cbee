import { isDefaultHost } from '../../destinations/default-host.ts';
import { byName, cardOf, isReadOnlyInAll } from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import type { StreamCard } from '../../model/card.ts';
import type { DestinationCard, DestinationSet } from '../../model/destination-card.ts';
import { isObject, type Json, type JsonObject, without } from '../../model/json.ts';
import type { MemberCards } from '../../model/member-card.ts';
import { canonicalMembers, type Side, type Split } from './members.ts';

/**
 * Converts all destinations of a spec to canonical form, under the member of their set: one object, or an object by
 * name. The member is absent if there are no destinations.
 */
export function canonicalDestinations(card: StreamCard, raw: JsonObject, side: Side): Split {
  const set = destinationSet(card);
  const held = raw[set.member];
  if (!set.many) {
    const { known, unknown } = canonicalDestination(set, objectOr(held), side);
    return { known: { [set.member]: known }, unknown: nested(set.member, unknown) };
  }
  const splits = Object.entries(byName(set, held)).map(
    ([name, value]) => [name, canonicalDestination(set, value, side)] as const,
  );
  const unknown = splits.filter(([, split]) => Object.keys(split.unknown).length > 0);
  return {
    known: nested(set.member, Object.fromEntries(splits.map(([name, split]) => [name, split.known]))),
    unknown: nested(set.member, Object.fromEntries(unknown.map(([name, split]) => [name, split.unknown]))),
  };
}

/** Returns an object under a member name; empty if the object is empty. */
export function nested(member: string, object: JsonObject): JsonObject {
  return Object.keys(object).length === 0 ? {} : { [member]: object };
}

/**
 * Converts a destination to canonical form. If the type has no card, only the type and the name are known. All other
 * members are treated like `extra`: compared if both sides have them, and carried.
 */
function canonicalDestination(set: DestinationSet, raw: JsonObject, side: Side): Split {
  const card = cardOf(set, raw);
  const returned = raw[set.typeMember];
  const { known, unknown } = canonicalMembers(
    membersOf(set, card),
    without(raw, (member) => member === set.typeMember),
    side,
  );
  const type = card?.type ?? (typeof returned === 'string' ? returned.trim() : returned);
  const spec = {
    ...(type === undefined ? {} : { [set.typeMember]: type }),
    ...withoutDefaultHost(card, known),
  };
  if (side === 'wanted') return { known: spec, unknown };
  if (!card) return { known: spec, unknown: without(unknown, (member) => isReadOnlyInAll(set, member)) };
  return {
    known: {
      ...without(spec, (member) => card.members[member]?.writeOnly === true),
      ...certificateFlag(card, raw),
    },
    unknown: without(unknown, (member) => card.readOnly.includes(member)),
  };
}

const MEMBERS = new WeakMap<DestinationCard, MemberCards>();

/** The known members of a destination, including its name. Without a card, only the name is known. */
export function membersOf(set: DestinationSet, card: DestinationCard | undefined): MemberCards {
  const name = { [set.nameMember]: set.name };
  if (!card) return name;
  const known = MEMBERS.get(card) ?? { ...name, ...card.members };
  MEMBERS.set(card, known);
  return known;
}

/**
 * Returns whether a member is the flag of a client certificate in canonical form. No manifest has it: the certificate
 * itself is the member to set.
 */
export function isCertificateFlag({ cards }: DestinationSet, member: string): boolean {
  return cards.some(({ clientCertificate }) => clientCertificate?.flags[0] === member);
}

function certificateFlag({ clientCertificate }: DestinationCard, raw: JsonObject): JsonObject {
  if (!clientCertificate) return {};
  const { flags } = clientCertificate;
  return { [flags[0]]: flags.some((flag) => isOn(raw[flag])) };
}

function isOn(value: Json | undefined): boolean {
  return value === true || (typeof value === 'string' && /^(enabled|true)$/i.test(value));
}

/** Drops a host name that is equal to its default, since it carries no information. */
function withoutDefaultHost(card: DestinationCard | undefined, known: JsonObject): JsonObject {
  return without(known, (member) => isDefaultHost(card, member, known[member], known));
}

/** Returns a value as an object; anything else becomes an empty object. */
export function objectOr(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
