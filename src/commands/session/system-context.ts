import { createHash } from 'node:crypto';
import { fstatSync, write } from 'node:fs';
import { access, constants, mkdir, readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { runGh } from '../../files/gh.ts';
import { runGit } from '../../files/git.ts';
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
import { defined } from '../../model/defined.ts';
import { type Context, UsageError } from './context.ts';

/** The context of the operating system. The entry point adds how it listens, prints and asks. */
export function systemContext(
  entryPoint: Pick<Context, 'signal' | 'listen' | 'debug' | 'print' | 'say' | 'ask' | 'opened'>,
): Context {
  const child = (folder: string, input?: string) => ({
    folder,
    env: process.env,
    signal: entryPoint.signal,
    ...defined({ input }),
  });
  return {
    env: process.env,
    home: homeFolder(),
    clock: systemClock,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    files: systemFiles,
    git: (folder, args, input) => runGit(args, child(folder, input)),
    gh: (folder, args, input) => runGh(args, child(folder, input)),
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
 * Writes text and waits until the stream has accepted it, so that a reader slower than the API delays the run instead of
 * filling the memory. Resolves to false if nobody reads the stream any more.
 * @throws {UsageError} if the text cannot be written
 */
export async function writeOut(stream: OutputStream, text: string): Promise<boolean> {
  try {
    return await writeBytes(stream, Buffer.from(text));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new UsageError(`The result could not be written (${code ?? message}).`, { cause });
  }
}

/** Writes bytes unchanged. Rejects with the error of the system, except for a reader that has closed the pipe. */
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

/** The home folder; the root folder for a user without an entry in the system's user list, as in many containers. */
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

const systemFiles: Context['files'] = {
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
      const message = `${file} cannot be written: ${reason(cause)}. Name a new file outside of the repository.`;
      throw new UsageError(message, { cause });
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
  const { code } = cause as NodeJS.ErrnoException;
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
