import { createHash } from 'node:crypto';
import { fstatSync, write } from 'node:fs';
import { access, constants, mkdir, readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { type GhResult, runGh } from '../../files/gh.ts';
import { type GitResult, runGit } from '../../files/git.ts';
import { readFileBounded, UnreadableFile } from '../../files/read-file.ts';
import {
  createPrivateFile,
  refuseLinks,
  refusePublicPlace,
  replaceFile,
  UnwritableFile,
  writeToNamed,
} from '../../files/write-file.ts';
import { systemClock } from '../../http/system-clock.ts';
import type { Clock } from '../../model/clock.ts';
import type { Listener } from '../../model/event.ts';

/** The result of a command: text for standard output and an exit code. */
export interface Result {
  readonly output: string;
  readonly exitCode: 0 | 1 | 2 | 3 | 130 | 143;
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

/** The context of the operating system. The entry point adds how it listens, prints and asks. */
export function systemContext(
  entryPoint: Pick<Context, 'signal' | 'listen' | 'debug' | 'print' | 'say' | 'ask' | 'opened'>,
): Context {
  return {
    env: process.env,
    home: homeFolder(),
    clock: systemClock,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    files: systemFiles,
    git: (folder, args, input) =>
      runGit(args, {
        folder,
        env: process.env,
        signal: entryPoint.signal,
        ...(input === undefined ? {} : { input }),
      }),
    gh: (folder, args, input) =>
      runGh(args, {
        folder,
        env: process.env,
        signal: entryPoint.signal,
        ...(input === undefined ? {} : { input }),
      }),
    onHangup: (listener) => {
      process.on('SIGHUP', listener);
      return () => process.off('SIGHUP', listener);
    },
    printBytes: (bytes) => writeBytes(process.stdout, bytes),
    ...entryPoint,
  };
}

/** Standard output. Its replacement in a test has no file descriptor. */
type OutputStream = NodeJS.WriteStream & { readonly fd?: number };

/**
 * Waits until the stream has accepted the text, so that a reader slower than the API delays the run instead of filling
 * the memory.
 */
export async function writeOut(stream: OutputStream, text: string): Promise<boolean> {
  try {
    return await writeBytes(stream, Buffer.from(text));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new UsageError(`The result could not be written (${code ?? message}).`, { cause });
  }
}

async function writeBytes(stream: OutputStream, bytes: Uint8Array): Promise<boolean> {
  if (isRegularFile(stream.fd)) return writeToFile(stream.fd, bytes);
  return new Promise((resolve, reject) => {
    stream.write(bytes, (error: NodeJS.ErrnoException | null | undefined) => {
      if (!error) resolve(true);
      else if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') resolve(false);
      else reject(error);
    });
  });
}

function isRegularFile(fd: number | undefined): fd is number {
  return fd !== undefined && fstatSync(fd).isFile();
}

/** The stream of a file calls the system once, which writes only a part of the bytes if the disk becomes full. */
async function writeToFile(fd: number, bytes: Uint8Array): Promise<true> {
  for (let left = bytes; left.length > 0; ) {
    const { bytesWritten } = await promisify(write)(fd, left);
    left = left.subarray(bytesWritten);
  }
  return true;
}

/**
 * The home folder; the root folder for a user without an entry in the system's user list, as in many
 * containers.
 */
function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return '/';
  }
}

/** Bytes. A saved plan of the largest accounts is a few megabytes. */
const LARGEST_FILE = 64 * 1024 * 1024;
const sleep = (milliseconds: number) => systemClock.sleep(milliseconds);

const systemFiles: Files = {
  read: async (file, whose) => {
    const options = { limit: LARGEST_FILE, ...(whose ? {} : { pipe: { sleep } }) };
    try {
      const bytes = await readFileBounded(file, { ...options, links: whose ? 'refuse' : 'follow' });
      return new TextDecoder().decode(bytes);
    } catch (cause) {
      throw new UsageError(`${file} cannot be read: ${reason(cause)}.`, { cause });
    }
  },
  write: (file, text, mode) =>
    writing(file, () => writeToNamed(file, text, { mode: permissions(mode), sleep })),
  writeBelow: (folder, file, text, mode) =>
    writing(
      file,
      () => replaceFile(file, text, permissions(mode)),
      () => refuseLinks(file, folder),
    ),
  createPrivate: (file, text) => writing(file, () => createPrivateFile(file, text)),
  refusePublicPlace: async (file, folder) => {
    try {
      await refusePublicPlace(file, folder);
    } catch (cause) {
      throw new UsageError(
        `${file} cannot be written: ${reason(cause)}. Name a new file outside of the repository.`,
        {
          cause,
        },
      );
    }
  },
  exists: async (file) => {
    try {
      await stat(file);
      return true;
    } catch {
      return false;
    }
  },
  list: (folder) => readdir(folder).catch(() => []),
  permissions: async (file) => {
    if (process.platform === 'win32') return undefined;
    const found = await stat(file).catch(() => undefined);
    return found && found.mode & 0o777;
  },
  whyNotWritable: async (folder) => {
    try {
      if (!(await stat(folder)).isDirectory()) return 'it is not a folder';
      await access(folder, constants.W_OK | constants.X_OK);
      return undefined;
    } catch (cause) {
      return reason(cause);
    }
  },
};

function permissions(mode: 'private' | undefined): number {
  return mode === 'private' ? 0o600 : 0o666;
}

async function writing(file: string, write: () => Promise<void>, check?: () => Promise<void>): Promise<void> {
  try {
    await check?.();
    await mkdir(path.dirname(file), { recursive: true });
    await write();
  } catch (cause) {
    throw new UsageError(`${file} cannot be written: ${reason(cause)}.`, { cause });
  }
}

function reason(cause: unknown): string {
  if (cause instanceof UnreadableFile || cause instanceof UnwritableFile) return cause.reason;
  const code = (cause as NodeJS.ErrnoException).code;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file or folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ENOTDIR':
      return 'a part of the path is a file';
    case 'EISDIR':
      return 'it is a folder';
    case 'EMFILE':
    case 'ENFILE':
      return 'too many files are open; raise the limit, for example with `ulimit -n 1024`';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return code ?? String(cause);
  }
}
