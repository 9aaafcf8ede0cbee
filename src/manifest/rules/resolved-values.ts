import { streamCard } from '../../collections/registry.ts';
import { destinationCard, destinationSet } from '../../destinations/registry.ts';
import type { Collection } from '../../model/collection.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { isReference, referenceText } from '../../model/secret.ts';
import { checkMember } from './members.ts';

/** A resolved reference whose value violates a rule. */
export interface ResolvedFault {
  /** The path of its destination in a canonical spec: `['destination']`, `['connectors', 'Archive']`. */
  readonly path: readonly string[];
  readonly member: string;
  /** One sentence and a hint. They never contain the value. */
  readonly message: string;
}

/**
 * Checks the values of resolved references against the rules for literal values.
 * @param spec canonical, with references
 * @param filled the same spec with values
 */
export function resolvedFaults(
  collection: Collection,
  spec: JsonObject,
  filled: JsonObject,
): readonly ResolvedFault[] {
  const set = destinationSet(streamCard(collection));
  const held = spec[set.member];
  const values = filled[set.member];
  if (!isObject(held) || !isObject(values)) return [];
  if (!set.many) return faultsOf([set.member], held, values);
  return Object.entries(held).flatMap(([name, place]) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return isObject(place) && isObject(value) ? faultsOf([set.member, name], place, value) : [];
  });

  function faultsOf(path: readonly string[], place: JsonObject, value: JsonObject): readonly ResolvedFault[] {
    const type = place[set.typeMember];
    const card = typeof type === 'string' ? destinationCard(set, type) : undefined;
    return Object.entries(card?.members ?? {}).flatMap(([member, one]) => {
      const reference = place[member];
      if (!isReference(reference)) return [];
      const { writeOnly: _, ...readable } = one;
      const problems = [...checkMember(readable, value[member] ?? null, [...path, member], { shown: false })];
      return problems
        .filter(({ severity, code }) => severity === 'error' && code === 'invalid-value')
        .map(({ message, hint }) => ({ path, member, message: sentenceOf(reference, message, hint) }));
    });
  }
}

function sentenceOf(reference: Json, message: string, hint: string | undefined): string {
  const from = isReference(reference) ? referenceText(reference) : '';
  return [`The value of ${from} breaks a rule: ${message}`, hint].filter(Boolean).join(' ');
}
