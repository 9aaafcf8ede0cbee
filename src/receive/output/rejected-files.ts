import path from 'node:path';
import type { Disk } from './disk.ts';
import { FileNames, nameOf, REJECTED, temporary } from './file-names.ts';
import type { RejectedFile } from './shapes.ts';
import type { Batch, RejectedPart } from './sink.ts';

interface RejectedOptions {
  readonly folder: string;
  readonly disk: Disk;
  readonly fsync: boolean;
}

/** The files in `rejected`: what could not be read, and a description of each. */
export class RejectedFiles {
  readonly #folder: string;
  readonly #disk: Disk;
  readonly #fsync: boolean;
  readonly #names: FileNames;

  private constructor({ folder, disk, fsync }: RejectedOptions, existing: readonly string[]) {
    this.#folder = folder;
    this.#disk = disk;
    this.#fsync = fsync;
    this.#names = new FileNames(existing);
  }

  /** Reads which files exist, and removes the temporary ones of an earlier run. */
  static async open(options: RejectedOptions): Promise<RejectedFiles> {
    const folder = path.join(options.folder, REJECTED);
    const existing = await options.disk.list(folder);
    const left = existing.filter((file) => file.startsWith('.') && nameOf(file));
    for (const file of left) await options.disk.remove(path.join(folder, file));
    return new RejectedFiles({ ...options, folder }, existing);
  }

  /** Resolves when the parts are in files. */
  async write({ receivedAt, rejected }: Batch): Promise<void> {
    if (rejected.length > 0) await this.#disk.makeFolder(this.#folder);
    for (const part of rejected) {
      const name = this.#names.next(receivedAt);
      const description = Buffer.from(`${JSON.stringify(describe(receivedAt, part))}\n`);
      await this.#create(`${name}.json`, description);
      await this.#create(`${name}.${part.kind}`, part.bytes);
    }
    if (this.#fsync && rejected.length > 0) await this.#disk.syncFolder(this.#folder);
  }

  async #create(name: string, bytes: Uint8Array): Promise<void> {
    const draft = temporary(this.#folder, name);
    try {
      const file = await this.#disk.open(draft);
      try {
        await file.write([bytes], 0);
        if (this.#fsync) await file.sync();
      } finally {
        await file.close();
      }
      await this.#disk.rename(draft, path.join(this.#folder, name));
    } catch (error) {
      await this.#disk.remove(draft).catch(() => undefined);
      throw error;
    }
  }
}

function describe(
  receivedAt: string,
  { reason, bytes, contentType, contentEncoding }: RejectedPart,
): RejectedFile {
  return {
    receivedAt,
    reason,
    bytes: bytes.length,
    contentType: contentType ?? null,
    contentEncoding: contentEncoding ?? null,
  };
}
