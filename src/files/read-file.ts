import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** A file that cannot be used. `reason` is a clause for a sentence about it. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
  constructor(
    readonly reason: string,
    readonly isTooLarge = false,
  ) {
    super(reason);
  }
}

/** Resolves after the given number of milliseconds. */
export type Sleep = (milliseconds: number) => Promise<void>;

/** Options for reading a file. */
export interface ReadOptions {
  /** Maximum size; bytes. */
  readonly limit: number;
  /** Whether to follow a symbolic link as the last part of the path. `follow` is only for paths that a user named. */
  readonly links: 'follow' | 'refuse';
  /** Set if the file may be a pipe, such as the `<(…)` of a shell. */
  readonly pipe?: { readonly sleep: Sleep };
}

/** Maximum time to read a pipe, and the pause before the next attempt; milliseconds. */
const PIPE_LIMIT = 30_000;
const PIPE_PAUSE = 50;

/** Windows has neither flag. Without O_NONBLOCK, opening a pipe waits until another process writes to it. */
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
const CHUNK = 65_536;

/**
 * Reads a whole file. It never waits for another process, except for a pipe if allowed, and never reads more than the
 * limit, even if the file grows in the meantime. The checks are on the open file, so that it cannot be replaced
 * between check and read.
 * @throws {UnreadableFile} if it is a symbolic link, not a regular file, or too large
 * @throws {NodeJS.ErrnoException} if it does not exist or reading is not permitted
 */
export async function readFileBounded(file: string, options: ReadOptions): Promise<Uint8Array> {
  const handle = await openToRead(file, options.links);
  try {
    const found = await handle.stat();
    if (found.isFIFO() && options.pipe) return await readPipe(handle, options.limit, options.pipe.sleep);
    if (found.isDirectory()) throw new UnreadableFile('it is a folder');
    if (!found.isFile()) throw new UnreadableFile('it is not a regular file');
    if (found.size > options.limit) throw tooLarge(options.limit);
    return await readAll(handle, options.limit);
  } finally {
    await handle.close();
  }
}

async function openToRead(file: string, links: ReadOptions['links']): Promise<FileHandle> {
  try {
    return await open(file, O_RDONLY | O_NONBLOCK | (links === 'refuse' ? O_NOFOLLOW : 0));
  } catch (error) {
    if (links === 'refuse' && isCode(error, 'ELOOP')) throw new UnreadableFile('it is a link');
    // ENXIO: the file is a socket.
    if (isCode(error, 'ENXIO')) throw new UnreadableFile('it is not a regular file');
    throw error;
  }
}

async function readAll(handle: FileHandle, limit: number): Promise<Uint8Array> {
  const chunks = new Chunks(limit);
  for (;;) {
    const bytes = await readSome(handle);
    if (bytes.length === 0) return chunks.all();
    chunks.add(bytes);
  }
}

/** Reads a pipe. A pipe without a writer reads as empty, and one without data reports EAGAIN. Both are retried. */
async function readPipe(handle: FileHandle, limit: number, sleep: Sleep): Promise<Uint8Array> {
  const chunks = new Chunks(limit);
  for (let waited = 0; waited <= PIPE_LIMIT; waited += PIPE_PAUSE) {
    for (;;) {
      const bytes = await readSome(handle).catch(ifNotReady);
      if (bytes === 'not ready') break;
      if (bytes.length === 0 && chunks.size > 0) return chunks.all();
      if (bytes.length === 0) break;
      chunks.add(bytes);
    }
    await sleep(PIPE_PAUSE);
  }
  throw new UnreadableFile(`nothing ended the pipe within ${PIPE_LIMIT / 1000} seconds`);
}

function ifNotReady(error: unknown): 'not ready' {
  if (isCode(error, 'EAGAIN')) return 'not ready';
  throw error;
}

async function readSome(handle: FileHandle): Promise<Uint8Array> {
  const buffer = new Uint8Array(CHUNK);
  const { bytesRead } = await handle.read(buffer, 0, CHUNK, null);
  return buffer.subarray(0, bytesRead);
}

class Chunks {
  readonly #limit: number;
  readonly #chunks: Uint8Array[] = [];
  size = 0;
  constructor(limit: number) {
    this.#limit = limit;
  }
  add(bytes: Uint8Array): void {
    this.size += bytes.length;
    if (this.size > this.#limit) throw tooLarge(this.#limit);
    this.#chunks.push(bytes);
  }
  all(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }
}

function tooLarge(limit: number): UnreadableFile {
  return new UnreadableFile(`it is larger than ${limit / 1024} KiB`, true);
}

/** Returns true if a system call failed with this code. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
