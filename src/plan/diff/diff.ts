import equal from 'fast-deep-equal';
import type { Change } from '../../model/change.ts';
import { isIdReference } from '../../model/id-reference.ts';
import {
  canonicalJson,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  pointerSegment,
} from '../../model/json.ts';
import { holdsSealed, isReference, isSealed, referenceText } from '../../model/secret.ts';

/**
 * Returns the differences of two canonical values: one change per member. Nested objects are compared member by
 * member, lists as a whole. The order is that of the members in `before`, then members that only `after` has. Changed
 * credentials are redacted.
 */
export function diff(before: JsonObject, after: JsonObject): readonly Change[] {
  return changesAt('', before, after);
}

function changesAt(path: string, before: JsonObject, after: JsonObject): Change[] {
  const members = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...members].flatMap((member) =>
    memberChanges(`${path}/${pointerSegment(member)}`, own(before, member), own(after, member)),
  );
}

function own(object: JsonObject, member: string): Json | undefined {
  return Object.hasOwn(object, member) ? object[member] : undefined;
}

function memberChanges(path: string, before: Json | undefined, after: Json | undefined): Change[] {
  if (isBranch(before) && isBranch(after)) return changesAt(path, before ?? {}, after ?? {});
  if (isEqual(before, after)) return [];
  return [
    {
      path,
      ...side('before', before),
      ...side('after', after),
      ...items(before, after),
      ...secrecy(before, after),
    },
  ];
}

/**
 * Compares lists of entries instead of objects, since a JSON object may have a member `valueOf` or `toString`, which
 * `equal` would call.
 */
function isEqual(one: Json | undefined, other: Json | undefined): boolean {
  return one === other || equal(entries(one), entries(other));
}

function entries(value: Json | undefined): Json | undefined {
  if (isArray(value)) return value.map((item) => entries(item) ?? null);
  if (!isObject(value)) return value;
  return Object.keys(value)
    .sort()
    .map((member) => [member, entries(value[member]) ?? null]);
}

/**
 * Returns whether a value is an object to compare recursively, or absent. An empty object has a meaning of its own, so it
 * is not compared recursively.
 */
function isBranch(value: Json | undefined): value is JsonObject | undefined {
  if (value === undefined) return true;
  return isObject(value) && !isSingle(value) && Object.keys(value).length > 0;
}

/** A redacted value and a reference represent a single value. */
function isSingle(value: JsonObject): boolean {
  return isSealed(value) || isReference(value) || isIdReference(value);
}

function side(
  name: 'before' | 'after',
  value: Json | undefined,
): { readonly before?: Json; readonly after?: Json } {
  return value === undefined ? {} : { [name]: shownValue(value) };
}

/** The value in a form that may be shown: credentials redacted at any depth, a reference by its name. */
function shownValue(value: Json): Json {
  if (isReference(value)) return referenceText(value);
  return holdsSealed(value) ? unsealed(value) : value;
}

function unsealed(value: Json): Json {
  if (isSealed(value)) return value.shown;
  if (isArray(value)) return value.map(unsealed);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, unsealed(inner)]));
}

function secrecy(...values: readonly (Json | undefined)[]): { readonly sensitive?: true } {
  return values.some((value) => holdsSealed(value) || isReference(value)) ? { sensitive: true } : {};
}

/** The added and removed items of a list, and whether the order changed; empty for other values. */
function items(
  before: Json | undefined,
  after: Json | undefined,
): Pick<Change, 'added' | 'removed' | 'reordered'> {
  const [old, now] = [before === undefined ? [] : before, after === undefined ? [] : after];
  if (!isArray(old) || !isArray(now)) return {};
  const [was, is] = [keySet(old), keySet(now)];
  const kept = [...was].filter((key) => is.has(key));
  const still = [...is].filter((key) => was.has(key));
  return {
    added: now.filter((item) => !was.has(canonicalJson(item))).map(unsealed),
    removed: old.filter((item) => !is.has(canonicalJson(item))).map(unsealed),
    ...(isEqual(kept, still) ? {} : { reordered: true }),
  };
}

function keySet(list: readonly Json[]): ReadonlySet<string> {
  return new Set(list.map(canonicalJson));
}
