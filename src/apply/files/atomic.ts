import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import path from 'node:path';
import { readFileBounded } from '../../files/read-file.ts';
import { refuseLinks, replaceFile } from '../../files/write-file.ts';

/** Readable by its owner only. The file describes the account, although it contains no secrets. */
const MODE = 0o600;

/**
 * Writes a file atomically, readable by its owner only. Links in its path below the working directory are not
 * followed.
 */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  await refuseLinks(file, path.isAbsolute(file) ? path.dirname(file) : '.');
  await replaceFile(file, content, MODE);
}

/** The bytes of a file of at most `limit` bytes; `undefined` if the file is larger or cannot be read. */
export async function readAtMost(file: string, limit: number): Promise<Uint8Array | undefined> {
  try {
    return await readFileBounded(file, { limit, links: 'refuse' });
  } catch {
    return undefined;
  }
}

const { O_APPEND, O_CREAT, O_RDWR, O_NONBLOCK = 0 } = constants;
/** Windows has no such flag. A checkout cannot create links there without special rights. */
const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0;

/**
 * Appends one line with a single write. If an earlier run left an incomplete line, the new line starts on a
 * line of its own. Links are not followed: a checkout could contain one to a file that another program
 * executes.
 */
export async function appendLine(file: string, line: string): Promise<void> {
  if ((await lstat(path.dirname(file))).isSymbolicLink()) throw new Error('its folder is a link');
  const handle = await open(file, O_APPEND | O_CREAT | O_RDWR | O_NOFOLLOW | O_NONBLOCK, MODE);
  try {
    if (!(await handle.stat()).isFile()) throw new Error('it is not a regular file');
    await handle.write(`${(await endsCleanly(handle)) ? '' : '\n'}${line}\n`);
  } finally {
    await handle.close();
  }
}

async function endsCleanly(handle: Awaited<ReturnType<typeof open>>): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return true;
  const last = new Uint8Array(1);
  await handle.read(last, 0, 1, size - 1);
  return last[0] === 0x0a;
}
