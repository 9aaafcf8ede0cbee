import type { JsonObject } from '../../model/json.ts';

/** JSON Schema's keyword as a computed name: written as a member, it would make an object look like a promise. */
const THEN = 'then';

/** Creates a schema that requires something under a condition only. */
export function when(condition: JsonObject, consequence: JsonObject): JsonObject {
  return { if: condition, [THEN]: consequence };
}

/** Creates a schema for an object that has the member with a value that matches `schema`. */
export function having(member: string, schema: JsonObject): JsonObject {
  return { properties: { [member]: schema }, required: [member] };
}
