import type { FieldCard, StreamCard } from '../../model/card.ts';
import { isArray, type Json, type JsonObject } from '../../model/json.ts';

/** What a member or field is for: streams in which another member has this value. */
export type Only = NonNullable<FieldCard['onlyWhen']>;

/** The values of the member that `only` speaks of under which it does not hold. */
export function othersThan({ member, equals }: Only, card: StreamCard): readonly Json[] {
  const choices = card.members[member]?.schema['enum'];
  return isArray(choices) ? choices.filter((choice) => choice !== equals) : [];
}

/** Whether a spec is of another type. One without a type, or of a type that there is not, is told of that alone. */
export function isOfOther(only: Only, spec: JsonObject, card: StreamCard): boolean {
  const value = spec[only.member];
  return value !== undefined && othersThan(only, card).includes(value);
}
