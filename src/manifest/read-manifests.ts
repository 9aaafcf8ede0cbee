import type { Diagnostic } from '../model/diagnostic.ts';
import { matchesNamePattern } from '../model/glob.ts';
import { canonicalJson } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { type PropertyManifest, propertyLoggingKey } from '../model/property-logging.ts';
import { acrossFindings } from './across-manifests.ts';
import { acrossProperties, keyOf } from './across-properties.ts';
import { didYouMean } from './findings/did-you-mean.ts';
import { valueAt } from './findings/problem.ts';
import { quoted, shortList } from './findings/wording.ts';
import { type Entry, type ParsedFile, type ParseOptions, type PropertyEntry, parseFile } from './parse.ts';

/** A file that was read. */
export interface ManifestFile {
  /** Its path as users know it. */
  readonly file: string;
  readonly text: string;
}

/** Manifests without an error, and all findings about the others. */
export interface ReadManifests {
  /** In the order of files and of documents in them. With `only`, the selected ones. */
  readonly manifests: readonly Manifest[];
  /** With `only`: the manifests that were not selected. Their streams are also managed, but not by this run. */
  readonly others: readonly Manifest[];
  /**
   * With `only`: manifests that were not selected and have errors. The streams that they manage are known only as far
   * as they name them.
   */
  readonly unread: readonly UnreadManifest[];
  /** The manifests that were selected and have errors. */
  readonly invalid: readonly UnreadManifest[];
  /** Manifests of the kind `PropertyLogging`, in the same order. With `only`, the selected ones. */
  readonly properties: readonly PropertyManifest[];
  /** With `only`: the `PropertyLogging` manifests that were not selected. */
  readonly otherProperties: readonly PropertyManifest[];
  /** With `only`: the `PropertyLogging` manifests that were not selected and have errors. */
  readonly unreadProperties: readonly UnreadProperties[];
  /** By file, line and column. */
  readonly findings: readonly Diagnostic[];
}

