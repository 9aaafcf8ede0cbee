import { constants } from 'node:fs';
import { lstat, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pid } from 'node:process';

/** Readable by its owner only: it tells what an account holds, though no secrets. */
const MODE = 0o600;
let drafts = 0;

/** Writes a file whole or not at all: a reader sees the old text or the new one, never a part. */
export async function writeWhole(file: string, text: string | Uint8Array): Promise<void> {
  drafts += 1;
  const draft = `${file}.${pid}-${drafts}.tmp`;
  try {
    await writeFile(draft, text, { mode: MODE, flag: 'wx' });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** The bytes of a file of at most `limit` bytes; nothing for any other and for one that cannot be read. */
export async function readAtMost(file: string, limit: number): Promise<Uint8Array | undefined> {
  try {
    const { size } = await stat(file);
    return size > limit ? undefined : await readFile(file);
  } catch {
    return undefined;
  }
}

const { O_APPEND, O_CREAT, O_RDWR } = constants;
/** Windows has none, and no links that a checkout could bring without rights of their own. */
const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0;

/**
 * Appends one line with a single write. A line that an earlier run left half-written stays apart from it. Links are
 * not followed: a checkout could hold one that leads to a file which something else reads as a program.
 */
export async function appendLine(file: string, line: string): Promise<void> {
  if ((await lstat(path.dirname(file))).isSymbolicLink()) throw new Error('its folder is a link');
  const handle = await open(file, O_APPEND | O_CREAT | O_RDWR | O_NOFOLLOW, MODE);
  try {
    if (!(await handle.stat()).isFile()) throw new Error('it is no regular file');
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
