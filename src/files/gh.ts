import { execFile } from 'node:child_process';

/** The result of a command of GitHub's `gh`. `missing`: it is not installed. `killed`: a signal ended it. */
export type GhResult =
  | { readonly tag: 'ended'; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | { readonly tag: 'killed'; readonly signal: string }
  | { readonly tag: 'missing' };

/** How gh is run. */
export interface GhOptions {
  /** The folder of the repository. It has to exist. */
  readonly folder: string;
  /** Standard input. Default: empty. */
  readonly input?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** Bytes. */
const LARGEST_OUTPUT = 16 * 1024 * 1024;

/**
 * What gh needs to find its configuration, its token and the network. Other variables of this process may be secrets of
 * destinations, and are not passed on.
 */
const NEEDED =
  /^(?:PATH|PATHEXT|HOME|USERPROFILE|APPDATA|LOCALAPPDATA|SYSTEMROOT|TMPDIR|TEMP|TMP|XDG_.+|DBUS_SESSION_BUS_ADDRESS|GH_.+|GITHUB_.+|GIT_.+|HTTPS?_PROXY|NO_PROXY|ALL_PROXY|SSL_CERT_.+)$/i;

/** Runs gh without a shell. It asks no questions, because its standard input is not the terminal. */
export async function runGh(args: readonly string[], options: GhOptions): Promise<GhResult> {
  const { folder, input = '', env, signal } = options;
  const needed = Object.entries(env).filter(([name]) => NEEDED.test(name));
  return new Promise((resolve) => {
    const child = execFile(
      'gh',
      args,
      {
        cwd: folder,
        env: {
          ...Object.fromEntries(needed),
          GH_PROMPT_DISABLED: '1',
          GH_NO_UPDATE_NOTIFIER: '1',
          NO_COLOR: '1',
        },
        maxBuffer: LARGEST_OUTPUT,
        signal,
      },
      (error, stdout, stderr) => {
        if (!error) resolve({ tag: 'ended', exitCode: 0, stdout, stderr });
        else if (error.code === 'ENOENT') resolve({ tag: 'missing' });
        else if (typeof error.code === 'number') {
          resolve({ tag: 'ended', exitCode: error.code, stdout, stderr });
        } else resolve({ tag: 'killed', signal: error.signal ?? String(error.code ?? 'a signal') });
      },
    );
    // A command that fails may end before it has read its input. Its exit code says so.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
