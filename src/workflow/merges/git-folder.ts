import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import type { Run } from '../forge/run.ts';

/** The location of the manifest folder in this run's git repository. */
export type GitFolder =
  | {
      readonly tag: 'mapped';
      /** Path from the root of the repository, with forward slashes. Empty for the root itself. */
      readonly path: string;
      /** The checkout's path, with symbolic links resolved. */
      readonly root: string;
    }
  | { readonly tag: 'unmapped'; readonly path: string; readonly why: string };

/**
 * Finds the manifest folder in git. Its path there can differ from the input: the repository may be checked out below
 * the workspace at another path, the folder may be a symbolic link, and it may belong to another
 * repository or to a submodule.
 */
export async function findGitFolder(
  streams: string,
  { repository }: Pick<Run, 'repository'>,
): Promise<GitFolder> {
  const path = posix.normalize(streams.split('\\').join('/')).replace(/^\.$|\/+$/g, '');
  const unmapped = (why: string): GitFolder => ({ tag: 'unmapped', path, why });
  const [workspace, folder] = [await realpath('.'), await realpathOf(streams)];
  // A missing folder is reported as a finding elsewhere, and it contains no manifests.
  if (folder === undefined) return { tag: 'mapped', path, root: workspace };
  const root = await checkoutOf(folder, workspace);
  const inside = slashed(relative(root, folder));
  if (inside === '..' || inside.startsWith('../') || resolve(root, inside) !== folder) {
    return unmapped(`${streams} leads out of the workspace`);
  }
  const other = await otherRepository(root, repository);
  return other === undefined ? { tag: 'mapped', path: inside, root } : unmapped(`${streams} is ${other}`);
}

/** Finds a file in git that need not exist. A link in the place of the file is not followed. */
export async function findGitFile(file: string, run: Pick<Run, 'repository'>): Promise<GitFolder> {
  const plain = posix.normalize(file.split('\\').join('/'));
  const folder = await findGitFolder(posix.dirname(plain), run);
  return { ...folder, path: posix.join(folder.path, posix.basename(plain)) };
}

/**
 * Returns whether a folder without `.git` is not the checkout, because the manifests are in a checkout below it.
 * @param root the folder that `findGitFile` takes for the checkout
 */
export async function isAboveCheckout(root: string, streams: string): Promise<boolean> {
  if (await exists(join(root, '.git'))) return false;
  const folder = await realpathOf(streams);
  return folder !== undefined && (await checkoutOf(folder, root)) !== root;
}

/**
 * Returns the path in git of a file in the checkout, with links resolved.
 * @returns nothing if the path leads out of the checkout
 */
export async function gitPathOf(file: string, root: string): Promise<string | undefined> {
  const target = await realpathOf(file);
  if (target === undefined) return undefined;
  const inside = slashed(relative(root, target));
  return inside === '..' || inside.startsWith('../') ? undefined : inside;
}

/**
 * Returns the nearest parent folder with a `.git`. Without one it is the workspace, because a checkout also works
 * without git.
 */
async function checkoutOf(folder: string, workspace: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    if (await exists(join(at, '.git'))) return at;
    if (at === workspace || at === dirname(at)) return workspace;
  }
}

/** Describes a checkout that does not belong to this run's repository. */
async function otherRepository(root: string, repository: string): Promise<string | undefined> {
  const git = join(root, '.git');
  const pointer = await textOf(git);
  if (pointer !== undefined && /[\\/]modules[\\/]/.test(pointer)) return 'a submodule';
  const config = (await textOf(join(git, 'config'))) ?? '';
  const [, url] = /^\s*\[remote "origin"\][^[]*?^\s*url\s*=\s*(\S+)/m.exec(config) ?? [];
  if (url === undefined) return undefined;
  const path = url
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .replaceAll(':', '/')
    .toLowerCase();
  return `/${path}`.endsWith(`/${repository.toLowerCase()}`)
    ? undefined
    : 'in a checkout of another repository';
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

async function realpathOf(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}
