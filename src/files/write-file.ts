import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import {
  type FileHandle,
  link,
  lstat,
  mkdir,
  open,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { isCode, type Sleep } from './read-file.ts';

/** A path that must not be written to. `reason` is a clause for a sentence about it. */
export class UnwritableFile extends Error {
  override readonly name = 'UnwritableFile';
  constructor(readonly reason: string) {
    super(reason);
  }
}

/** Maximum time until a pipe accepts the next bytes, and the pause before the next attempt; milliseconds. */
const PIPE_LIMIT = 30_000;
const PIPE_PAUSE = 50;
const { O_WRONLY, O_APPEND, O_NONBLOCK = 0 } = constants;

/**
 * Replaces a file atomically: a reader sees the old or the new content, never a part of it. A symbolic link at this
 * path is replaced, not followed.
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
 * Creates a file that only its owner can read, complete or not at all. It never replaces anything that exists at the
 * path, not even a link.
 * @throws {UnwritableFile} if the path exists
 */
export async function createPrivateFile(file: string, content: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(draft, content, { mode: 0o600, flag: 'wx', flush: true });
    await link(draft, file).catch(async (error: unknown) => {
      // File systems without hard links. Opening with `wx` is exclusive too, and differs only if the disk becomes full.
      if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].some((code) => isCode(error, code))) throw error;
      await writeFile(file, content, { mode: 0o600, flag: 'wx', flush: true });
    });
  } catch (error) {
    if (isCode(error, 'EEXIST')) throw new UnwritableFile('it exists already');
    throw error;
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

/**
 * Refuses a path for secrets that exists, or that a commit could include. Links in the path are resolved.
 * @param folder the folder of the manifests
 * @throws {UnwritableFile} saying which
 */
export async function refusePublicPlace(file: string, folder: string): Promise<void> {
  if ((await lstat(file).catch(ifMissing)) !== undefined) throw new UnwritableFile('it exists already');
  const place = await realPlace(path.dirname(file));
  if (isInside(place, await realPlace(folder))) {
    throw new UnwritableFile('it would be in the folder of the manifests, which is committed');
  }
  for (let at = place; ; at = path.dirname(at)) {
    if ((await lstat(path.join(at, '.git')).catch(ifMissing)) !== undefined) {
      throw new UnwritableFile(`it would be in the git repository ${at}, and a commit could include it`);
    }
    if (at === path.dirname(at)) return;
  }
}

/** The real path of a folder that may not exist yet. */
async function realPlace(folder: string): Promise<string> {
  const whole = path.resolve(folder);
  const found = await realpath(whole).catch(ifMissing);
  if (found !== undefined || whole === path.dirname(whole)) return found ?? whole;
  return path.join(await realPlace(path.dirname(whole)), path.basename(whole));
}

function isInside(place: string, folder: string): boolean {
  const relative = path.relative(folder, place);
  return (
    relative === '' ||
    !(relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative))
  );
}

/**
 * Writes to a path that a user named. Symbolic links are followed. A regular file is created or replaced atomically.
 * Anything else that exists (a pipe, a terminal, a device) is opened and written to.
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

/** Returns the path of the regular file to create or replace, or undefined if the path is something else. */
async function regularTarget(file: string): Promise<string | undefined> {
  const found = await stat(file).catch(ifMissing);
  if (found === undefined) {
    if (await isLink(file)) throw new UnwritableFile('it is a link to something that does not exist');
    return file;
  }
  // The shell opened /dev/stdout or /dev/fd/3. It would not read a file that replaces the opened one.
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

/** Opens a pipe without waiting forever: opening fails with ENXIO until another process reads the pipe. */
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
 * Creates the folder of a file of this product (cache, journal, lock, simulator state). No folder in its path may be
 * a symbolic link.
 * @param base as for `refuseLinks`. Default: the working directory; for an absolute path the folder itself, because
 *   only a user can have named an absolute path
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
 * Refuses a path that contains a symbolic link below a base folder. A repository checkout may contain links to files
 * outside of it.
 * @param base the folder that a user named, or the working directory; links in its own path are followed
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
