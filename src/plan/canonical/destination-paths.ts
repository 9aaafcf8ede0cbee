import { destinationCard, destinationSet } from '../../destinations/registry.ts';
import type { DestinationCard, DestinationSet, StreamCard } from '../../model/card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';

/** One destination of a stream, and where it stands in a spec: `['destination']`, `['connectors', 'Archive']`. */
export interface DestinationPath {
  readonly path: readonly string[];
  readonly value: JsonObject;
}

/**
 * Destinations of a spec, whatever its form: one object; a list, as manifests and answers have it; or an object by
 * name, as the canonical form has it.
 */
export function destinationPaths(card: StreamCard, spec: JsonObject | undefined): readonly DestinationPath[] {
  const set = destinationSet(card);
  const held = spec?.[set.member];
  if (!set.many) return isObject(held) ? [{ path: [set.member], value: held }] : [];
  return Object.entries(byName(set, held)).map(([name, value]) => ({ path: [set.member, name], value }));
}

/** The destination of a spec that stands at a place; nothing where it has none there. */
export function destinationAt(
  spec: JsonObject | undefined,
  [member = '', name]: readonly string[],
): JsonObject | undefined {
  const held = own(spec, member);
  const value = name === undefined ? held : own(isObject(held) ? held : undefined, name);
  return isObject(value) ? value : undefined;
}

/** A spec with each of its destinations changed, in the form that it has. */
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
  return { ...spec, [set.member]: set.many ? mapped(held, changed) : change(held) };
}

/** Members of an object, each changed. Built from entries: a connector may be called `__proto__`. */
function mapped(object: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}

/**
 * Several destinations by their names. Two of one name, which no manifest may have but an answer might, are told
 * apart by a number.
 */
export function byName(set: DestinationSet, held: Json | undefined): Readonly<Record<string, JsonObject>> {
  if (isObject(held)) {
    return Object.fromEntries(
      Object.entries(held).flatMap(([name, value]) => (isObject(value) ? [[name, value]] : [])),
    );
  }
  const named = new Map<string, JsonObject>();
  for (const value of isArray(held) ? held.filter(isObject) : []) {
    const told = value[set.nameMember];
    const name = typeof told === 'string' ? told.trim() : '';
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

/** The card of a destination as it stands in a spec or an answer; none for types that are new at the vendor. */
export function cardOf(set: DestinationSet, destination: Json | undefined): DestinationCard | undefined {
  const type = isObject(destination) ? destination[set.typeMember] : undefined;
  return typeof type === 'string' ? destinationCard(set, type) : undefined;
}

/** A destination's type, upper case; empty where it has none. */
export function typeOf(set: DestinationSet, destination: JsonObject | undefined): string {
  const type = destination?.[set.typeMember];
  return typeof type === 'string' ? type.trim().toUpperCase() : '';
}

function own(object: JsonObject | undefined, member: string): Json | undefined {
  return object && Object.hasOwn(object, member) ? object[member] : undefined;
}

/** Whether two destinations are of one type, as both canonical forms spell it. */
export function isSameType(set: DestinationSet, one: JsonObject, other: JsonObject): boolean {
  return typeOf(set, one) === typeOf(set, other);
}