/** A `PropertyLogging` manifest with errors. */
export interface UnreadProperties {
  /** With the kind: `PropertyLogging/www-logging`. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

/** The manifest of a stream with errors. */
export interface UnreadManifest {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly streamName: string;
  readonly streamId?: number;
}

/** Options of reading manifests. */
interface ReadOptions extends ParseOptions {
  /**
   * Files to keep findings of; a finding about several manifests stays if one of them is in such a file. Default: all.
   */
  readonly limit?: ReadonlySet<string>;
}

/**
 * Reads all files of a repository to manifests or findings.
 * @param only names to keep, `KIND/NAME` for other kinds than streams; findings about other named manifests are then
 * omitted
 * @param folder named by findings that belong to no file
 */
export function readManifests(
  files: readonly ManifestFile[],
  only: readonly string[],
  folder: string,
  { limit, ...options }: ReadOptions = {},
): ReadManifests {
  const parsed = files.map(({ file, text }) => parseFile(file, text, options));
  const entries = parsed.flatMap((file) => file.entries);
  const properties = parsed.flatMap((file) => file.properties);
  const named = [
    ...entries.map((entry) => ({ ...entry, key: entry.draft.name })),
    ...properties.map((entry) => ({ ...entry, key: keyOf(entry) })),
  ];
  const keys = named.flatMap(({ key }) => key ?? []);
  const wanted = selection(keys, only);
  const isWanted = (manifest: PropertyManifest) => wanted(propertyLoggingKey(manifest.name));
  const isIncluded = ({ file }: { readonly file: string }) => limit === undefined || limit.has(file);
  const manifests = entries.flatMap(({ manifest }) => manifest ?? []);
  const propertyManifests = properties.flatMap(({ manifest }) => manifest ?? []);
  const across = [...acrossFindings(entries), ...acrossProperties(properties, entries, folder)];
  const findings = [
    ...parsed.flatMap((file) => file.findings).filter(isIncluded),
    ...mergeShared(
      named
        .filter(({ key, document }) => (key === undefined || wanted(key)) && isIncluded(document))
        .flatMap((entry) => entry.findings),
    ),
    ...across.flatMap(({ finding, names, documents }) =>
      names.some(wanted) && documents.some(isIncluded) ? [finding] : [],
    ),
    ...unknownNames(keys, only, folder),
    ...(named.length > 0 ? files.flatMap((file, index) => emptyFile(file, parsed[index])) : []).filter(
      isIncluded,
    ),
    ...(named.length === 0 && parsed.every((file) => file.findings.length === 0) ? [noManifest(folder)] : []),
  ];
  return {
    manifests: manifests.filter(({ name, source }) => wanted(name) && isIncluded(source)),
    others: manifests.filter(({ name }) => !wanted(name)),
    unread: entries.flatMap((entry) => unreadOf(entry, (name) => !wanted(name))),
    invalid: entries.flatMap((entry) => unreadOf(entry, wanted)),
    properties: propertyManifests.filter((one) => isWanted(one) && isIncluded(one.source)),
    otherProperties: propertyManifests.filter((one) => !isWanted(one)),
    unreadProperties: properties.flatMap((entry) => unreadPropertiesOf(entry, wanted)),
    findings: findings.sort(compareLocations),
  };
}

/** Merges equal findings about a value in the configuration file, and adds the names of the manifests that use it. */
function mergeShared(findings: readonly Diagnostic[]): readonly Diagnostic[] {
  const users = new Map<string, readonly string[]>();
  const keyOfFinding = ({ manifests: _, ...finding }: Diagnostic) => canonicalJson(finding);
  for (const finding of findings) {
    if (!finding.manifests) continue;
    const key = keyOfFinding(finding);
    users.set(key, [...(users.get(key) ?? []), ...finding.manifests]);
  }
  return findings.flatMap((finding) => {
    if (!finding.manifests) return [finding];
    const key = keyOfFinding(finding);
    const manifests = users.get(key);
    users.delete(key);
    if (!manifests) return [];
    const names = `${manifests.length === 1 ? 'manifest' : 'manifests'} ${shortList(manifests.map(quoted))}`;
    return [{ ...finding, message: `${finding.message} Used by the ${names}.`, manifests }];
  });
}

function unreadPropertiesOf(
  entry: PropertyEntry,
  wanted: (key: string) => boolean,
): readonly UnreadProperties[] {
  const name = keyOf(entry);
  if (entry.manifest || name === undefined || wanted(name)) return [];
  const { document } = entry;
  return [{ name, file: document.file, line: document.position(valueAt(['metadata', 'name'])).line }];
}

function unreadOf(
  { manifest, draft: { name, spec }, document }: Entry,
  isIncluded: (name: string) => boolean,
): readonly UnreadManifest[] {
  if (manifest || name === undefined || !isIncluded(name)) return [];
  const { line } = document.position(valueAt(['metadata', 'name']));
  const [streamName, streamId] = [spec?.['streamName'], spec?.['streamId']];
  return [
    {
      name,
      file: document.file,
      line,
      streamName: typeof streamName === 'string' ? streamName : name,
      ...(typeof streamId === 'number' ? { streamId } : {}),
    },
  ];
}

/** Reports a folder without a manifest. */
function noManifest(folder: string): Diagnostic {
  return {
    severity: 'error',
    code: 'no-manifest',
    message: `There is no manifest in ${quoted(folder)}.`,
    hint: 'Manifests are files that end in .yaml or .yml; name another folder with --streams.',
    ...folderLocation(folder),
  };
}

/** Returns the location of a finding about a whole folder. */
export function folderLocation(file: string): Pick<Diagnostic, 'file' | 'line' | 'column'> {
  return { file, line: 1, column: 1 };
}

/** Compares files in code-point order, then lines, then columns. */
export function compareLocations(a: Diagnostic, b: Diagnostic): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

/** Reports a file without any document. If no file has one, a single error about the folder is enough. */
function emptyFile({ file }: ManifestFile, parsed: ParsedFile | undefined): readonly Diagnostic[] {
  if (!parsed || parsed.entries.length + parsed.properties.length + parsed.findings.length > 0) return [];
  const message = 'The file holds no manifest: it is empty, or all of it is comments.';
  return [{ severity: 'warning', code: 'empty-file', message, hint: 'Remove it.', ...folderLocation(file) }];
}

/**
 * Selects by name, or by a pattern with * and ?. A string that equals a manifest's name is not a pattern. A pattern
 * selects only streams, unless it begins with a kind.
 */
function selection(keys: readonly string[], only: readonly string[]): (key: string) => boolean {
  if (only.length === 0) return () => true;
  const patterns = only.filter((one) => !keys.includes(one));
  return (key) =>
    only.includes(key) ||
    patterns.some((one) => isOfProperty(one) === isOfProperty(key) && matchesNamePattern(key, one));
}

function isOfProperty(key: string): boolean {
  return key.startsWith(propertyLoggingKey(''));
}

function unknownNames(
  keys: readonly string[],
  only: readonly string[],
  folder: string,
): readonly Diagnostic[] {
  const unknown = only.filter((pattern) => !keys.some(selection(keys, [pattern])));
  return unknown.map((name) => ({
    severity: 'error',
    code: 'unknown-name',
    message: `No manifest in ${quoted(folder)} is called ${quoted(name)}.`,
    hint: didYouMean(name, keys) ?? unknownHint(name, keys),
    ...folderLocation(folder),
  }));
}

/** Explains a name without its kind. */
function unknownHint(name: string, keys: readonly string[]): string {
  const key = propertyLoggingKey(name);
  return keys.includes(key) ? `Did you mean ${quoted(key)}?` : 'Names are those of metadata.name.';
}
