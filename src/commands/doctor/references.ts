import { ForbiddenSecretError, SecretError } from '../../apply/secrets/file-reference.ts';
import type { SecretSource } from '../../apply/secrets/resolve.ts';
import { isArray, isObject, type Json } from '../../model/json.ts';
import { type Manifest, manifestFolder } from '../../model/manifest.ts';
import { isReference, referenceText, type SecretReference } from '../../model/secret.ts';

/** A reference of a manifest, and its value or why it has none. The value is never shown. */
export interface ResolvedReference {
  /** `env NAME` or `file path`. */
  readonly name: string;
  /** The manifest. */
  readonly file: string;
  readonly value?: string;
  /** A sentence. */
  readonly reason?: string;
  /** It is a credential of the run itself, so that apply refuses it. */
  readonly isForbidden?: boolean;
}

/** Resolves every reference of the manifests that apply may send. A stream that is absent is never sent. */
export async function resolveReferences(
  manifests: readonly Manifest[],
  source: SecretSource,
): Promise<readonly ResolvedReference[]> {
  const resolved = new Map<string, ResolvedReference>();
  for (const { spec, source: place, state } of manifests) {
    if (state === 'absent') continue;
    const folder = manifestFolder(place.file);
    for (const reference of referencesIn(spec)) {
      const name = referenceText(reference);
      // Files are relative to the folder of the manifest.
      const key = 'env' in reference ? name : `${folder}/${name}`;
      if (!resolved.has(key)) {
        resolved.set(key, { name, file: place.file, ...(await resolve(reference, folder, source)) });
      }
    }
  }
  return [...resolved.values()];
}

async function resolve(
  reference: SecretReference,
  folder: string,
  source: SecretSource,
): Promise<Pick<ResolvedReference, 'value' | 'reason' | 'isForbidden'>> {
  try {
    return { value: await source.value(reference, folder) };
  } catch (error) {
    if (error instanceof SecretError)
      return { reason: error.message, isForbidden: error instanceof ForbiddenSecretError };
    throw error;
  }
}

function referencesIn(value: Json): readonly SecretReference[] {
  if (isReference(value)) return [value];
  if (isArray(value)) return value.flatMap(referencesIn);
  return isObject(value) ? Object.values(value).flatMap(referencesIn) : [];
}
