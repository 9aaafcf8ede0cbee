import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { TreeEntry } from '../../github/github.ts';
import { type FileBefore, filesNow } from '../../workflow/previous-manifests.ts';
import type { Job } from '../runner/job.ts';
import { findGitFolder, type GitFolder, gitPathOf } from './git-folder.ts';

/** Each text costs a request to GitHub, of which a job has about a thousand in an hour. */
const MOST_TEXTS = 400;
/** Requests for texts that are made at the same time. */
const AT_ONCE = 8;
/** Git's mode of a symbolic link. */
const LINK = '120000';

/** Manifest files that differ between two commits, as they were at the first, or why that is not known: a clause without a full stop. */
export type ManifestChanges =
  | { readonly tag: 'known'; readonly before: readonly FileBefore[] }
  | { readonly tag: 'unknown'; readonly why: string };

/**
 * Compares the git trees of the manifest folder at two commits. GitHub's comparison of commits ends at 300 files; a tree does not. Every file of this
 * run has to be the file of a commit: one that an earlier step made or changed could hold any difference.
 * @throws {HubError} if GitHub does not answer
 */
export async function manifestsChanged(job: Job, base: string, head: string): Promise<ManifestChanges> {
  const folder = await findGitFolder(job.inputs.streams, job.run);
  if (folder.tag === 'unmapped') return unknown(folder.why);
  const [old, now] = [await entriesAt(job, base, folder.path), await entriesAt(job, head, folder.path)];
  if (!old || !now) return unknown('GitHub returns only a part of the folder of manifests');
  const local = await localFiles(job, folder);
  const strange = await unaccountedFile(job, { local, now, folder, head });
  if (strange !== undefined) {
    return unknown(
      `${strange} is not as it is in git: it was generated or changed in this job, or is not committed`,
    );
  }
  return textsBefore(job, { old, now, local, folder });
}

function unknown(why: string): ManifestChanges {
  return { tag: 'unknown', why };
}

type Entries = ReadonlyMap<string, TreeEntry>;

/** By path from the top of the repository. */
async function entriesAt({ github: hub }: Job, sha: string, folder: string): Promise<Entries | undefined> {
  const { entries, isTruncated } = await hub.tree(sha, folder);
  if (isTruncated) return undefined;
  return new Map(entries.map((entry) => [posix.join(folder, entry.path), entry]));
}

/** A manifest file of this run. */
interface LocalFile {
  /** As findings and manifests name it. */
  readonly file: string;
  readonly text: string;
  /** In git, links resolved; absent if it is not in the checkout. */
  readonly path?: string;
  /** In git, as it is named. Not `path`: it is a link. */
  readonly named: string;
}

type Mapped = Extract<GitFolder, { readonly tag: 'mapped' }>;

async function localFiles({ inputs }: Job, { root, path: folder }: Mapped): Promise<readonly LocalFile[]> {
  const found: LocalFile[] = [];
  for (const { file, text } of await filesNow(inputs.streams)) {
    const path = await gitPathOf(file, root);
    const named = posix.join(folder, posix.relative(shownFolder(inputs.streams), file));
    found.push({ file, text, named, ...(path === undefined ? {} : { path }) });
  }
  return found;
}

export function shownFolder(streams: string): string {
  return posix.normalize(streams.split('\\').join('/'));
}

/**
 * The first file that is not the one of a commit. A pull request's run checks out its merge with the base branch, so a file
 * may also be as in that commit.
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

/** Git may keep a file with other line ends than the checkout; the loader drops a byte order mark. */
function hasText(entry: TreeEntry | undefined, text: string): boolean {
  if (!entry) return false;
  const forms = [text, text.replaceAll('\r\n', '\n')];
  return forms.some((form) => [form, `\uFEFF${form}`].some((one) => blobSha(one) === entry.sha));
}

/** What git calls a content. */
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

async function textsBefore(job: Job, compared: Compared): Promise<ManifestChanges> {
  const { old, now, local } = compared;
  const touched = touchedFiles(job, compared);
  const link = touched.find(({ named }) =>
    [old, now].some((tree) => tree.get(named)?.mode === LINK && old.get(named)?.sha !== now.get(named)?.sha),
  );
  if (link) return unknown(`${link.file} is a link that has changed`);
  const texts = new Map(local.map(({ text }) => [blobSha(text), text]));
  const missing = new Set(
    touched.flatMap(({ entry }) => (entry && !texts.has(entry.sha) ? [entry.sha] : [])),
  );
  if (missing.size > MOST_TEXTS)
    return unknown(`it touches ${missing.size} manifests, ${MOST_TEXTS} can be compared`);
  const shas = [...missing];
  for (let at = 0; at < shas.length; at += AT_ONCE) {
    const read = shas.slice(at, at + AT_ONCE).map(async (sha) => texts.set(sha, await job.github.blob(sha)));
    await Promise.all(read);
  }
  const before = touched.map(({ file, entry }): FileBefore => {
    const text = entry && texts.get(entry.sha);
    return { file, ...(text === undefined ? {} : { text }) };
  });
  return { tag: 'known', before };
}

interface Touched {
  readonly file: string;
  readonly named: string;
  /** As it was; absent: it was not there. */
  readonly entry?: TreeEntry;
}

/** Files of this run and files that are gone, where the trees differ. */
function touchedFiles({ inputs }: Job, { old, now, local, folder }: Compared): readonly Touched[] {
  const differs = (path: string) => old.get(path)?.sha !== now.get(path)?.sha;
  const known = new Set(local.map(({ named }) => named));
  const here = local.filter(({ path, named }) => differs(path ?? named) || differs(named));
  const gone = [...new Set([...old.keys(), ...now.keys()])].filter(
    (path) => differs(path) && !known.has(path) && isManifest(posix.relative(folder.path, path)),
  );
  return [
    ...here.map(({ file, named, path = named }) => ({ file, named, ...entryOf(old.get(path)) })),
    ...gone.map((named) => ({
      file: posix.join(shownFolder(inputs.streams), posix.relative(folder.path, named)),
      named,
      ...entryOf(old.get(named)),
    })),
  ];
}

function entryOf(entry: TreeEntry | undefined): { readonly entry?: TreeEntry } {
  return entry ? { entry } : {};
}

/** As the loader chooses them: `.yaml` and `.yml` below the folder, nothing hidden. */
function isManifest(path: string): boolean {
  return /\.ya?ml$/i.test(path) && !path.split('/').some((part) => part.startsWith('.'));
}
