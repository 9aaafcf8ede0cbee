import type { Hash } from '../model/account.ts';
import type { ManifestDefaults } from '../model/configuration.ts';
import { defined } from '../model/defined.ts';
import { canonicalJson, isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { type Manifest, manifestFolder } from '../model/manifest.ts';
import { type PropertyManifest, propertyItemName } from '../model/property-logging.ts';
import { isReference } from '../model/secret.ts';
import { readManifests } from './read-manifests.ts';

/** A manifest file as it was before a change. */
export interface FileBefore {
  /** Its path in the form that this run uses for manifests: `streams/web.yaml`. */
  readonly file: string;
  /** Absent if the change adds the file. */
  readonly text?: string;
}

/** The sources of the manifests of a repository before a change. */
export interface FilesBefore {
  /** The files that differ. If `defaults` differ too, all files. */
  readonly files: readonly FileBefore[];
  /** What the configuration file added to manifests at that time. */
  readonly defaults?: ManifestDefaults;
}

/**
 * Returns whether the configuration file adds the same to manifests at two times. If it does not, any manifest may have
 * changed.
 */
export function isSameForManifests(before?: ManifestDefaults, now?: ManifestDefaults): boolean {
  const [old, current] = [before, now].map((one) => {
    const defaults = (one?.defaults ?? []).map(({ kind = null, logType = null, spec }) => [
      kind,
      logType,
      spec,
    ]);
    return canonicalJson([{ ...one?.fieldSets }, defaults]);
  });
  return old === current;
}

/** The manifests of a repository at one time. */
export interface RepositoryManifests {
  readonly manifests: readonly Manifest[];
  readonly properties: readonly PropertyManifest[];
}

/**
 * The manifests before a change: those of unchanged files, and the previous ones of changed files. Invalid
 * manifests are omitted.
 */
export function manifestsBefore(
  now: RepositoryManifests,
  { files: before, defaults }: FilesBefore,
  folder: string,
): RepositoryManifests {
  const touched = new Set(before.map(({ file }) => file));
  const isUntouched = ({ source }: Manifest | PropertyManifest) => !touched.has(source.file);
  const files = before.flatMap(({ file, text }) => (text === undefined ? [] : [{ file, text }]));
  const { manifests, properties } = readManifests(files, [], folder, {
    configuration: defined({ manifestDefaults: defaults }),
  });
  return {
    manifests: [...now.manifests.filter(isUntouched), ...manifests],
    properties: [...now.properties.filter(isUntouched), ...properties],
  };
}

/** The names of the items that new manifests describe, and those whose manifests have other content. */
export function changedNames(before: RepositoryManifests, now: RepositoryManifests): ReadonlySet<string> {
  const old = meanings(before);
  return new Set([...meanings(now)].flatMap(([name, meaning]) => (old.get(name) === meaning ? [] : [name])));
}

/** Returns a digest of the content of each manifest, by the names of their items. Comments do not count. */
export function digestManifests(all: RepositoryManifests, hash: Hash): ReadonlyMap<string, string> {
  return new Map([...meanings(all)].map(([name, meaning]) => [name, hash(meaning)]));
}

/** The content of manifests by the names of their items. */
function meanings({ manifests, properties }: RepositoryManifests): ReadonlyMap<string, string> {
  const streams = new Map(manifests.map((manifest) => [manifest.name, meaningOf(manifest)]));
  const boundTo = (id: number) => manifests.find(({ streamId }) => streamId === id)?.name ?? '';
  const named = (names: PropertyManifest['streams']) =>
    names.map((name) => streams.get(typeof name === 'number' ? boundTo(name) : name) ?? null);
  return new Map([
    ...streams,
    ...properties.flatMap((manifest) => {
      // A property logs what the manifests of its streams ask for.
      const meaning = canonicalJson([meaningOf({ ...manifest, properties: [] }), ...named(manifest.streams)]);
      return manifest.properties.map((property) => [propertyItemName(manifest, property), meaning] as const);
    }),
  ]);
}

/**
 * The content of a manifest without its location, and without findings, which follow from the content and name locations.
 * The folder counts if a reference names a file, because in another folder the same path leads to another file.
 */
function meaningOf(described: Manifest | PropertyManifest): string {
  const {
    source,
    valueFindings: _,
    violations: __,
    ...manifest
  } = { valueFindings: [], violations: {}, ...described };
  const plain: JsonObject = JSON.parse(JSON.stringify(manifest));
  return canonicalJson(namesFile(plain) ? { ...plain, source: manifestFolder(source.file) } : plain);
}

function namesFile(value: Json): boolean {
  if (isReference(value)) return 'file' in value;
  if (isArray(value)) return value.some(namesFile);
  return isObject(value) && Object.values(value).some(namesFile);
}
