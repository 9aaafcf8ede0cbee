import type { ActiveConfiguration } from '../model/configuration.ts';
import { defined } from '../model/defined.ts';
import type { FilePosition } from '../model/file-position.ts';
import { isArray, isObject, type Json, type JsonObject, mapMembers } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { REDACTED, soundsSecret } from '../model/secret.ts';
import { redactSpec } from '../redaction/seal.ts';
import { keyOf } from './across-properties.ts';
import { nameAt } from './findings/problem.ts';
import type { Draft } from './members/draft.ts';
import { EXTRA, ownMembers } from './members/own-members.ts';
import { NOTHING_SHARED, type SharedValues } from './members/value-sources.ts';
import { type ParsedFile, parseFile } from './parse.ts';
import type { ManifestFile } from './read-manifests.ts';
import { inReadingOrder } from './reading-order.ts';
import { type ManifestValue, valuesIn } from './write-lines.ts';
import type { ManifestDocument } from './yaml/document.ts';

/** A value of a complete manifest, and where it is. */
interface LocatedValue extends ManifestValue, FilePosition {
  readonly from: 'manifest' | 'defaults' | 'field-set';
  /** The name of the field set. */
  readonly fieldSet?: string;
}

/** A manifest with its defaults, as it is before normalization. */
export interface FoundManifest {
  readonly file: string;
  /** The document, with credentials redacted. References are unchanged. */
  readonly root: JsonObject;
  readonly values: readonly LocatedValue[];
}

/**
 * Finds the manifest with a name. Returns `undefined` if no manifest without errors of form has that name.
 * @param files of the manifest folder
 * @param key its name, `KIND/NAME` for other kinds than streams
 */
export function findManifest(
  files: readonly ManifestFile[],
  key: string,
  configuration: ActiveConfiguration | undefined,
): FoundManifest | undefined {
  for (const { file, text } of files) {
    const found = findIn(parseFile(file, text, defined({ configuration })), key);
    if (found) return found;
  }
  return undefined;
}

function findIn({ entries, properties }: ParsedFile, key: string): FoundManifest | undefined {
  for (const { draft, manifest, document } of entries) {
    if (manifest && draft.name === key) return foundOf(document, shownRoot(draft, manifest), draft.shared);
  }
  const property = properties.find((one) => one.manifest && keyOf(one) === key);
  return property && foundOf(property.document, property.root, NOTHING_SHARED);
}

function foundOf(document: ManifestDocument, root: JsonObject, shared: SharedValues): FoundManifest {
  const values = valuesIn(root).map((one): LocatedValue => {
    const { from, fieldSet } = shared.sourceOf(one.path);
    const configured = fieldSet === undefined ? 'defaults' : 'field-set';
    return {
      ...one,
      ...document.position(nameAt(one.path)),
      from: from === 'manifest' ? 'manifest' : configured,
      ...defined({ fieldSet }),
    };
  });
  return { file: document.file, root, values };
}

/** Returns the document with its members in reading order, because defaults come first in a merged block. */
function shownRoot({ root, card, spec }: Draft, { unknownTypes = [] }: Manifest): JsonObject {
  if (!card || !spec) return root;
  const { [EXTRA]: extra } = spec;
  const known = extra === undefined ? spec : { ...spec, [EXTRA]: redactByName(extra) };
  const own = Object.keys(ownMembers(card)).filter((name) => Object.hasOwn(spec, name));
  const ordered = inReadingOrder({
    collection: card.collection,
    spec: redactSpec(card, known),
    unknownTypes,
  });
  const first = Object.fromEntries(own.map((name) => [name, spec[name] ?? null]));
  return { ...root, spec: { ...first, ...ordered } };
}

/** No card describes `extra`, so that only the names of its members say what is secret. */
function redactByName(value: Json): Json {
  if (isArray(value)) return value.map(redactByName);
  if (!isObject(value)) return value;
  return mapMembers(value, (inner, name) =>
    typeof inner === 'string' && soundsSecret(name) ? REDACTED : redactByName(inner),
  );
}
