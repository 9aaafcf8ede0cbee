import { UsageError } from './context.ts';
import { decode, failed, type Git } from './git-commands.ts';

/** A file or a link in a commit. */
interface TreeEntry {
  readonly isLink: boolean;
  /** The object id of its content. */
  readonly id: string;
}

/** Entries below the folder of manifests, by their path in it. */
export type Entries = ReadonlyMap<string, TreeEntry>;

/** Returns the files and links of a commit below a folder, or one file, by their path after `prefix`. */
export async function entriesAt(git: Git, commit: string, prefix: string): Promise<Entries> {
  const within = prefix === '' ? [] : ['--', prefix];
  const text = decode(await git.bytes(['ls-tree', '-r', '-z', '--full-tree', commit, ...within]));
  const entries = text.split('\0').flatMap((line): readonly (readonly [string, TreeEntry])[] => {
    const [, mode, id, path] = /^(\d+) blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    if (id === undefined || path === undefined) return [];
    return [[path.slice(prefix.length), { isLink: mode === '120000', id }]];
  });
  return new Map(entries);
}

/**
 * Returns the object ids of files in the work tree, with line endings as git would convert them to commit the files.
 * git reads one path for each line and unquotes a path that starts with a quotation mark. Files with such names have no
 * id, so that they count as changed: a path that is read as two would assign the ids of the other files wrongly.
 * @param paths from the top of the work tree
 */
export async function idsOf(git: Git, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const plain = paths.filter((path) => !/^"|\n/.test(path));
  const input = plain.map((path) => `${path}\n`).join('');
  const ids = await git.lines(['hash-object', '--stdin-paths'], undefined, input);
  return new Map(plain.map((path, index) => [path, ids[index] ?? '']));
}

/** Returns the targets of all links, by the object id of the link. */
export async function linkTargets(git: Git, entries: Entries): Promise<ReadonlyMap<string, string>> {
  const ids = [...entries.values()].filter(({ isLink }) => isLink).map(({ id }) => id);
  return textsOf(git, ids);
}

/** Maximum number of links that lead to each other, as in Linux. */
const MOST_LINKS = 40;

/** Returns the entry that a path leads to. A link out of the folder leads to nothing, as for the loader. */
export function resolveLinks(
  path: string,
  entries: Entries,
  targets: ReadonlyMap<string, string>,
): TreeEntry | undefined {
  let at = path;
  for (let links = 0; links < MOST_LINKS; links += 1) {
    const entry = entries.get(at);
    if (!entry?.isLink) return entry;
    at = joined(at, targets.get(entry.id) ?? '');
  }
  return undefined;
}

/** Returns the path that a relative link in a file's place leads to. */
function joined(place: string, target: string): string {
  const parts = place.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return '';
    } else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

const NEWLINE = 10;

/** Reads contents by their object ids, with one command. */
export async function textsOf(git: Git, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  if (ids.length === 0) return texts;
  const once = [...new Set(ids)];
  const bytes = await git.bytes(['cat-file', '--batch'], undefined, once.map((id) => `${id}\n`).join(''));
  let at = 0;
  for (const id of once) {
    const end = bytes.indexOf(NEWLINE, at);
    const [, size] = /^[0-9a-f]+ blob (\d+)$/.exec(decode(bytes.subarray(at, end))) ?? [];
    if (size === undefined) throw new UsageError(failed(['cat-file'])(`object ${id} is missing`));
    const next = end + 1 + Number(size);
    texts.set(id, decode(bytes.subarray(end + 1, next)));
    at = next + 1;
  }
  return texts;
}
