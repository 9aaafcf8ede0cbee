import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { isManifestPath, readManifestFiles } from '../../manifest/load.ts';
import type { FileBefore, FilesBefore } from '../../manifest/previous-manifests.ts';
import { defined } from '../../model/defined.ts';
import type { FileEntry } from '../forge/forge.ts';
import type { Job } from '../forge/job.ts';
import { configuredBefore } from './configured-before.ts';
import { findGitFolder, type GitFolder, gitPathOf } from './git-folder.ts';

/**
 * Maximum number of file contents to read. Each costs one request, and a job has about a thousand per hour.
 */
const MOST_TEXTS = 400;
/** Number of concurrent requests for file contents. */
const AT_ONCE = 8;
/** Git's mode for a symbolic link. */
const LINK = '120000';

/**
 * Manifest files that differ between two commits, with their content at the first commit. Otherwise, why that is
 * unknown: a clause without a full stop.
 */
export type ManifestChanges =
  | { readonly tag: 'known'; readonly before: FilesBefore }
  | { readonly tag: 'unknown'; readonly why: string };

/**
 * Compares the git trees of the manifest folder at two commits. A forge limits the files of a comparison
 * of commits; a tree is not limited. Every manifest file of this run must match a commit: a file that an earlier step created or changed
 * could hide any difference.
 * @throws {ForgeError} if the forge does not respond
 */
export async function manifestsChanged(job: Job, base: string, head: string): Promise<ManifestChanges> {
  const folder = await findGitFolder(job.options.streams, job.run);
  if (folder.tag === 'unmapped') return unknown(folder.why);
  const [old, now] = [await entriesAt(job, base, folder.path), await entriesAt(job, head, folder.path)];
  if (!old || !now) return unknown(`${job.forge.words.forge} returns only a part of the folder of manifests`);
  const local = await localFiles(job, folder);
  const strange = await unaccountedFile(job, { local, now, folder, head });
  if (strange !== undefined) {
    return unknown(
      `${strange} differs from its content in git: it was generated or changed in this job, or is not committed`,
    );
  }
  const configured = await configuredBefore(job, base, head);
  if (typeof configured === 'string') return unknown(configured);
  const { defaults, isSame } = configured;
  const changed = await textsBefore(job, { old, now, local, folder });
  if (changed.tag === 'unknown') return changed;
  const files = isSame ? changed.files : withUnchanged(changed.files, local);
  return { tag: 'known', before: { files, ...defined({ defaults }) } };
}

/** If the defaults differ, a manifest in an unchanged file may have other content. */
function withUnchanged(changed: readonly FileBefore[], local: readonly LocalFile[]): readonly FileBefore[] {
  const names = new Set(changed.map(({ file }) => file));
  return [
    ...changed,
    ...local.filter(({ file }) => !names.has(file)).map(({ file, text }) => ({ file, text })),
  ];
}

function unknown(why: string): { readonly tag: 'unknown'; readonly why: string } {
  return { tag: 'unknown', why };
}

type Entries = ReadonlyMap<string, FileEntry>;

/** Entries by their path from the root of the repository. */
async function entriesAt({ forge }: Job, sha: string, folder: string): Promise<Entries | undefined> {
  const { entries, isTruncated } = await forge.filesIn(sha, folder);
  if (isTruncated) return undefined;
  return new Map(entries.map((entry) => [posix.join(folder, entry.path), entry]));
}

/** A manifest file of this run. */
interface LocalFile {
  /** The path that findings and manifests show. */
  readonly file: string;
  readonly text: string;
  /** The path in git, with links resolved. Absent if the file is outside the checkout. */
  readonly path?: string;
  /** The path in git, with links not resolved. If it differs from `path`, the file is a link. */
  readonly named: string;
}

type Mapped = Extract<GitFolder, { readonly tag: 'mapped' }>;

async function localFiles({ options }: Job, { root, path: folder }: Mapped): Promise<readonly LocalFile[]> {
  const found: LocalFile[] = [];
  for (const { file, path: named, text } of await readManifestFiles(options.streams)) {
    const path = await gitPathOf(file, root);
    found.push({ file, text, named: posix.join(folder, named), ...(path === undefined ? {} : { path }) });
  }
  return found;
}

