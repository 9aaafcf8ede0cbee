import { isArray, isObject, type Json, type JsonObject, mapMembers } from './json.ts';

/**
 * The id of another resource of the same plan, in desired content. The resource may not exist before the apply, so
 * plans, fingerprints and approvals contain the name of its item instead.
 */
export interface IdReference extends JsonObject {
  /** `name` of the item. */
  readonly $id: string;
}

/** Returns true for the reference to an id: `{ $id }` with no other member. */
export function isIdReference(value: Json | undefined): value is IdReference {
  return isObject(value) && Object.keys(value).length === 1 && typeof value['$id'] === 'string';
}

/** Replaces every reference at any depth by the id of the resource. */
export function withIds(value: Json, idOfItem: (name: string) => number): Json {
  if (isIdReference(value)) return idOfItem(value.$id);
  if (isArray(value)) return value.map((item) => withIds(item, idOfItem));
  return isObject(value) ? mapMembers(value, (inner) => withIds(inner, idOfItem)) : value;
}
