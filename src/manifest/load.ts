import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { posix, relative, resolve, sep } from 'node:path';
import { readFileBounded, UnreadableFile } from '../files/read-file.ts';
import type { ActiveConfiguration } from '../model/configuration.ts';
import { defined } from '../model/defined.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { PROPERTIES_FOLDER } from './across-properties.ts';
import { type Excerpt, excerptOf, linesIn } from './excerpt.ts';
import {
  codeOf,
  deadLink,
  LARGEST_FILE,
  linkedFolder,
  linkedOut,
  missingFile,
  noFile,
  notAManifest,
  notRead,
  notUtf8,
  outsideFolder,
  tooLarge,
  unreadable,
  unreadableFolder,
} from './load-findings.ts';
import { compareLocations, type ManifestFile, type ReadManifests, readManifests } from './read-manifests.ts';

/** What to load. */
export interface LoadOptions {
  /** The manifest folder, relative to the working directory or absolute. */
  readonly directory: string;
  /** Names of the manifests to keep; empty: all. */
  readonly only?: readonly string[];
  /**
   * Files to report findings for, relative to the working directory or absolute; empty: all. The whole folder is still
   * read, for the rules across manifests.
   */
  readonly files?: readonly string[];
  /** What the configuration file says about manifests. */
  readonly configuration?: ActiveConfiguration | undefined;
  /** The clock of this machine, milliseconds since 1970. Absent: no time is reported as in the future. */
  readonly now?: number;
}

/** The contents of a folder. */
export interface Loaded extends ReadManifests {
  /** The number of files read. */
  readonly files: number;
  /** All files of the folder that could be read. */
  readonly contents: readonly ManifestFile[];
  /** The source line of a finding, without anything that may be a secret. */
  readonly excerpt: (finding: Diagnostic) => Excerpt | undefined;
}

/** Maximum number of files open at a time. Each uses a file descriptor, and a process may have few of them. */
const AT_ONCE = 8;

/**
 * Reads every *.yaml and *.yml below a folder, in the order of their paths. Hidden files and folders are ignored. Links
 * to folders are not followed, and links to files are not followed out of the folder or out of `properties`. Anything
 * that cannot be read is a finding. User errors never throw.
 */
export async function loadManifests(options: LoadOptions): Promise<Loaded> {
  const folder = shownPath(options.directory);
  const walk: Walk = { root: resolve(options.directory), folder, findings: [], paths: [] };
  await walkFolder(walk, '');
  const files = await readAll(walk);
  const named = options.files?.length ? await namedFiles(walk, options.files) : undefined;
  const { configuration, now } = options;
  const limits = defined({ limit: named?.files, configuration, now });
  const read = readManifests(files, options.only ?? [], folder, limits);
  const unread = walk.findings.some(({ severity }) => severity === 'error');
  const findings = unread ? read.findings.filter(({ code }) => code !== 'no-manifest') : read.findings;
  const unreadFindings = walk.findings.filter(({ file }) => !named || isAbout(file, named.files));
  return {
    ...read,
    findings: [...unreadFindings, ...(named?.findings ?? []), ...findings].sort(compareLocations),
    contents: files,
    files: files.filter(({ file }) => !named || named.files.has(file)).length,
    excerpt: excerptsIn([
      ...files,
      ...(configuration?.manifestDefaults ? [configuration.manifestDefaults] : []),
    ]),
  };
}

function excerptsIn(files: readonly ManifestFile[]): Loaded['excerpt'] {
  const texts = new Map(files.map(({ file, text }) => [file, text]));
  return (finding) => excerptOf(linesIn(texts.get(finding.file) ?? ''), finding);
}

/** A manifest file that was loaded from a folder. */
interface LoadedFile extends ManifestFile {
  /** Its path below the folder, with forward slashes. Links are not resolved. */
  readonly path: string;
}

/** Returns the files that `loadManifests` reads, with their contents, except those that cannot be read. */
export async function readManifestFiles(directory: string): Promise<readonly LoadedFile[]> {
  const folder = shownPath(directory);
  const walk: Walk = { root: resolve(directory), folder, findings: [], paths: [] };
  await walkFolder(walk, '');
  return readAll(walk);
}

interface Walk {
  readonly root: string;
  /** The root folder as findings name it. */
  readonly folder: string;
  readonly findings: Diagnostic[];
  /** Paths of manifest files below the root, with forward slashes. */
  readonly paths: string[];
}

async function walkFolder(walk: Walk, path: string): Promise<void> {
  const entries = await entriesOf(walk, path);
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const inside = path === '' ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory()) await walkFolder(walk, inside);
    else if (entry.isSymbolicLink()) await link(walk, inside);
    else if (isManifestName(entry.name)) walk.paths.push(inside);
  }
}

