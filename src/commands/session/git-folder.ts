import { type Context, UsageError } from './context.ts';

/**
 * Returns the folder that contains the branches and the configuration of a repository on disk. In a linked working
 * tree, `.git` is a file with its path. Git is not executed, so it does not have to be installed.
 */
export async function gitFolder(context: Context, directory: string): Promise<string | undefined> {
  const git = `${directory}/.git`;
  if (await context.files.exists(`${git}/HEAD`)) return git;
  const text = await readIfPossible(context, git);
  const [, folder] = /^gitdir: (.+?)(?:\/worktrees\/[^/]+)?$/m.exec(text ?? '') ?? [];
  if (folder === undefined) return undefined;
  return folder.startsWith('/') ? folder : `${directory}/${folder}`;
}

/** Reads a file, or returns undefined if it cannot be read. */
export async function readIfPossible(context: Context, file: string): Promise<string | undefined> {
  try {
    return await context.files.read(file);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}
