import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import type { WorkflowRun } from '../runner/event.ts';

/** Where the manifest folder is in the git repository of this run. */
export type GitFolder =
  | {
      readonly tag: 'mapped';
      /** From the top of the repository, with forward slashes; empty: the top itself. */
      readonly path: string;
      /** The checkout, links resolved. */
      readonly root: string;
    }
  | { readonly tag: 'unmapped'; readonly path: string; readonly why: string };

/**
 * Finds the manifest folder in git. It need not be where the input says: the repository may be checked out below the workspace
 * (`path:` of actions/checkout), the folder may be a link, and it may be of another repository or of a submodule.
 */
export async function findGitFolder(
  streams: string,
  run: Pick<WorkflowRun, 'owner' | 'repo'>,
): Promise<GitFolder> {
  const path = posix.normalize(streams.split('\\').join('/')).replace(/^\.$|\/+$/g, '');
  const unmapped = (why: string): GitFolder => ({ tag: 'unmapped', path, why });
  const [workspace, folder] = [await realpath('.'), await realpathOf(streams)];
  // A folder that is missing is a finding of its own, and nothing in it can be missed.
  if (folder === undefined) return { tag: 'mapped', path, root: workspace };
  const root = await checkoutOf(folder, workspace);
  const inside = slashed(relative(root, folder));
  if (inside === '..' || inside.startsWith('../') || resolve(root, inside) !== folder) {
    return unmapped(`${streams} leads out of the workspace`);
  }
  const other = await otherRepository(root, run);
  return other === undefined ? { tag: 'mapped', path: inside, root } : unmapped(`${streams} is ${other}`);
}

/** The path in git of a file of the checkout, links resolved; nothing if it leads out of it. */
export async function gitPathOf(file: string, root: string): Promise<string | undefined> {
  const target = await realpathOf(file);
  if (target === undefined) return undefined;
  const inside = slashed(relative(root, target));
  return inside === '..' || inside.startsWith('../') ? undefined : inside;
}

/** The next folder above with a `.git`; without one the workspace, since actions/checkout also works without git. */
async function checkoutOf(folder: string, workspace: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    if (await exists(join(at, '.git'))) return at;
    if (at === workspace || at === dirname(at)) return workspace;
  }
}

/** What a checkout is, if it is not one of this run's repository. */
async function otherRepository(
  root: string,
  { owner, repo }: Pick<WorkflowRun, 'owner' | 'repo'>,
): Promise<string | undefined> {
  const git = join(root, '.git');
  const pointer = await textOf(git);
  if (pointer !== undefined && /[\\/]modules[\\/]/.test(pointer)) return 'a submodule';
  const config = (await textOf(join(git, 'config'))) ?? '';
  const [, url] = /^\s*\[remote "origin"\][^[]*?^\s*url\s*=\s*(\S+)/m.exec(config) ?? [];
  if (url === undefined) return undefined;
  const name = url
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .split(/[/:]/)
    .slice(-2)
    .join('/');
  return name.toLowerCase() === `${owner}/${repo}`.toLowerCase()
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
