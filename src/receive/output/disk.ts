import { constants, createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { isCode } from '../../files/read-file.ts';

/** An open file of a folder. */
export interface DiskFile {
  /** Bytes. */
  size(): Promise<number>;
  /** Returns the bytes from a position. Fewer than `length` are the end of the file. */
  read(position: number, length: number): Promise<Uint8Array>;
  /** Writes all bytes at a position, in order. */
  write(pieces: readonly Uint8Array[], position: number): Promise<void>;
  truncate(size: number): Promise<void>;
  /** Resolves when what was written survives a power failure. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The file operations of the folder output. Tests replace it to interrupt it between any two of them. */
export interface Disk {
  /** Creates a folder and the folders above it, for this user only. */
  makeFolder(folder: string): Promise<void>;
  list(folder: string): Promise<readonly string[]>;
  exists(file: string): Promise<boolean>;
  /** Opens a file for reading and writing, and creates it, for this user only, if it does not exist. */
  open(file: string): Promise<DiskFile>;
  rename(from: string, to: string): Promise<void>;
  remove(file: string): Promise<void>;
  /** Writes a compressed copy of a file. */
  compress(from: string, to: string): Promise<void>;
  /** Resolves when created and renamed files of the folder survive a power failure. */
  syncFolder(folder: string): Promise<void>;
}

const { O_RDWR, O_CREAT, O_NOFOLLOW = 0 } = constants;
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** The file system of this machine. */
export const systemDisk: Disk = {
  makeFolder: async (folder) => {
    await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  },
  list: (folder) => readdir(folder),
  exists: async (file) => {
    try {
      await lstat(file);
      return true;
    } catch (error) {
      if (isCode(error, 'ENOENT')) return false;
      throw error;
    }
  },
  open: async (file) => openedFile(await open(file, O_RDWR | O_CREAT | O_NOFOLLOW, FILE_MODE)),
  rename: (from, to) => rename(from, to),
  remove: (file) => rm(file, { force: true }),
  compress: (from, to) =>
    pipeline(createReadStream(from), createGzip(), createWriteStream(to, { mode: FILE_MODE })),
  syncFolder: async (folder) => {
    const handle = await open(folder);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

function openedFile(handle: FileHandle): DiskFile {
  return {
    size: async () => (await handle.stat()).size,
    read: async (position, length) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
      return buffer.subarray(0, bytesRead);
    },
    write: async (pieces, position) => {
      let at = position;
      for (let left = pieces; left.length > 0; ) {
        const { bytesWritten } = await handle.writev(left, at);
        at += bytesWritten;
        // A disk that becomes full writes a part first, and fails at the next call.
        left = withoutStart(left, bytesWritten);
      }
    },
    truncate: (size) => handle.truncate(size),
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
}

function withoutStart(pieces: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let left = bytes;
  return pieces.flatMap((piece) => {
    const skipped = Math.min(left, piece.length);
    left -= skipped;
    return skipped === piece.length ? [] : [piece.subarray(skipped)];
  });
}
