import { constants, type Dirent } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { posix, relative, resolve, sep } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import {
  byPlace,
  folderPlace,
  type ManifestFile,
  type ReadManifests,
  readManifests,
} from './read-manifests.ts';
import { quoted } from './wording.ts';

/** The largest manifest file, in bytes. */
export const LARGEST_FILE = 1_048_576;

/** What to load. */
export interface LoadOptions {
  /** The folder of manifests, relative to the working directory or absolute. */
  readonly directory: string;
  /** Names of manifests to keep; none: all. */
  readonly only?: readonly string[];
}

/** What a folder holds. */
export interface Loaded extends ReadManifests {
  /** How many files were read. */
  readonly files: number;
}

/** How many files are open at a time. */
const AT_ONCE = 32;

/**
 * Reads every *.yaml and *.yml below a folder, in the order of their paths. Hidden files and folders are left
 * alone, links to folders are not followed, links to files not out of the folder. Whatever cannot be read is a
 * finding; nothing is thrown for what a user may do wrong.
 */
export async function loadManifests(options: LoadOptions): Promise<Loaded> {
  const folder = shownPath(options.directory);
  const walk: Walk = { root: resolve(options.directory), folder, findings: [], paths: [] };
  await walkFolder(walk, '');
  const files = await readAll(walk);
  const read = readManifests(files, options.only ?? [], folder);
  const unread = walk.findings.some(({ severity }) => severity === 'error');
  const findings = unread ? read.findings.filter(({ code }) => code !== 'no-manifest') : read.findings;
  return { ...read, findings: [...walk.findings, ...findings].sort(byPlace), files: files.length };
}

/** The files that `loadManifests` reads, with their texts; without those that cannot be read. */
export async function readManifestFiles(directory: string): Promise<readonly ManifestFile[]> {
  const folder = shownPath(directory);
  const walk: Walk = { root: resolve(directory), folder, findings: [], paths: [] };
  await walkFolder(walk, '');
  return readAll(walk);
}

interface Walk {
  readonly root: string;
  /** The root as findings name it. */
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
    else if (isInside(await realpath(walk.root), target)) walk.paths.push(path);
    else walk.findings.push(linkedOut(shown(walk, path)));
  } catch (failure) {
    if (isManifestName(path)) walk.findings.push(unreadable(shown(walk, path), failure));
    else if (codeOf(failure) === 'ENOENT') walk.findings.push(deadLink(shown(walk, path)));
  }
}

function isInside(root: string, target: string): boolean {
  const way = relative(root, target);
  return way !== '..' && !way.startsWith(`..${sep}`) && resolve(root, way) === target;
}

function isManifestName(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}

async function readAll(walk: Walk): Promise<readonly ManifestFile[]> {
  const files: ManifestFile[] = [];
  for (let at = 0; at < walk.paths.length; at += AT_ONCE) {
    const read = await Promise.all(walk.paths.slice(at, at + AT_ONCE).map((path) => readOne(walk, path)));
    files.push(...read.filter((file) => file !== undefined));
  }
  return files;
}

async function readOne(walk: Walk, path: string): Promise<ManifestFile | undefined> {
  const file = shown(walk, path);
  try {
    const bytes = await bytesOf(resolve(walk.root, path));
    if (bytes === 'too large') walk.findings.push(tooLarge(file));
    else if (bytes === 'no file') walk.findings.push(noFile(file));
    else return { file, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (failure) {
    walk.findings.push(failure instanceof TypeError ? notUtf8(file) : unreadable(file, failure));
  }
  return undefined;
}

/** Never waits (a pipe that is called x.yaml) and never reads more than the limit. */
async function bytesOf(path: string): Promise<Buffer | 'too large' | 'no file'> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const { size, isFile } = await handle.stat().then((s) => ({ size: s.size, isFile: s.isFile() }));
    if (!isFile) return 'no file';
    if (size > LARGEST_FILE) return 'too large';
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

function shown(walk: Walk, path: string): string {
  return path === '' ? walk.folder : posix.join(walk.folder, path);
}

function shownPath(directory: string): string {
  const path = posix.normalize(sep === '\\' ? directory.replaceAll('\\', '/') : directory);
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function found(file: string, code: string, message: string, hint: string): Diagnostic {
  return { severity: 'error', code, message, hint, ...folderPlace(file) };
}

function unreadableFolder(folder: string, failure: unknown): Diagnostic {
  switch (codeOf(failure)) {
    case 'ENOENT':
      return found(
        folder,
        'no-folder',
        `The folder ${quoted(folder)} does not exist.`,
        'Name the folder of your manifests with --streams.',
      );
    case 'ENOTDIR':
      return found(
        folder,
        'no-folder',
        `${quoted(folder)} is not a folder.`,
        'Name the folder that it lies in with --streams.',
      );
    default:
      return unreadable(folder, failure);
  }
}

function unreadable(file: string, failure: unknown): Diagnostic {
  const reason = codeOf(failure);
  if (reason === undefined) throw failure;
  return found(
    file,
    'unreadable',
    `${quoted(file)} cannot be read (${reason}).`,
    'Check that it exists and that you may read it.',
  );
}

function codeOf(failure: unknown): string | undefined {
  const code: unknown = failure instanceof Error && 'code' in failure ? failure.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function tooLarge(file: string): Diagnostic {
  const message = `The file is larger than ${LARGEST_FILE / 1024} KiB.`;
  return found(file, 'file-too-large', message, 'Split it into several files.');
}

function noFile(file: string): Diagnostic {
  return found(file, 'unreadable', `${quoted(file)} is not a regular file.`, 'Give it another name.');
}

function notUtf8(file: string): Diagnostic {
  return found(file, 'not-utf8', 'The file is not encoded in UTF-8.', 'Save it as UTF-8.');
}

function linkedOut(file: string): Diagnostic {
  const message = 'The file is a link to a place outside of the folder of manifests.';
  return found(file, 'linked-outside', message, 'Copy the file into the folder.');
}

/** Of a submodule that was not checked out, for example: its manifests would be missing without a word. */
function deadLink(file: string): Diagnostic {
  return {
    severity: 'warning',
    code: 'linked-folder',
    message: `${quoted(file)} is a link to something that does not exist.`,
    hint: 'If manifests are meant to be there, check them out (submodules: true in actions/checkout). Otherwise remove the link.',
    ...folderPlace(file),
  };
}

function linkedFolder(file: string): Diagnostic {
  return {
    severity: 'warning',
    code: 'linked-folder',
    message: 'Links to folders are not followed.',
    hint: 'Move the folder itself here, or run once more with --streams and that folder.',
    ...folderPlace(file),
  };
}
