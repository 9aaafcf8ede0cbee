/** Any JSON value. Members of objects and items of arrays are never mutated. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [member: string]: Json;
}

/** Parses JSON. Returns undefined for a string that is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns true for a JSON object. Arrays and null are not objects. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns true for an array. Narrows to `readonly Json[]`, which `Array.isArray` does not do for a readonly type. */
export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Returns the objects in a list, or none if the value is not a list. */
export function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return (isArray(value) ? value : []).filter(isObject);
}

/**
 * Returns a JSON string with members in code-point order. Equal values give equal strings, independent of the order
 * in which they were built.
 */
export function canonicalJson(value: Json): string {
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((m) => `${JSON.stringify(m)}:${canonicalJson(value[m] ?? null)}`).join(',')}}`;
}

/** Returns one segment of a JSON Pointer, escaped as defined by RFC 6901. */
export function pointerSegment(member: string | number): string {
  const text = String(member);
  return /[~/]/.test(text) ? text.replaceAll('~', '~0').replaceAll('/', '~1') : text;
}

/** Returns the segments of a JSON Pointer, unescaped. */
export function pointerSteps(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Removes the members for which a predicate returns true. */
export function without(object: JsonObject, drop: (member: string) => boolean): JsonObject {
  if (!Object.keys(object).some(drop)) return object;
  return Object.fromEntries(Object.entries(object).filter(([member]) => !drop(member)));
}

/** Changes the value of each member. `Object.fromEntries` is safe for a member named `__proto__`; an assignment is not. */
export function mapMembers(object: JsonObject, change: (value: Json, member: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([member, value]) => [member, change(value, member)]));
}
