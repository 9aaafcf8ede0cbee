import { PROPERTY_LOGGING } from '../model/property-logging.ts';
import { readManifestFiles } from './load.ts';
import { type ManifestFile, readManifests } from './read-manifests.ts';

/** The names in a folder of manifests. */
export interface ManifestNames {
  readonly streams: readonly string[];
  /** Of the kind `PropertyLogging`. */
  readonly properties: readonly string[];
}

const KIND = /^kind:[ \t]+(\w+)[ \t]*\r?$/m;

/** `metadata` with its first member `name`, as nearly all manifests are written. */
const NAME =
  /^metadata:[ \t]*\r?\n(?:[ \t]*#.*\n)*[ \t]+name:[ \t]+("?)([\p{L}_][\p{L}\p{N}_./-]*)\1[ \t]*\r?$/mu;

/** Starts a document, or a value that can contain the lines of another document at the beginning of a line. */
const SEPARATOR = /^---[ \t]*\r?$/m;
const UNUSUAL = /^(?:---[ \t]*\S|\.\.\.|%|\ufeff)|\n(?:---[ \t]+\S|\.\.\.|%)/;

/**
 * Returns the names of all manifests in a folder, with those that have errors. Shells wait for it, so a file is only
 * parsed if it is not written as usual: parsing takes ten times longer. A file that cannot be read has no names.
 */
export async function loadManifestNames(directory: string): Promise<ManifestNames> {
  const names = (await readManifestFiles(directory)).map((file) => namesIn(file, directory));
  return {
    streams: names.flatMap(({ streams }) => streams),
    properties: names.flatMap(({ properties }) => properties),
  };
}

function namesIn(file: ManifestFile, directory: string): ManifestNames {
  const found = UNUSUAL.test(file.text)
    ? [undefined]
    : file.text.split(SEPARATOR).filter(hasContent).map(headOf);
  const heads = found.filter((head) => head !== undefined);
  if (heads.length < found.length) return parsedNames(file, directory);
  const isProperty = ({ kind }: { readonly kind: string }) => kind === PROPERTY_LOGGING;
  return {
    streams: heads.filter((head) => !isProperty(head)).map(({ name }) => name),
    properties: heads.filter(isProperty).map(({ name }) => name),
  };
}

function headOf(document: string): { readonly kind: string; readonly name: string } | undefined {
  const kind = KIND.exec(document)?.[1];
  const name = NAME.exec(document)?.[2];
  return kind === undefined || name === undefined ? undefined : { kind, name };
}

function hasContent(document: string): boolean {
  return /^[ \t]*[^\s#]/m.test(document);
}

function parsedNames(file: ManifestFile, directory: string): ManifestNames {
  const { manifests, invalid, properties } = readManifests([file], [], directory);
  return {
    streams: [...manifests, ...invalid].map(({ name }) => name),
    properties: properties.map(({ name }) => name),
  };
}
