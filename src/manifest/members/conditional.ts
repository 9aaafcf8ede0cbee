import type { FieldCard, StreamCard } from '../../model/card.ts';
import { isArray, type Json, type JsonObject } from '../../model/json.ts';

/** A member or field applies only to streams in which another member has this value. */
export type Only = NonNullable<FieldCard['onlyWhen']>;

/** Returns the values of the member in `only` for which the condition is false. */
export function othersThan({ member, equals }: Only, card: StreamCard): readonly Json[] {
  const choices = card.members[member]?.schema['enum'];
  return isArray(choices) ? choices.filter((choice) => choice !== equals) : [];
}

/**
 * Returns whether a spec is of another type. A spec without a type, or with an unknown type, is reported by the rule
 * for the type alone.
 */
export function isOfOther(only: Only, spec: JsonObject, card: StreamCard): boolean {
  const value = spec[only.member];
  return value !== undefined && othersThan(only, card).includes(value);
}
