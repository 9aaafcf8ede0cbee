import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isCode, type Sleep } from './read-file.ts';

/** A path at which nothing is written. `reason` is a clause for a sentence about it. */
export class UnwritableFile extends Error {
  override readonly name = 'UnwritableFile';
  constructor(readonly reason: string) {
    super(reason);
  }
}

/** How long a pipe may take to accept the next bytes, milliseconds, and how long to sleep before they are sent again. */
const PIPE_LIMIT = 30_000;
const PIPE_PAUSE = 50;
const { O_WRONLY, O_APPEND, O_NONBLOCK = 0 } = constants;

/**
 * Replaces a file atomically: a reader sees the old content or the new one, never a part of it. A link at this path is
 * replaced, not followed.
 * @param mode permissions of the new file
 */
export async function replaceFile(file: string, content: string | Uint8Array, mode: number): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(draft, content, { mode, flag: 'wx' });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

/**
 * Writes to a path that a user named. A regular file, or nothing, is replaced atomically, at the end of any links. Anything
 * else that exists (a pipe, a terminal, a device) is written to.
 */
export async function writeToNamed(
  file: string,
  content: string,
  { mode, sleep }: { readonly mode: number; readonly sleep: Sleep },
): Promise<void> {
  const target = await regularTarget(file);
  if (target === undefined) await writeThrough(file, content, sleep);
  else await replaceFile(target, content, mode);
}

/** Where a regular file is or would be; nothing if something else is there. */
async function regularTarget(file: string): Promise<string | undefined> {
  const found = await stat(file).catch(ifMissing);
  if (found === undefined) {
    if (await isLink(file)) throw new UnwritableFile('it is a link to something that does not exist');
    return file;
  }
  // The shell opened /dev/stdout or /dev/fd/3: a file that replaces the one behind it would not be what it reads.
  if (!found.isFile() || /^\/(?:dev|proc)\//.test(path.resolve(file))) return undefined;
  return realpath(file);
}

async function writeThrough(file: string, content: string, sleep: Sleep): Promise<void> {
  const bytes = Buffer.from(content);
  const handle = await openPipe(file, sleep);
  try {
    for (let sent = 0; sent < bytes.length; ) sent += await sendSome(handle, bytes.subarray(sent), sleep);
  } finally {
    await handle.close();
  }
}

/** Opening a pipe that nobody reads fails with ENXIO, as it must not wait for ever. */
async function openPipe(file: string, sleep: Sleep): Promise<FileHandle> {
  for (let waited = 0; ; waited += PIPE_PAUSE) {
    try {
      return await open(file, O_WRONLY | O_APPEND | O_NONBLOCK);
    } catch (error) {
      if (!isCode(error, 'ENXIO')) throw error;
      if (waited >= PIPE_LIMIT) throw new UnwritableFile('no process reads from it');
      await sleep(PIPE_PAUSE);
    }
  }
}

async function sendSome(handle: FileHandle, bytes: Uint8Array, sleep: Sleep): Promise<number> {
  for (let waited = 0; ; waited += PIPE_PAUSE) {
    try {
      return (await handle.write(bytes)).bytesWritten;
    } catch (error) {
      if (!isCode(error, 'EAGAIN')) throw error;
      if (waited >= PIPE_LIMIT)
        throw new UnwritableFile('the process that reads from it has stopped reading');
      await sleep(PIPE_PAUSE);
    }
  }
}

/**
 * Creates the folder of a file of this product (cache, journal, lock, simulator state). None of the folders in its path may
 * be a link.
 * @param base as for `refuseLinks`. Default: the working directory, or the folder itself if its path is absolute, which
 * only a user can have named
 * @throws {UnwritableFile} naming the link
 */
export async function makeOwnFolder(
  folder: string,
  { base = path.isAbsolute(folder) ? folder : '.', mode = 0o777 } = {},
): Promise<void> {
  await refuseLinks(folder, base);
  await mkdir(folder, { recursive: true, mode });
}

/**
 * Refuses a path that leads through a link below a folder: a checkout may contain links that lead out of it.
 * @param base the folder that a user named or that the process works in; links in its own path are followed
 * @throws {UnwritableFile} naming the link
 */
export async function refuseLinks(file: string, base: string): Promise<void> {
  const parts = path.relative(base, file).split(path.sep);
  for (const [index] of parts.entries()) {
    const inside = path.join(base, ...parts.slice(0, index + 1));
    if (await isLink(inside)) throw new UnwritableFile(`${inside} is a link, which is not followed`);
  }
}

async function isLink(file: string): Promise<boolean> {
  return (await lstat(file).catch(ifMissing))?.isSymbolicLink() ?? false;
}

function ifMissing(error: unknown): undefined {
  if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined;
  throw error;
}
