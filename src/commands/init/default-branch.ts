import { type Context, UsageError } from '../session/context.ts';

/** The branch whose manifests are applied, and how it was detected. */
export interface DefaultBranch {
  readonly name: string;
  /** Complete sentences about what could not be detected; empty if there is no doubt. */
  readonly doubts: readonly string[];
}

/** Names that need no quoting in a workflow, in a pattern or between apostrophes. */
const PLAIN = /^[A-Za-z0-9][\w./-]*$/;
const FALLBACK = 'main';

/**
 * The default branch of a repository on disk: the remote's, or else `main` or `master` if it exists, or else
 * the one that is checked out. Git is not executed, so it does not have to be installed.
 */
export async function defaultBranch(context: Context, directory: string): Promise<DefaultBranch> {
  const git = await gitFolder(context, directory);
  if (git === undefined) {
    return {
      name: FALLBACK,
      doubts: [
        `${directory} is not the top of a git repository: GitHub reads workflows only there. The branch is taken to be ${FALLBACK}.`,
      ],
    };
  }
  const found = (await remoteBranch(context, git)) ?? (await usualBranch(context, git)) ?? FALLBACK;
  if (PLAIN.test(found)) return { name: found, doubts: [] };
  return {
    name: FALLBACK,
    doubts: [
      `The default branch has a name that workflows would have to quote: put it into apply.yml and watch.yml in place of ${FALLBACK}.`,
    ],
  };
}

/** The folder that contains the branches. In a linked working tree, `.git` is a file with its path. */
async function gitFolder(context: Context, directory: string): Promise<string | undefined> {
  const git = `${directory}/.git`;
  if (await context.files.exists(`${git}/HEAD`)) return git;
  const [, folder] = /^gitdir: (.+?)(?:\/worktrees\/[^/]+)?$/m.exec((await read(context, git)) ?? '') ?? [];
  if (folder === undefined) return undefined;
  return folder.startsWith('/') ? folder : `${directory}/${folder}`;
}

async function remoteBranch(context: Context, git: string): Promise<string | undefined> {
  const text = await read(context, `${git}/refs/remotes/origin/HEAD`);
  return /^ref: refs\/remotes\/origin\/(.+)$/m.exec(text ?? '')?.[1];
}

async function usualBranch(context: Context, git: string): Promise<string | undefined> {
  const packed = (await read(context, `${git}/packed-refs`)) ?? '';
  for (const name of ['main', 'master']) {
    if (new RegExp(` refs/(heads|remotes/origin)/${name}$`, 'm').test(packed)) return name;
    for (const folder of ['heads', 'remotes/origin']) {
      if (await context.files.exists(`${git}/refs/${folder}/${name}`)) return name;
    }
  }
  return /^ref: refs\/heads\/(.+)$/m.exec((await read(context, `${git}/HEAD`)) ?? '')?.[1];
}

async function read(context: Context, file: string): Promise<string | undefined> {
  try {
    return await context.files.read(file);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}
