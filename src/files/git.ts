import { execFile } from 'node:child_process';

/** The result of a git command. `missing`: git is not installed. */
export type GitResult =
  | {
      readonly tag: 'ended';
      readonly exitCode: number;
      readonly stdout: Uint8Array;
      /** What git says about a failure, in English. */
      readonly stderr: string;
    }
  | { readonly tag: 'missing' };

/** How git is run. */
export interface GitOptions {
  /** The working directory. It has to exist. */
  readonly folder: string;
  /** Standard input. Default: empty. */
  readonly input?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** Bytes. The manifests of the largest accounts are a few tens of megabytes. */
const LARGEST_OUTPUT = 256 * 1024 * 1024;
/** What git needs to find its own files and configuration. The credentials of this process are not passed on. */
const NEEDED = /^(?:PATH|HOME|USERPROFILE|SYSTEMROOT|XDG_CONFIG_HOME|TMPDIR|TEMP|GIT_.+)$/i;

/**
 * Runs git, which must only read. It takes no locks, asks no questions and runs no program that the configuration of the
 * repository names for watching files.
 * @throws if git was aborted by the signal, or its output is larger than 256 MiB
 */
export async function runGit(args: readonly string[], options: GitOptions): Promise<GitResult> {
  const { folder, input = '', env, signal } = options;
  const needed = Object.entries(env).filter(([name]) => NEEDED.test(name));
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      ['--no-optional-locks', '-c', 'core.fsmonitor=false', ...args],
      {
        cwd: folder,
        encoding: 'buffer',
        env: { ...Object.fromEntries(needed), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
        maxBuffer: LARGEST_OUTPUT,
        signal,
      },
      (error, stdout, stderr) => {
        const ended = (exitCode: number) =>
          resolve({ tag: 'ended', exitCode, stdout, stderr: stderr.toString('utf8') });
        if (!error) ended(0);
        else if (error.code === 'ENOENT') resolve({ tag: 'missing' });
        else if (typeof error.code === 'number') ended(error.code);
        else reject(error);
      },
    );
    // A command that fails may end before it has read its input. Its exit code says so.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
