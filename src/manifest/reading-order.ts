import { streamCard } from '../collections/registry.ts';
import { destinationCard, destinationSet } from '../destinations/registry.ts';
import { DELIVERY, type StreamCard } from '../model/card.ts';
import type { Collection } from '../model/collection.ts';
import type { DestinationSet } from '../model/destination-card.ts';
import { isArray, isObject, type JsonObject } from '../model/json.ts';
import type { UnknownType } from '../model/manifest.ts';
import { ALLOW_UNKNOWN_TYPE, EXTRA } from './members/own-members.ts';

/** Akamai's members of a manifest, in any order. */
export interface UnorderedSpec {
  readonly collection: Collection;
  /** In manifest form: short lists, secrets as references. */
  readonly spec: JsonObject;
  readonly unknownTypes?: readonly UnknownType[];
}

/**
 * Orders members for reading: what the stream is, contract and group, what is logged, how it is delivered, where to.
 */
export function inReadingOrder({ collection, spec, unknownTypes = [] }: UnorderedSpec): JsonObject {
  const card = streamCard(collection);
  const set = destinationSet(card);
  const { type, dependent } = typeMembers(card);
  const order = [
    ...type,
    'contractId',
    'groupId',
    ...dependent,
    ...card.lists.map(({ member }) => member),
    ...Object.keys(card.members),
    DELIVERY,
    set.member,
    EXTRA,
  ];
  const members = {
    ...spec,
    ...inside(spec, DELIVERY, (value) => sorted(value, Object.keys(card.delivery ?? {}))),
    ...inside(spec, set.member, (value) => {
      const destination = withAllowance(set, value, unknownTypes);
      return sorted(destination, destinationOrder(set, destination));
    }),
  };
  return sorted(members, order);
}

/** Returns members that specify the type of stream (`streamType`), and those that only one type has (`timeFrame`). */
function typeMembers({ members }: StreamCard) {
  const dependent = Object.entries(members).flatMap(([name, { onlyWhen: only }]) =>
    only ? [{ name, only }] : [],
  );
  return {
    type: new Set(dependent.map(({ only }) => only.member)),
    dependent: dependent.map(({ name }) => name),
  };
}

/** Changes each block of a member that is a block or a list of blocks. */
function inside(spec: JsonObject, member: string, change: (block: JsonObject) => JsonObject): JsonObject {
  const value = spec[member];
  if (isArray(value)) return { [member]: value.map((item) => (isObject(item) ? change(item) : item)) };
  return isObject(value) ? { [member]: change(value) } : {};
}

/** Adds `allowUnknownType`: without it, a manifest may not have a type that has no card. */
function withAllowance(
  set: DestinationSet,
  destination: JsonObject,
  unknownTypes: readonly UnknownType[],
): JsonObject {
  const type = destination[set.typeMember];
  if (typeof type !== 'string' || destinationCard(set, type)) return destination;
  const name = destination[set.nameMember];
  const stated = unknownTypes.find(({ path }) => path[1] === undefined || path[1] === name);
  return { ...destination, [ALLOW_UNKNOWN_TYPE]: stated?.withoutSecrets ? 'without-secrets' : true };
}

function destinationOrder(set: DestinationSet, destination: JsonObject): readonly string[] {
  const type = destination[set.typeMember];
  const card = typeof type === 'string' ? destinationCard(set, type) : undefined;
  return [set.typeMember, ALLOW_UNKNOWN_TYPE, set.nameMember, ...Object.keys(card?.members ?? {})];
}

/** Members of `order` come first, in that order. The others follow in their existing order, with `extra` last. */
function sorted(value: JsonObject, order: readonly string[]): JsonObject {
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const last = (name: string) => (name === EXTRA ? 1 : 0);
  const names = Object.keys(value).sort((a, b) => last(a) - last(b) || rank(a) - rank(b));
  return Object.fromEntries(names.map((name) => [name, value[name] ?? null]));
}
