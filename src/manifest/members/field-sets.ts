import { isObject, type Json, type JsonObject } from '../../model/json.ts';

/** The member of a list item that includes a field set: `datasetFields: [{ fieldSet: web-standard }]`. */
export const FIELD_SET = 'fieldSet';

/** Returns whether an item of a list of fields is meant to include a field set. */
export function isFieldSetItem(item: Json): item is JsonObject {
  return isObject(item) && Object.hasOwn(item, FIELD_SET);
}

/** Returns the name of the field set that an item includes. Undefined for any other item. */
export function fieldSetIn(item: Json): string | undefined {
  if (!isFieldSetItem(item) || Object.keys(item).length !== 1) return undefined;
  const name = item[FIELD_SET];
  return typeof name === 'string' ? name : undefined;
}
