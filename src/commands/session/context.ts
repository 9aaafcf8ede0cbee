import type { GhResult } from '../../files/gh.ts';
import type { GitResult } from '../../files/git.ts';
import type { Clock } from '../../model/clock.ts';
import type { Listener } from '../../model/event.ts';
import type { ApplyOutcome } from '../../model/outcome.ts';
import type { RunProblem } from '../../render/schemas/log-event.ts';

/** The result of a command: text for standard output and an exit code. */
export interface Result {
  readonly output: string;
  readonly exitCode: 0 | 1 | 2 | 3 | 130 | 143;
  /** The result of an apply in one word. */
  readonly outcome?: ApplyOutcome['outcome'];
  /** The problems that caused the exit code. Absent: the command does not list them. */
  readonly problems?: readonly RunProblem[];
  /** True if a signal is the normal end of the command, so that the signal does not decide the exit code. */
  readonly endsOnSignal?: true;
}

/** An error in how or where a command was called. The message is printed unchanged, with exit code 1. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The file system access of commands. Paths are relative to the working directory. */
interface Files {
  /**
   * Reads a file that the user named. Links are followed, and a pipe is read for up to 30 seconds. With
   * `own`, a file of this product, which must be neither a link nor a pipe.
   * @throws {UsageError} if it cannot be read
   */
  read(file: string, whose?: 'own'): Promise<string>;
  /**
   * Writes to a path that the user named. A regular file is replaced atomically; anything else that exists is
   * opened and written. `private`: readable by the owner only.
   * @throws {UsageError} if it cannot be written
   */
  write(file: string, text: string, mode?: 'private'): Promise<void>;
  /**
   * Writes a file below a folder, atomically. Links below the folder are not followed. `private`: readable by
   * the owner only.
   * @throws {UsageError} if it cannot be written
   */
  writeBelow(folder: string, file: string, text: string, mode?: 'private'): Promise<void>;
  /**
   * Creates a file for secrets, readable by the owner only. Nothing at the path is replaced.
   * @throws {UsageError} if it cannot be created
   */
  createPrivate(file: string, text: string): Promise<void>;
  /**
   * Refuses a path for secrets that exists, is in the folder of the manifests, or is in a git repository.
   * @throws {UsageError} saying which
   */
  refusePublicPlace(file: string, folder: string): Promise<void>;
  exists(file: string): Promise<boolean>;
  /** The names in a folder; empty if it cannot be read. */
  list(folder: string): Promise<readonly string[]>;
  /** The permission bits of a file, links followed. Undefined if it does not exist, or on Windows, which has none. */
  permissions(file: string): Promise<number | undefined>;
  /**
   * Why files cannot be created in a folder, as a clause. Undefined if they can, as far as permissions show: nothing is
   * written.
   */
  whyNotWritable(folder: string): Promise<string | undefined>;
}

/** The dependencies of a command. Tests inject their own. */
export interface Context {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The values that `{ env }` references read instead of `env`, and the file that contains them. */
  readonly secrets?: { readonly values: Readonly<Record<string, string>>; readonly file: string };
  readonly home: string;
  readonly clock: Clock;
  /** SHA-256, hexadecimal. */
  readonly hash: (text: string) => string;
  readonly files: Files;
  /**
   * Runs git in a folder that exists. The command must only read.
   * @param input standard input
   */
  readonly git: (folder: string, args: readonly string[], input?: string) => Promise<GitResult>;
  /**
   * Runs GitHub's `gh` in the folder of a repository.
   * @param input standard input
   */
  readonly gh: (folder: string, args: readonly string[], input?: string) => Promise<GhResult>;
  /** Aborted when the user stops the run (Ctrl-C). */
  readonly signal: AbortSignal;
  readonly listen: Listener;
  /** Whether each request to Akamai and its response is reported to `listen`. */
  readonly debug?: boolean;
  /** Called with the account that a command has opened, so that later messages can name it. */
  readonly opened?: (target: string) => void;
  /**
   * Prints a part of a result to standard output. It resolves when the text is written, so that a caller that
   * waits never has more than one part in memory. It resolves to false if nobody reads the output any more.
   * @throws {UsageError} if the text cannot be written
   */
  readonly print: (text: string) => Promise<boolean>;
  /**
   * Like `print`, for records of other programs, whose bytes are printed unchanged.
   * @throws the error of the system if the bytes cannot be written
   */
  readonly printBytes: (bytes: Uint8Array) => Promise<boolean>;
  /** Calls the listener for each SIGHUP, which then does not end the process. Returns how to stop that. */
  readonly onHangup: (listener: () => void) => () => void;
  /** Prints a line to standard error. */
  readonly say: (line: string) => void;
  /** Asks the user at the terminal; absent if there is no interactive user. */
  readonly ask?: (question: string) => Promise<string>;
}
