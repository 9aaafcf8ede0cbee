import path from 'node:path';
import { isCode } from '../../files/read-file.ts';
import type { Disk, DiskFile } from './disk.ts';
import { CURRENT } from './file-names.ts';

const LINE_FEED = 0x0a;
/** How much is read at a time when the end of the last whole line is searched; bytes. */
const BLOCK = 64 * 1024;
const RECEIVED_AT = /^\{"receivedAt":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"/;

/** The file that is being written. It is created with its first line. */
export class CurrentFile {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #fsync: boolean;
  #file: DiskFile | undefined;
  /** How large the file may be: larger than `size` after a failed write. Bytes. */
  #reach = 0;
  /** The size of the whole batches in the file; bytes. */
  size = 0;
  /** When the first record was received, ISO 8601. */
  firstAt = '';

  constructor(options: { readonly disk: Disk; readonly folder: string; readonly fsync: boolean }) {
    this.#disk = options.disk;
    this.#folder = options.folder;
    this.#fsync = options.fsync;
  }

  get path(): string {
    return path.join(this.#folder, CURRENT);
  }

  /**
   * Appends lines. If that fails, the file is cut back to its size before.
   * @param receivedAt when the first of the lines was received, ISO 8601
   */
  async append(lines: readonly Uint8Array[], receivedAt: string): Promise<void> {
    const file = await this.#open();
    await this.repair();
    const added = lines.reduce((sum, piece) => sum + piece.length, 0);
    this.#reach = this.size + added;
    try {
      await file.write(lines, this.size);
      if (this.#fsync) await file.sync();
    } catch (error) {
      // If this fails too, the next write tries it again.
      await this.repair().catch(() => undefined);
      throw error;
    }
    if (this.size === 0) this.firstAt = receivedAt;
    this.size += added;
  }

  /** Cuts the file back to its last whole batch after a failed write. */
  async repair(): Promise<void> {
    if (this.#reach <= this.size) return;
    await this.#file?.truncate(this.size);
    this.#reach = this.size;
  }

  /**
   * Hands the file over under another name. The next line creates a new file.
   * @param move renames the file
   */
  async handOver(move: () => Promise<void>): Promise<void> {
    await this.repair();
    try {
      await move();
    } catch (error) {
      // Someone has deleted the file. New records must not be written into a file that no longer has a name.
      if (isCode(error, 'ENOENT') && !(await this.#disk.exists(this.path))) await this.#forget();
      throw error;
    }
    await this.#forget();
  }

  async #forget(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    this.#reach = 0;
    this.size = 0;
    await file?.close();
  }

  async #open(): Promise<DiskFile> {
    if (this.#file) return this.#file;
    const file = await this.#disk.open(this.path);
    try {
      if (this.#fsync) await this.#disk.syncFolder(this.#folder);
    } catch (error) {
      await file.close();
      throw error;
    }
    this.#file = file;
    return file;
  }

  /** Opens the file that an earlier run left, and cuts its last line if it is not whole. */
  async recover(now: string): Promise<void> {
    if (!(await this.#disk.exists(this.path))) return;
    const file = await this.#open();
    this.#reach = await file.size();
    this.size = await endOfLastLine(file, this.#reach);
    await this.repair();
    if (this.#fsync) await file.sync();
    const start = Buffer.from(await file.read(0, 64)).toString('latin1');
    this.firstAt = RECEIVED_AT.exec(start)?.[1] ?? now;
    if (this.size === 0) await this.#forget();
  }
}

async function endOfLastLine(file: DiskFile, size: number): Promise<number> {
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - BLOCK);
    const last = (await file.read(start, end - start)).lastIndexOf(LINE_FEED);
    if (last >= 0) return start + last + 1;
    end = start;
  }
  return 0;
}
