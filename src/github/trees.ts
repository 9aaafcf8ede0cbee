import { Buffer } from 'node:buffer';
import { flag, list, object, text } from '../model/shape.ts';
import type { FileEntry, FileTree, Forge } from '../workflow/forge/forge.ts';
import { route } from './repository-api.ts';
import type { Session } from './session.ts';

type FileVerbs = Pick<Forge, 'filesIn' | 'fileText'>;

/** Maximum number of subfolders to read one by one if GitHub truncates the recursive listing. */
const MOST_FOLDERS = 200;

/** Operations on git trees and blobs. Unlike a comparison, a tree is not limited to 300 files. */
export function treeVerbs({ api, ask }: Session): FileVerbs {
  const treeOf: ReadTree = async (tree_sha, isRecursive) => {
    const query = isRecursive ? { recursive: '1' } : {};
    const { tree, truncated } = await api.get(TREE, route`git/trees/${tree_sha}`, query);
    const entries = tree.map(({ path, mode, type, sha = '' }) => ({ path, mode, type, id: sha }));
    return { entries, isTruncated: truncated };
  };
  return {
    filesIn: (sha, folder) =>
      ask(
        { what: `read the files of ${folder || 'the repository'} at ${sha}`, needs: 'contents: read' },
        () => folderTree(treeOf, sha, folder),
      ),
    fileText: (sha) =>
      ask({ what: `read the blob ${sha}`, needs: 'contents: read' }, async () => {
        const { content, encoding } = await api.get(BLOB, route`git/blobs/${sha}`);
        return encoding === 'base64' ? Buffer.from(content, 'base64').toString('utf8') : content;
      }),
  };
}

const TREE = object({
  // A submodule may have no `sha`.
  tree: list(object({ path: text(), mode: text(), type: text(), 'sha?': text() })),
  truncated: flag(),
});

const BLOB = object({ content: text(), encoding: text() });

/** `type` is `blob`, `commit` (a submodule), or `tree` (a folder). */
interface RawEntry extends FileEntry {
  readonly type: string;
}

interface RawTree {
  readonly entries: readonly RawEntry[];
  readonly isTruncated: boolean;
}

type ReadTree = (sha: string, isRecursive: boolean) => Promise<RawTree>;

/** Reads the tree folder by folder, so that a large repository around the folder does not truncate it. */
async function folderTree(read: ReadTree, sha: string, folder: string): Promise<FileTree> {
  let at = sha;
  for (const part of folder.split('/').filter((name) => name !== '')) {
    const { entries, isTruncated } = await read(at, false);
    const found = entries.find(({ path }) => path === part);
    if (!found) return { entries: [], isTruncated };
    // A file, a link or a submodule has no entries in this repository.
    if (found.type !== 'tree') return { entries: [fileOf(found, '')], isTruncated: false };
    at = found.id;
  }
  return allBelow(read, at);
}

async function allBelow(read: ReadTree, sha: string): Promise<FileTree> {
  const whole = await read(sha, true);
  if (!whole.isTruncated)
    return {
      entries: whole.entries.flatMap((one) => (one.type === 'tree' ? [] : [fileOf(one, one.path)])),
      isTruncated: false,
    };
  const found: FileEntry[] = [];
  const left = [{ sha, prefix: '' }];
  for (let count = 0; count < MOST_FOLDERS; count += 1) {
    const next = left.pop();
    if (!next) return { entries: found, isTruncated: false };
    const { entries, isTruncated } = await read(next.sha, false);
    if (isTruncated) break;
    for (const entry of entries) {
      const path = `${next.prefix}${entry.path}`;
      if (entry.type === 'tree') left.push({ sha: entry.id, prefix: `${path}/` });
      else found.push(fileOf(entry, path));
    }
  }
  return { entries: found, isTruncated: true };
}

function fileOf({ mode, id }: RawEntry, path: string): FileEntry {
  return { path, mode, id };
}
