import { createHash } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { systemClock } from '../../api/http/system-clock.ts';
import { readFileBounded, UnreadableFile } from '../../files/read-file.ts';
import { refuseLinks, replaceFile, UnwritableFile, writeToNamed } from '../../files/write-file.ts';
import type { Clock } from '../../model/clock.ts';
import type { Listener } from '../../model/event.ts';

/** What a command leaves behind: text for standard output and an exit code. */
export interface Result {
  readonly output: string;
  readonly exitCode: 0 | 1 | 2 | 3 | 130 | 143;
}

/** What is wrong with how a command was called or where it ran: told as it is, exit code 1. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The few things of a file system that commands need. Paths are relative to the working directory. */
interface Files {
  /**
   * A file that the user named: links are followed, and it may be a pipe for 30 seconds. `own`: a file of this product,
   * which is neither.
   * @throws {UsageError} if it cannot be read
   */
  read(file: string, whose?: 'own'): Promise<string>;
  /**
   * Writes to a path that the user named. A regular file is replaced atomically, anything else that exists is written to.
   * `private`: readable for the owner only.
   * @throws {UsageError} if it cannot be written
   */
  write(file: string, text: string, mode?: 'private'): Promise<void>;
  /**
   * Writes a file below a folder, atomically. No link below the folder is followed.
   * `private`: readable for the owner only.
   * @throws {UsageError} if it cannot be written
   */
  writeBelow(folder: string, file: string, text: string, mode?: 'private'): Promise<void>;
  exists(file: string): Promise<boolean>;
}

/** Everything a command needs of the world around it. Tests hand in their own. */
export interface Context {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What `{ env }` references read instead of `env`, and the file that it comes from. */
  readonly secrets?: { readonly values: Readonly<Record<string, string>>; readonly file: string };
  readonly home: string;
  readonly clock: Clock;
  /** SHA-256, hexadecimal. */
  readonly hash: (text: string) => string;
  readonly files: Files;
  /** Aborted when the user asks to stop (Ctrl-C). */
  readonly signal: AbortSignal;
  readonly listen: Listener;
  /** Told which account a command has opened, so that whatever is said afterwards can name it. */
  readonly opened?: (target: string) => void;
  /**
   * A result that comes in pieces, onto standard output. Resolves when the text is handed over, so that whoever waits
   * for it never holds more than a piece; with false when nobody reads any more.
   * @throws {UsageError} where it cannot be written
   */
  readonly print: (text: string) => Promise<boolean>;
  /** A line on standard error. */
  readonly say: (line: string) => void;
  /** Asks the person at the terminal; absent where nobody sits. */
  readonly ask?: (question: string) => Promise<string>;
}

/** The real world; a face adds how it listens, speaks and asks. */
export function systemContext(
  face: Pick<Context, 'signal' | 'listen' | 'print' | 'say' | 'ask' | 'opened'>,
): Context {
  return {
    env: process.env,
    home: homeFolder(),
    clock: systemClock,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    files: systemFiles,
    ...face,
  };
}

/** A user without an entry in the system's list, as in many containers, is at home in the root folder. */
function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return '/';
  }
}

/** A saved plan of the largest accounts is a few megabytes. */
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
  exists: async (file) => {
    try {
      await stat(file);
      return true;
    } catch {
      return false;
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
