import path from 'node:path';
import { makeOwnFolder, refuseLinks } from '../../files/write-file.ts';
import { defined } from '../../model/defined.ts';
import type { Listener } from '../../model/event.ts';
import { parseJson } from '../../model/json.ts';
import type { Warning } from '../../model/plan.ts';
import { anyJson, exactly, object, type Shape, text } from '../../model/shape.ts';
import { isOf } from '../../schema/validate.ts';
import { readAtMost, writeWhole } from '../files/atomic.ts';
import { removePlainEntries } from './cache-cleanup.ts';
import { type EntryCipher, entryCipher } from './cache-encryption.ts';
import { type CacheState, inspectFolder, reasonOf } from './inspect-cache.ts';

/** Increased whenever the meaning of an entry changes. Entries of other formats are ignored. */
const FORMAT = 4;
const ENTRY = object({ format: exactly(FORMAT), target: text(), title: text(), value: anyJson() });
/** The maximum size of an entry, bytes. Larger files are not entries of this product. */
const LARGEST = 4 * 1024 * 1024;

/** The folder of a store, and the account and the key that its entries belong to. */
export interface StoreOptions {
  readonly directory: string;
  readonly target: string;
  /** Runs with the same key share entries. Entries of other keys are in other folders. */
  readonly key: string;
  readonly listen: Listener;
}

/** A store of entries, each of which has a title. */
export interface Store {
  /** Returns `undefined` if there is no entry of this title and shape. */
  read<T>(title: string, shape: Shape<T>): Promise<T | undefined>;
  /** Replaces an entry. The value must be JSON and redacted. */
  write(title: string, value: object): Promise<void>;
  /** Counts the entries; `kindOf` returns the kind of an entry, given its title. */
  inspect(kindOf: (title: string) => 'stream' | 'other'): Promise<CacheState>;
}

/**
 * Opens a folder with one small encrypted file for each entry, in a folder for each target. CI systems restore caches for
 * anyone who can open a pull request, and entries contain e-mail addresses, groups and properties. Therefore neither
 * contents nor file names can be read without the key. Entries that are damaged, too large, of another format or target,
 * or written with another key are ignored and replaced. The folder may be part of a checkout, and a change under review
 * must not add entries that make its own plan look harmless. If the folder cannot be written, one warning says so.
 */
export function openStore(options: StoreOptions): Store {
  const { directory, target } = options;
  const cipher = entryCipher(options.key);
  const folder = path.join(directory, cipher.nameOf(`target ${target}`));
  const nameOf = (title: string) => cipher.nameOf(`${title} of ${target}`);
  // A checkout may contain a link in place of the folder, or of one of its subfolders.
  const base = path.isAbsolute(directory) ? directory : undefined;
  const check = once(async () => {
    await refuseLinks(folder, base ?? '.');
    await removePlainEntries(directory);
  });
  const isUsable = () =>
    check().then(
      () => true,
      () => false,
    );
  const parsed = async (name: string): Promise<unknown> => {
    const bytes = await readAtMost(path.join(folder, name), LARGEST);
    const text = bytes === undefined ? undefined : cipher.decrypt(bytes, name);
    return text === undefined ? undefined : parseJson(text);
  };
  let broken = false;
  return {
    read: async (title, shape) => {
      if (!(await isUsable())) return undefined;
      const entry = await parsed(nameOf(title));
      if (!isOf(ENTRY, entry) || entry.target !== target || entry.title !== title) return undefined;
      return isOf(shape, entry.value) ? entry.value : undefined;
    },
    inspect: (kindOf) =>
      inspectFolder(folder, base ?? '.', async (name) => {
        const entry = await parsed(name);
        return isOf(ENTRY, entry) ? kindOf(entry.title) : undefined;
      }),
    write: async (title, value) => {
      if (broken) return;
      try {
        await check();
        await makeOwnFolder(folder, { mode: 0o700, ...defined({ base }) });
        await writeWhole(
          path.join(folder, nameOf(title)),
          entryBytes(cipher, nameOf(title), { target, title, value }),
        );
      } catch (error) {
        broken = true;
        options.listen({ tag: 'warning', warning: unwritable(directory, error) });
      }
    },
  };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let started: Promise<void> | undefined;
  return () => {
    started ??= work();
    return started;
  };
}

function entryBytes(cipher: EntryCipher, name: string, entry: object): Uint8Array {
  return cipher.encrypt(JSON.stringify({ format: FORMAT, ...entry }), name);
}

function unwritable(directory: string, error: unknown): Warning {
  return {
    code: 'cache-unwritable',
    message: `The version cache ${directory} cannot be written (${reasonOf(error)}); without it, plans cost more requests.`,
  };
}
