import type { Context } from '../session/context.ts';
import { gitFolder, readIfPossible } from '../session/git-folder.ts';

/** The Git repository that contains the working directory. */
export interface RepositoryOnDisk {
  /** Its top folder, relative to the working directory: `.`, `..`. */
  readonly top: string;
  /** The URL of the remote `origin`. */
  readonly remote?: string;
  /** Whether a file of ignored paths, between the working directory and the top, names `.datastream`. */
  readonly ignoresState: boolean;
}

/** Levels above the working directory in which a repository is searched. */
const MOST_LEVELS = 20;

/** A line that ignores the folder, as `init` and people write it. */
const IGNORED = /^\/?(?:\*\*\/)?\.datastream(?:\/|\/\*\*?)?\s*$/m;

/** Finds the repository of the working directory; undefined if there is none. */
export async function findRepository(context: Context): Promise<RepositoryOnDisk | undefined> {
  const ignoring: string[] = [];
  for (let level = 0; level <= MOST_LEVELS; level += 1) {
    const top = level === 0 ? '.' : Array.from({ length: level }, () => '..').join('/');
    ignoring.push((await readIfPossible(context, `${top}/.gitignore`)) ?? '');
    const git = await gitFolder(context, top);
    if (git === undefined) continue;
    ignoring.push((await readIfPossible(context, `${git}/info/exclude`)) ?? '');
    const remote = remoteIn((await readIfPossible(context, `${git}/config`)) ?? '');
    return {
      top,
      ...(remote === undefined ? {} : { remote }),
      ignoresState: ignoring.some((text) => IGNORED.test(text)),
    };
  }
  return undefined;
}

/** Returns the URL of the remote `origin` in the text of a Git configuration. */
function remoteIn(config: string): string | undefined {
  const section = /^\[remote "origin"\]\s*$([^[]*)/m.exec(config)?.[1] ?? '';
  return /^\s*url\s*=\s*(\S+)\s*$/m.exec(section)?.[1];
}
