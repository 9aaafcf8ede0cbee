import type { JsonObject } from '../../model/json.ts';

/** JSON Schema's keyword, by name: written as a member, it would make an object look like a promise. */
const THEN = 'then';

/** A schema that asks for something under a condition only. */
export function when(condition: JsonObject, consequence: JsonObject): JsonObject {
  return { if: condition, [THEN]: consequence };
}

/** The object has the member, and the member's value is as the schema says. */
export function having(member: string, schema: JsonObject): JsonObject {
  return { properties: { [member]: schema }, required: [member] };
}
