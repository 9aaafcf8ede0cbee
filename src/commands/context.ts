import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { systemClock } from '../api/system-clock.ts';
import type { Clock } from '../model/clock.ts';
import type { Listener } from '../model/event.ts';

/** What a command leaves behind: text for standard output and an exit code. */
export interface Result {
  readonly output: string;
  readonly exitCode: 0 | 1 | 2 | 3;
}

/** What is wrong with how a command was called or where it ran: told as it is, exit code 1. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The few things of a file system that commands need. Paths are relative to the working directory. */
interface Files {
  /** @throws {UsageError} where it cannot be read */
  read(file: string): Promise<string>;
  /** Whole or not at all: a reader never sees half a file. `private`: readable for the owner only. */
  write(file: string, text: string, mode?: 'private'): Promise<void>;
  exists(file: string): Promise<boolean>;
}

/** Everything a command needs of the world around it. Tests hand in their own. */
export interface Context {
  readonly env: Readonly<Record<string, string | undefined>>;
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

const systemFiles: Files = {
  read: async (file) => {
    try {
      return await readFile(file, 'utf8');
    } catch (cause) {
      throw new UsageError(`${file} cannot be read: ${reason(cause)}.`, { cause });
    }
  },
  write: writeWhole,
  exists: async (file) => {
    try {
      await stat(file);
      return true;
    } catch {
      return false;
    }
  },
};

async function writeWhole(file: string, text: string, mode?: 'private'): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(draft, text, { mode: mode === 'private' ? 0o600 : 0o666, flag: 'wx' });
    await rename(draft, file);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw new UsageError(`${file} cannot be written: ${reason(cause)}.`, { cause });
  }
}

function reason(cause: unknown): string {
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
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return code ?? String(cause);
  }
}
