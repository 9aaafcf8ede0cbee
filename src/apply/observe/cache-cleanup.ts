import { readdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * Paths of the formats before encryption: a digest of the target, then the collection or `names`, then the
 * entry.
 */
const TARGET_FOLDER = /^[0-9a-f]{16}$/;
const PLAIN_FOLDERS = /^(?:DataStream[12]|names)$/;
const PLAIN_ENTRY = /\.json(?:\.\d+-\d+\.tmp)?$/;

/**
 * Removes the entries of earlier formats, which contain account data in plain text. A CI cache would
 * otherwise continue to save them. Only files at the paths of those formats are removed. Links are not
 * followed, since the folder may also contain other files.
 */
export async function removePlainEntries(directory: string): Promise<void> {
  for (const target of await foldersIn(directory, TARGET_FOLDER)) {
    const folder = path.join(directory, target);
    for (const name of await foldersIn(folder, PLAIN_FOLDERS)) await removeBelow(path.join(folder, name));
    await removeIfEmpty(folder);
  }
}

async function removeBelow(folder: string): Promise<void> {
  for (const entry of await entriesOf(folder)) {
    const inside = path.join(folder, entry.name);
    if (entry.isDirectory()) await removeBelow(inside);
    else if (entry.isFile() && PLAIN_ENTRY.test(entry.name)) await rm(inside, { force: true });
  }
  await removeIfEmpty(folder);
}

async function foldersIn(folder: string, names: RegExp): Promise<readonly string[]> {
  const entries = await entriesOf(folder);
  return entries.filter((entry) => entry.isDirectory() && names.test(entry.name)).map(({ name }) => name);
}

async function entriesOf(folder: string) {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined);
}
