import { loadManifests } from '../../manifest/load.ts';
import { isArray, isObject, type Json } from '../../model/json.ts';
import { isReference } from '../../model/secret.ts';

/**
 * The names of the environment variables that the manifests of a folder refer to, without duplicates, sorted.
 */
export async function referencedVariables(directory: string): Promise<readonly string[]> {
  const { manifests } = await loadManifests({ directory });
  return [...new Set(manifests.flatMap((manifest) => variablesIn(manifest.spec)))].sort();
}

/** The environment variables that a spec refers to. */
export function variablesIn(value: Json): readonly string[] {
  if (isReference(value)) return 'env' in value ? [value.env] : [];
  if (isArray(value)) return value.flatMap(variablesIn);
  return isObject(value) ? Object.values(value).flatMap(variablesIn) : [];
}
