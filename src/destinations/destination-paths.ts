import type { StreamCard } from '../model/card.ts';
import type { DestinationCard, DestinationSet } from '../model/destination-card.ts';
import { isArray, isObject, type Json, type JsonObject, mapMembers } from '../model/json.ts';
import { destinationCard, destinationSet } from './registry.ts';

/** One destination of a stream, and its path in a spec: `['destination']`, `['connectors', 'Archive']`. */
export interface DestinationPath {
  readonly path: readonly string[];
  readonly value: JsonObject;
}

/**
 * Lists the destinations of a spec in any of its forms: one object; a list, as in manifests and responses; or an
 * object by name, as in canonical form.
 */
export function destinationPaths(card: StreamCard, spec: JsonObject | undefined): readonly DestinationPath[] {
  const set = destinationSet(card);
  const held = spec?.[set.member];
  if (!set.many) return isObject(held) ? [{ path: [set.member], value: held }] : [];
  return Object.entries(byName(set, held)).map(([name, value]) => ({ path: [set.member, name], value }));
}

/** Returns whether two paths are equal. */
export function isSamePath(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((step, index) => step === other[index]);
}

/** Returns the destination of a spec at a path, or `undefined` if there is none. */
export function destinationAt(
  spec: JsonObject | undefined,
  [member = '', name]: readonly string[],
): JsonObject | undefined {
  const held = own(spec, member);
  const value = name === undefined ? held : own(isObject(held) ? held : undefined, name);
  return isObject(value) ? value : undefined;
}

/** Applies a function to each destination of a spec. The form of the spec does not change. */
export function mapDestinations(
  card: StreamCard,
  spec: JsonObject,
  change: (destination: JsonObject) => JsonObject,
): JsonObject {
  const set = destinationSet(card);
  const held = spec[set.member];
  const changed = (value: Json): Json => (isObject(value) ? change(value) : value);
  if (isArray(held)) return { ...spec, [set.member]: held.map(changed) };
  if (!isObject(held)) return spec;
  return { ...spec, [set.member]: set.many ? mapMembers(held, changed) : change(held) };
}

/**
 * Returns destinations by name. If two have the same name, a number is added. No manifest may contain such a pair, but
 * a response can.
 */
export function byName(set: DestinationSet, held: Json | undefined): Readonly<Record<string, JsonObject>> {
  if (isObject(held)) {
    return Object.fromEntries(
      Object.entries(held).flatMap(([name, value]) => (isObject(value) ? [[name, value]] : [])),
    );
  }
  const named = new Map<string, JsonObject>();
  for (const value of isArray(held) ? held.filter(isObject) : []) {
    const result = value[set.nameMember];
    const name = typeof result === 'string' ? result.trim() : '';
    named.set(freeName(name, named), value);
  }
  return Object.fromEntries(named);
}

function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name} (${number})`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** Returns the card of a destination in a spec or in a response; `undefined` for a type that has no card yet. */
export function cardOf(set: DestinationSet, destination: Json | undefined): DestinationCard | undefined {
  const type = isObject(destination) ? destination[set.typeMember] : undefined;
  return typeof type === 'string' ? destinationCard(set, type) : undefined;
}

/** Returns the type of a destination in upper case; empty if it has none. */
export function typeOf(set: DestinationSet, destination: JsonObject | undefined): string {
  const type = destination?.[set.typeMember];
  return typeof type === 'string' ? type.trim().toUpperCase() : '';
}

function own(object: JsonObject | undefined, member: string): Json | undefined {
  return object && Object.hasOwn(object, member) ? object[member] : undefined;
}

/** Returns whether two destinations are of the same type. Both must be in canonical form. */
export function isSameType(set: DestinationSet, one: JsonObject, other: JsonObject): boolean {
  return typeOf(set, one) === typeOf(set, other);
}

/**
 * Returns true for a member that is read-only in every type of a set (`connectorId`), and therefore also in a new type
 * of the vendor.
 */
export function isReadOnlyInAll({ cards }: DestinationSet, member: string): boolean {
  return cards.every(({ readOnly }) => readOnly.includes(member));
}
