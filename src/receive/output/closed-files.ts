import path from 'node:path';
import type { CurrentFile } from './current-file.ts';
import type { Disk } from './disk.ts';
import { CLOSED, FileNames, nameOf, temporary } from './file-names.ts';

/** How files are closed. */
export interface ClosedOptions {
  readonly folder: string;
  readonly disk: Disk;
  readonly gzip: boolean;
  readonly fsync: boolean;
  /** Called for each file that appears in `closed`. */
  readonly onClosed: () => void;
}

/** The files in `closed`. They appear by rename, and never change. */
export class ClosedFiles {
  readonly #options: ClosedOptions;
  readonly #names: FileNames;
  /** Names of files that are not compressed yet, or whose source is not removed yet. */
  readonly #uncompressed: Set<string>;

  private constructor(options: ClosedOptions, existing: readonly string[], uncompressed: readonly string[]) {
    this.#options = options;
    this.#names = new FileNames(existing);
    this.#uncompressed = new Set(uncompressed);
  }

  /** Reads which files exist, and removes the temporary ones of an earlier run that are not needed. */
  static async open(options: ClosedOptions): Promise<ClosedFiles> {
    const { disk, folder } = options;
    const closed = await disk.list(path.join(folder, CLOSED));
    const own = (await disk.list(folder)).filter((file) => file.startsWith('.') && nameOf(file));
    const isDone = (file: string) => file.endsWith('.gz') || closed.includes(`${file.slice(1)}.gz`);
    const left = own.filter((file) => !isDone(file)).flatMap((file) => nameOf(file) ?? []);
    const files = new ClosedFiles(options, [...closed, ...own], left);
    // The earlier run may have ended before it synced the copies of these files.
    if (own.some(isDone)) await files.#syncFolders();
    for (const file of own.filter(isDone)) await disk.remove(path.join(folder, file));
    return files;
  }

  /** Closes the current file, which has at least one line. A compressed copy appears later. */
  async close(current: CurrentFile): Promise<void> {
    const { disk, gzip } = this.#options;
    const name = await this.#freeName(current.firstAt);
    await this.#makeFolder();
    const target = gzip ? this.#source(name) : this.#closed(name);
    await current.handOver(async () => {
      await disk.rename(current.path, target);
      // Whatever fails afterwards, the file has its new name.
      if (gzip) this.#uncompressed.add(name);
      else this.#options.onClosed();
    });
    await this.#syncFolders();
  }

  /**
   * Completes files that are waiting for compression, one after another; no call may overlap another. A file whose
   * compression fails waits for the next call.
   */
  async complete(): Promise<void> {
    for (const name of [...this.#uncompressed]) {
      await this.#makeFolder();
      if (this.#options.gzip) await this.#compress(name);
      else await this.#moveUncompressed(name);
    }
  }

  /** Closes a file that an earlier run with `gzip` left. */
  async #moveUncompressed(name: string): Promise<void> {
    await this.#options.disk.rename(this.#source(name), this.#closed(name));
    this.#uncompressed.delete(name);
    this.#options.onClosed();
    await this.#syncFolders();
  }

  async #compress(name: string): Promise<void> {
    const { disk, onClosed } = this.#options;
    // It exists if only what follows has failed before.
    if (!(await disk.exists(`${this.#closed(name)}.gz`))) {
      await this.#createCopy(name);
      onClosed();
    }
    await this.#syncFolders();
    await disk.remove(this.#source(name));
    this.#uncompressed.delete(name);
  }

  async #createCopy(name: string): Promise<void> {
    const { disk } = this.#options;
    const source = this.#source(name);
    const copy = `${source}.gz`;
    try {
      await disk.compress(source, copy);
      await this.#sync(copy);
      await disk.rename(copy, `${this.#closed(name)}.gz`);
    } catch (error) {
      await disk.remove(copy).catch(() => undefined);
      throw error;
    }
  }

  /** Someone who ships `closed` may have moved the folder away. */
  async #makeFolder(): Promise<void> {
    const { disk, folder } = this.#options;
    await disk.makeFolder(path.join(folder, CLOSED));
  }

  /** Where a file waits for compression. */
  #source(name: string): string {
    return temporary(this.#options.folder, `${name}.jsonl`);
  }

  #closed(name: string): string {
    return path.join(this.#options.folder, CLOSED, `${name}.jsonl`);
  }

  /** A name that nothing uses, since a rename replaces what has the name. */
  async #freeName(time: string): Promise<string> {
    const { disk } = this.#options;
    for (;;) {
      const file = this.#names.next(time);
      const isTaken =
        (await disk.exists(this.#closed(file))) || (await disk.exists(`${this.#closed(file)}.gz`));
      if (!isTaken) return file;
    }
  }

  async #sync(file: string): Promise<void> {
    if (!this.#options.fsync) return;
    const opened = await this.#options.disk.open(file);
    try {
      await opened.sync();
    } finally {
      await opened.close();
    }
  }

  async #syncFolders(): Promise<void> {
    const { disk, folder, fsync } = this.#options;
    if (!fsync) return;
    await disk.syncFolder(path.join(folder, CLOSED));
    await disk.syncFolder(folder);
  }
}