async function entriesOf(walk: Walk, path: string): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(resolve(walk.root, path), { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (failure) {
    walk.findings.push(unreadableFolder(shown(walk, path), failure));
    return [];
  }
}

async function link(walk: Walk, path: string): Promise<void> {
  try {
    const target = await realpath(resolve(walk.root, path));
    const isFolder = (await stat(target)).isDirectory();
    if (isFolder) walk.findings.push(linkedFolder(shown(walk, path)));
    else if (!isManifestName(path)) return;
    else if (isInside(await rootOf(walk, path), target)) walk.paths.push(path);
    else walk.findings.push(linkedOut(shown(walk, path)));
  } catch (failure) {
    if (isManifestName(path)) walk.findings.push(unreadable(shown(walk, path), failure));
    else if (codeOf(failure) === 'ENOENT') walk.findings.push(deadLink(shown(walk, path)));
  }
}

/** A link must not lead out of the folder that the owners of properties protect. */
async function rootOf({ root }: Walk, path: string): Promise<string> {
  const isProtected = path.startsWith(`${PROPERTIES_FOLDER}/`);
  return isProtected ? resolve(await realpath(root), PROPERTIES_FOLDER) : realpath(root);
}

function isInside(root: string, target: string): boolean {
  const way = relative(root, target);
  return way !== '..' && !way.startsWith(`..${sep}`) && resolve(root, way) === target;
}

/** Whether a path below the folder is that of a file that is loaded. Hidden files and folders are not. */
export function isManifestPath(path: string): boolean {
  return isManifestName(path) && !path.split('/').some((part) => part.startsWith('.'));
}

function isManifestName(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}

async function readAll(walk: Walk): Promise<readonly LoadedFile[]> {
  const files: LoadedFile[] = [];
  for (let at = 0; at < walk.paths.length; at += AT_ONCE) {
    const read = await Promise.all(walk.paths.slice(at, at + AT_ONCE).map((path) => readOne(walk, path)));
    files.push(...read.filter((file) => file !== undefined));
  }
  return files;
}

async function readOne(walk: Walk, path: string): Promise<LoadedFile | undefined> {
  const file = shown(walk, path);
  try {
    // The target of a link was checked when the folder was read.
    const bytes = await readFileBounded(resolve(walk.root, path), { limit: LARGEST_FILE, links: 'follow' });
    return { file, path, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (failure) {
    walk.findings.push(unread(file, failure));
    return undefined;
  }
}

function unread(file: string, failure: unknown): Diagnostic {
  if (failure instanceof UnreadableFile) return failure.isTooLarge ? tooLarge(file) : noFile(file);
  return failure instanceof TypeError ? notUtf8(file) : unreadable(file, failure);
}

function shown(walk: Walk, path: string): string {
  return path === '' ? walk.folder : posix.join(walk.folder, path);
}

/** Returns a path as findings name it: normalized, with forward slashes. */
export function shownPath(directory: string): string {
  const path = posix.normalize(sep === '\\' ? directory.replaceAll('\\', '/') : directory);
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** Returns the files that a user named, as findings name them, and findings about the invalid ones. */
async function namedFiles(
  walk: Walk,
  names: readonly string[],
): Promise<{ readonly files: ReadonlySet<string>; readonly findings: readonly Diagnostic[] }> {
  const files = new Set<string>();
  const findings: Diagnostic[] = [];
  for (const name of names) {
    const file = await fileBelow(walk, name);
    if (typeof file === 'string') files.add(file);
    else findings.push(file);
  }
  return { files, findings };
}

async function fileBelow(walk: Walk, name: string): Promise<string | Diagnostic> {
  const path = relative(walk.root, resolve(name)).replaceAll(sep, '/');
  if (path === '..' || path.startsWith('../') || resolve(walk.root, path) !== resolve(name)) {
    return outsideFolder(shownPath(name), walk.folder);
  }
  const file = shown(walk, path);
  const unreadable = walk.findings.some((one) => one.severity === 'error' && contains(one.file, file));
  if (unreadable || walk.paths.includes(path)) return file;
  const status = await stat(resolve(name)).catch(() => undefined);
  if (!status) return missingFile(file);
  return status.isFile() && isManifestName(path) ? notRead(file) : notAManifest(file);
}

/** Returns whether a finding about a file or a folder concerns one of the given files. */
function isAbout(place: string, files: ReadonlySet<string>): boolean {
  return [...files].some((file) => contains(place, file));
}

function contains(place: string, file: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}
