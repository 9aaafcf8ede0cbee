/** Any JSON value. Members of objects and items of arrays are never changed in place. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [member: string]: Json;
}

/** Tells a JSON object from every other value (arrays and null are none). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Tells an array; narrows to `readonly Json[]`, which `Array.isArray` does not do for a readonly type. */
export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** JSON text with members in code-point order: equal values give equal text, whatever order they were built in. */
export function canonicalJson(value: Json): string {
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((m) => `${JSON.stringify(m)}:${canonicalJson(value[m] ?? null)}`).join(',')}}`;
}

/** One segment of a JSON Pointer, escaped as RFC 6901 asks. */
export function pointerSegment(member: string | number): string {
  return String(member).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The steps of a JSON Pointer, as they were before they were escaped. */
export function pointerSteps(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
