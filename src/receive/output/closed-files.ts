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
  /** Names of files that are not compressed yet. */
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
    for (const file of own.filter(isDone)) await disk.remove(path.join(folder, file));
    const left = own.filter((file) => !isDone(file)).flatMap((file) => nameOf(file) ?? []);
    return new ClosedFiles(options, [...closed, ...own], left);
  }

  /** Closes the current file, which has at least one line. A compressed copy appears later. */
  async close(current: CurrentFile): Promise<void> {
    const { disk, folder, gzip } = this.#options;
    const name = await this.#freeName(current.firstAt);
    await this.#makeFolder();
    const target = gzip ? temporary(folder, `${name}.jsonl`) : this.#closed(name);
    await current.handOver(() => disk.rename(current.path, target));
    await this.#syncFolders();
    if (gzip) this.#uncompressed.add(name);
    else this.#options.onClosed();
  }

  /**
   * Completes files that are waiting for compression, one after another; no call may overlap another. A file whose
   * compression fails waits for the next call.
   */
  async complete(): Promise<void> {
    for (const name of [...this.#uncompressed]) {
      await this.#makeFolder();
      await this.#complete(name);
      this.#uncompressed.delete(name);
      this.#options.onClosed();
    }
  }

  /** Without `gzip`, the file is one that an earlier run with `gzip` left. */
  async #complete(name: string): Promise<void> {
    const { disk, folder, gzip } = this.#options;
    const source = temporary(folder, `${name}.jsonl`);
    if (!gzip) {
      await disk.rename(source, this.#closed(name));
      await this.#syncFolders();
      return;
    }
    // It exists if only the removal of the source has failed before.
    if (!(await disk.exists(`${this.#closed(name)}.gz`))) await this.#compress(name, source);
    await disk.remove(source);
  }

  async #compress(name: string, source: string): Promise<void> {
    const { disk } = this.#options;
    const copy = `${source}.gz`;
    try {
      await disk.compress(source, copy);
      await this.#sync(copy);
      await disk.rename(copy, `${this.#closed(name)}.gz`);
    } catch (error) {
      await disk.remove(copy).catch(() => undefined);
      throw error;
    }
    await this.#syncFolders();
  }

  /** Someone who ships `closed` may have moved the folder away. */
  async #makeFolder(): Promise<void> {
    const { disk, folder } = this.#options;
    await disk.makeFolder(path.join(folder, CLOSED));
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