/** Returns the manifest folder in the form that findings use: normalized, with forward slashes. */
export function shownFolder(streams: string): string {
  return posix.normalize(streams.split('\\').join('/'));
}

/**
 * Finds the first file that does not match a commit. A change request's run checks out the merge with the base branch, so
 * a file may also match that merge commit.
 */
async function unaccountedFile(
  job: Job,
  at: {
    readonly local: readonly LocalFile[];
    readonly now: Entries;
    readonly folder: Mapped;
    readonly head: string;
  },
): Promise<string | undefined> {
  const isOf = (entries: Entries) => (one: LocalFile) => hasText(entries.get(one.path ?? ''), one.text);
  const others = at.local.filter((one) => !isOf(at.now)(one));
  if (others.length === 0) return undefined;
  const { checkedOut } = job.run;
  if (checkedOut === undefined || checkedOut === at.head) return others[0]?.file;
  const merged = await entriesAt(job, checkedOut, at.folder.path);
  return others.find((one) => !merged || !isOf(merged)(one))?.file;
}

/**
 * Compares content. Git may store a file with different line endings than the checkout, and the loader drops a byte
 * order mark.
 */
function hasText(entry: FileEntry | undefined, text: string): boolean {
  if (!entry) return false;
  const forms = [text, text.replaceAll('\r\n', '\n')];
  return forms.some((form) => [form, `\uFEFF${form}`].some((one) => blobSha(one) === entry.id));
}

/** Git's object id of a content. */
function blobSha(text: string): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');
}

interface Compared {
  readonly old: Entries;
  readonly now: Entries;
  readonly local: readonly LocalFile[];
  readonly folder: Mapped;
}

/** The files that differ, with their content at the first commit. */
type ChangedFiles =
  | { readonly tag: 'known'; readonly files: readonly FileBefore[] }
  | { readonly tag: 'unknown'; readonly why: string };

async function textsBefore(job: Job, compared: Compared): Promise<ChangedFiles> {
  const { old, now, local } = compared;
  const touched = touchedFiles(job, compared);
  const link = touched.find(({ named }) =>
    [old, now].some((tree) => tree.get(named)?.mode === LINK && old.get(named)?.id !== now.get(named)?.id),
  );
  if (link) return unknown(`${link.file} is a link that has changed`);
  const texts = new Map(local.map(({ text }) => [blobSha(text), text]));
  const missing = new Set(touched.flatMap(({ entry }) => (entry && !texts.has(entry.id) ? [entry.id] : [])));
  if (missing.size > MOST_TEXTS)
    return unknown(`it touches ${missing.size} manifests, ${MOST_TEXTS} can be compared`);
  const shas = [...missing];
  for (let at = 0; at < shas.length; at += AT_ONCE) {
    const read = shas
      .slice(at, at + AT_ONCE)
      .map(async (sha) => texts.set(sha, await job.forge.fileText(sha)));
    await Promise.all(read);
  }
  const files = touched.map(({ file, entry }): FileBefore => {
    const text = entry && texts.get(entry.id);
    return { file, ...(text === undefined ? {} : { text }) };
  });
  return { tag: 'known', files };
}

interface Touched {
  readonly file: string;
  readonly named: string;
  /** The entry at the first commit. Absent if the file did not exist. */
  readonly entry?: FileEntry;
}

/** Files of this run and deleted files for which the trees differ. */
function touchedFiles({ options }: Job, { old, now, local, folder }: Compared): readonly Touched[] {
  const differs = (path: string) => old.get(path)?.id !== now.get(path)?.id;
  const known = new Set(local.map(({ named }) => named));
  const here = local.filter(({ path, named }) => differs(path ?? named) || differs(named));
  const gone = [...new Set([...old.keys(), ...now.keys()])].filter(
    (path) => differs(path) && !known.has(path) && isManifestPath(posix.relative(folder.path, path)),
  );
  return [
    ...here.map(({ file, named, path = named }) => ({ file, named, ...entryOf(old.get(path)) })),
    ...gone.map((named) => ({
      file: posix.join(shownFolder(options.streams), posix.relative(folder.path, named)),
      named,
      ...entryOf(old.get(named)),
    })),
  ];
}

function entryOf(entry: FileEntry | undefined): { readonly entry?: FileEntry } {
  return entry ? { entry } : {};
}
