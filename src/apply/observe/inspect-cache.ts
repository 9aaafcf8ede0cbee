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
      /** The entries that hold the latest version of a stream. The others hold names, older versions and properties. */
      readonly streams: number;
      /** Files among them that are no entries: damaged, or of another version. */
      readonly unreadable: number;
    };

/**
 * Counts the entries in the folder of one account, without changing it.
 * @param base the folder from which on links in the path are refused
 * @param kindOf returns the kind of the entry in a file; undefined if it is none
 */
export async function inspectFolder(
  folder: string,
  base: string,
  kindOf: (name: string) => Promise<'stream' | 'other' | undefined>,
): Promise<CacheState> {
  try {
    await refuseLinks(folder, base);
  } catch (error) {
    return { tag: 'unusable', reason: reasonOf(error) };
  }
  const names = await readdir(folder).catch(() => []);
  let [readable, streams] = [0, 0];
  for (const name of names) {
    const kind = await kindOf(name);
    if (kind !== undefined) readable += 1;
    if (kind === 'stream') streams += 1;
  }
  return { tag: 'usable', readable, streams, unreadable: names.length - readable };
}

/** Why a file of the cache cannot be used, as a clause. */
export function reasonOf(error: unknown): string {
  if (error instanceof UnwritableFile) return error.reason;
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
