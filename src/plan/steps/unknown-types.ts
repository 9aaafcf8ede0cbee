import { destinationAt } from '../../destinations/destination-paths.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { holdsReference } from '../../model/secret.ts';

/** What users must know about a destination whose type has no card, as a sentence without its subject. */
export const WRITE_ONLY_UNKNOWN =
  'the API does not return write-only members, and every update has to send them: add them as references, or state that the type has none with `allowUnknownType: without-secrets`';

/**
 * Returns why an update must not be sent: a destination of a type without a card has no reference, so the update would
 * omit the secrets of the live stream. Nothing in the API's response shows whether the stream has any.
 */
export function lostSecrets(manifest: Manifest, spec: JsonObject): string | undefined {
  const bare = (manifest.unknownTypes ?? []).find(
    ({ path, withoutSecrets }) => !withoutSecrets && !holdsReference(destinationAt(spec, path)),
  );
  if (!bare) return undefined;
  return `${bare.path.join('.')} is of a type that this version does not know: ${WRITE_ONLY_UNKNOWN}`;
}
