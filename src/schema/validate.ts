import { Ajv, type Options, type ValidateFunction } from 'ajv';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Shape } from '../model/shape.ts';
import { describeViolation, type Violation } from './violation.ts';

/** Schemas are constants of this product, so checking and optimizing them would only cost time at each start. */
const OPTIONS: Options = { strict: true, meta: false, validateSchema: false, code: { optimize: false } };
const READING: Options = { ...OPTIONS, ownProperties: true, formats: { timestamp: isTimestamp } };

const forReading = compiler(READING, readable);
const forExplaining = compiler({ ...READING, verbose: true }, readable);
const forFindings = compiler({ ...OPTIONS, allErrors: true, verbose: true, strictTypes: false });

/**
 * Says what is wrong with an external value, as a clause with a JSON Pointer. Members that the shape does not have are
 * ignored, because a later version may have written them.
 * @returns `undefined` if the value is valid
 */
export function faultIn(shape: Shape<unknown>, value: unknown): string | undefined {
  if (isOf(shape, value)) return undefined;
  const validate = forExplaining(shape);
  validate(value);
  const violation = validate.errors?.at(-1);
  return violation ? describeViolation(violation) : 'it is not valid';
}

/** Returns whether an external value is valid. It may have members that the shape does not have. */
export function isOf<T>(shape: Shape<T>, value: unknown): value is T {
  return forReading(shape)(value);
}

/**
 * Reads an external value.
 * @returns a copy without the members that the shape does not have; `undefined` if the value is not valid
 */
export function parseAs<T>(shape: Shape<T>, value: unknown): T | undefined {
  return isOf(shape, value) ? (onlyKnown(shape, value as Json) as T) : undefined;
}

/** Returns every violation of a JSON Schema. */
export function violationsOf(schema: JsonObject, value: Json): readonly Violation[] {
  const validate = forFindings(schema);
  return validate(value) ? [] : (validate.errors ?? []);
}

/** Date parsers also accept comments and times without a zone. */
function isTimestamp(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) && Number.isFinite(Date.parse(text));
}

/** Compiling takes milliseconds, so each schema is compiled when it is first needed. */
function compiler(options: Options, form: (schema: JsonObject) => JsonObject = (schema) => schema) {
  const compiled = new WeakMap<JsonObject, ValidateFunction>();
  let ajv: Ajv | undefined;
  return (schema: JsonObject): ValidateFunction => {
    const known = compiled.get(schema);
    if (known) return known;
    ajv ??= new Ajv(options);
    const validate = ajv.compile(form(schema));
    compiled.set(schema, validate);
    return validate;
  };
}

/**
 * The schema for reading: unknown members are allowed, and integers must be exact as doubles, because other integers
 * change when they are parsed.
 */
function readable(schema: JsonObject): JsonObject {
  const { additionalProperties, ...rest } = schema;
  const members = Object.entries(rest).map(([keyword, value]) => [keyword, readableJson(value)] as const);
  return {
    ...Object.fromEntries(members),
    ...(isObject(additionalProperties) ? { additionalProperties: readable(additionalProperties) } : {}),
    ...(schema['type'] === 'integer' ? { maximum: Number.MAX_SAFE_INTEGER } : {}),
  };
}

function readableJson(value: Json): Json {
  if (isArray(value)) return value.map(readableJson);
  return isObject(value) ? readable(value) : value;
}

/** A valid value without the members that its shape does not have. */
function onlyKnown(schema: JsonObject, value: Json): Json {
  const { items, properties, oneOf } = schema;
  if (isArray(oneOf)) {
    const branch = oneOf.filter(isObject).find((one) => isOf(one, value));
    return branch ? onlyKnown(branch, value) : value;
  }
  if (isArray(value)) return isObject(items) ? value.map((item) => onlyKnown(items, item)) : value;
  if (!isObject(value) || !isObject(properties)) return value;
  const members = Object.entries(properties).flatMap(([member, inner]) =>
    isObject(inner) && Object.hasOwn(value, member)
      ? [[member, onlyKnown(inner, value[member] ?? null)] as const]
      : [],
  );
  return Object.fromEntries(members);
}
