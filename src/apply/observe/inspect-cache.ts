import { readdir } from 'node:fs/promises';
import { refuseLinks, UnwritableFile } from '../../files/write-file.ts';

/** The content of a cache. */
export type CacheState =
  | { readonly tag: 'off' }
  /** `reason` is a clause: a link in its path, for example. */
  | { readonly tag: 'unusable'; readonly reason: string }
  | {
      readonly tag: 'usable';
      /** Entries of this account and key. */
      readonly readable: number;
      /** Files among them that are no entries: damaged, or of another version. */
      readonly unreadable: number;
    };

/**
 * Counts the entries in the folder of one account, without changing it.
 * @param base the folder from which on links in the path are refused
 */
export async function inspectFolder(
  folder: string,
  base: string,
  isEntry: (name: string) => Promise<boolean>,
): Promise<CacheState> {
  try {
    await refuseLinks(folder, base);
  } catch (error) {
    return { tag: 'unusable', reason: reasonOf(error) };
  }
  const names = await readdir(folder).catch(() => []);
  let readable = 0;
  for (const name of names) if (await isEntry(name)) readable += 1;
  return { tag: 'usable', readable, unreadable: names.length - readable };
}

/** Why a file of the cache cannot be used, as a clause. */
export function reasonOf(error: unknown): string {
  if (error instanceof UnwritableFile) return error.reason;
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
