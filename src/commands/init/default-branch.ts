import type { Context } from '../session/context.ts';
import { gitFolder, readIfPossible } from '../session/git-folder.ts';

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
 * the one that is checked out.
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

async function remoteBranch(context: Context, git: string): Promise<string | undefined> {
  const text = await readIfPossible(context, `${git}/refs/remotes/origin/HEAD`);
  return /^ref: refs\/remotes\/origin\/(.+)$/m.exec(text ?? '')?.[1];
}

async function usualBranch(context: Context, git: string): Promise<string | undefined> {
  const packed = (await readIfPossible(context, `${git}/packed-refs`)) ?? '';
  for (const name of ['main', 'master']) {
    if (new RegExp(` refs/(heads|remotes/origin)/${name}$`, 'm').test(packed)) return name;
    for (const folder of ['heads', 'remotes/origin']) {
      if (await context.files.exists(`${git}/refs/${folder}/${name}`)) return name;
    }
  }
  return /^ref: refs\/heads\/(.+)$/m.exec((await readIfPossible(context, `${git}/HEAD`)) ?? '')?.[1];
}
