import type { Json, JsonObject } from './json.ts';

declare const VALUE: unique symbol;

/**
 * The JSON Schema (draft 7) of the values of one type. It is the only definition of that type: `Static` is the TypeScript
 * type, the `schema` module validates values, and the published schemas are printed from it.
 */
export interface Shape<T> extends JsonObject {
  /** Exists for the compiler only. */
  readonly [VALUE]?: T;
}

/** The type of the values of a shape. All members and lists are readonly. */
export type Static<S> = S extends Shape<infer T> ? T : never;

/** Shapes by member. The name of an optional member ends in `?`. */
type Members = Readonly<Record<string, Shape<unknown>>>;

/** The type of an object with these members. */
export type ObjectOf<M> = Flat<
  { readonly [N in keyof M as N extends `${string}?` ? never : N]: Static<M[N]> } & {
    readonly [N in keyof M as N extends `${infer Name}?` ? Name : never]?: Static<M[N]>;
  }
>;
type Flat<T> = { [N in keyof T]: T[N] };

/** An object with these members. The published schema allows no other members; a reader ignores them. */
export function object<const M extends Members>(members: M, description?: string): Shape<ObjectOf<M>> {
  const names = Object.keys(members);
  return {
    type: 'object',
    ...described(description),
    properties: Object.fromEntries(names.map((name) => [name.replace(/\?$/, ''), members[name] ?? {}])),
    required: names.filter((name) => !name.endsWith('?')),
    additionalProperties: false,
  };
}

/** An object with members of one shape, for some of these names. */
export function someOf<const Name extends string, T>(
  names: readonly Name[],
  shapeOf: (name: Name) => Shape<T>,
  description?: string,
): Shape<{ readonly [N in Name]?: T }> {
  const schema: JsonObject = object(
    Object.fromEntries(names.map((name) => [`${name}?`, shapeOf(name)])),
    description,
  );
  return schema;
}

/** An object with members of one shape and any names. */
export function mapOf<T>(value: Shape<T>, description?: string): Shape<Readonly<Record<string, T>>> {
  return { type: 'object', additionalProperties: value, ...described(description) };
}

export function list<T>(items: Shape<T>): Shape<readonly T[]>;
export function list<T>(description: string, items: Shape<T>): Shape<readonly T[]>;
export function list(...args: [Shape<unknown>] | [string, Shape<unknown>]): JsonObject {
  const [description, items] = args.length === 1 ? [undefined, args[0]] : args;
  return { type: 'array', ...described(description), items };
}

export function text(description?: string, ...examples: readonly Json[]): Shape<string> {
  return { type: 'string', ...described(description), ...(examples.length === 0 ? {} : { examples }) };
}

/** A string that matches a regular expression. */
export function matching(pattern: string): Shape<string> {
  return { type: 'string', pattern };
}

/** A time in UTC, as `Date.toISOString` writes it: ISO 8601. */
export function timestamp(): Shape<string> {
  return { type: 'string', format: 'timestamp' };
}

/** An integer of at least `minimum`, by default 0. A reader refuses integers that are not exact as doubles. */
export function whole(description?: string, minimum = 0): Shape<number> {
  return { type: 'integer', minimum, ...described(description) };
}

/** A number that need not be an integer, such as milliseconds. */
export function number(description?: string): Shape<number> {
  return { type: 'number', ...described(description) };
}

export function flag(description?: string): Shape<boolean> {
  return { type: 'boolean', ...described(description) };
}

/** Exactly this value. */
export function exactly<const T extends Json>(value: T, description?: string): Shape<T> {
  return { const: value, ...described(description) };
}

/** One of these words. */
export function oneOf<const Word extends string>(words: readonly Word[]): Shape<Word>;
export function oneOf<const Word extends string>(description: string, words: readonly Word[]): Shape<Word>;
export function oneOf(...args: [readonly string[]] | [string, readonly string[]]): JsonObject {
  const [description, words] = args.length === 1 ? [undefined, args[0]] : args;
  return { enum: words, ...described(description) };
}

/** Any JSON value. */
export function anyJson(description?: string): Shape<Json> {
  return { ...described(description) };
}

/** Any JSON object. */
export function anyObject(description?: string): Shape<JsonObject> {
  return { type: 'object', ...described(description) };
}

export function orNull<T>(shape: Shape<T>): Shape<T | null> {
  return { anyOf: [shape, { type: 'null' }] };
}

/** A value of one of these shapes, which exclude each other. Findings call it by its description. */
export function either<const S extends readonly Shape<unknown>[]>(
  description: string,
  ...shapes: S
): Shape<Static<S[number]>> {
  return { oneOf: shapes, description };
}

function described(description: string | undefined): JsonObject {
  return description === undefined ? {} : { description };
}
