import { isArray, isObject, type Json } from '../../model/json.ts';
import { isReference } from '../../model/secret.ts';

/** The environment variables that a spec refers to. */
export function variablesIn(value: Json): readonly string[] {
  if (isReference(value)) return 'env' in value ? [value.env] : [];
  if (isArray(value)) return value.flatMap(variablesIn);
  return isObject(value) ? Object.values(value).flatMap(variablesIn) : [];
}
