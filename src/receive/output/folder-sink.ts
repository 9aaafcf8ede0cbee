import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isCode } from '../../files/read-file.ts';
import type { Clock } from '../../model/clock.ts';
import { ClosedFiles, type ClosedOptions } from './closed-files.ts';
import { CurrentFile } from './current-file.ts';
import { CLOSED, REJECTED, TRIAL } from './file-names.ts';
import { RejectedFiles } from './rejected-files.ts';
import { asWriteError, type Batch, type Sink, SinkClosed, WriteError } from './sink.ts';

/** How batches are written into files of a folder. */
export interface FolderOptions extends ClosedOptions {
  /** The size at which a file is closed; bytes. */
  readonly rotateSize: number;
  /** How long after its first record a file is closed; milliseconds. */
  readonly rotateInterval: number;
  readonly clock: Clock;
  /** Called with a sentence about a file that could not be closed or compressed. */
  readonly warn: (message: string) => void;
}

interface WaitingBatch {
  readonly batch: Batch;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** A write that failed. */
interface FailedWrite {
  /** Bytes. */
  readonly size: number;
  readonly error: WriteError;
}

/** The shortest time between two trials of a disk that fails; milliseconds. */
const TRIAL_PAUSE = 1000;
const ZEROS = new Uint8Array(64 * 1024);

/**
 * Opens the files of a folder that nothing else writes into. What an earlier run left is closed.
 * @throws if the folder cannot be created or written to
 */
export async function openFiles(options: FolderOptions): Promise<Sink> {
  const { disk, folder } = options;
  for (const each of [folder, path.join(folder, CLOSED), path.join(folder, REJECTED)]) {
    await disk.makeFolder(each);
  }
  await disk.remove(path.join(folder, TRIAL));
  const sink = new FolderSink(options, await ClosedFiles.open(options), await RejectedFiles.open(options));
  await sink.recover();
  return sink;
}

/**
 * Writes batches one after another. Batches that arrive during a write are written together, so that they share one
 * system call and one fsync.
 */
class FolderSink implements Sink {
  readonly #options: FolderOptions;
  readonly #current: CurrentFile;
  readonly #closed: ClosedFiles;
  readonly #rejected: RejectedFiles;
  /** All work on files, one task after another. */
  #tasks: Promise<void> = Promise.resolve();
  #waiting: WaitingBatch[] = [];
  #failed: FailedWrite | undefined;
  #trial: Promise<void> | undefined;
  #lastTrial = Number.NEGATIVE_INFINITY;
  /** Aborted when the file is closed whose time it measures. */
  #interval: AbortController | undefined;
  readonly #failing = new Set<'closed' | 'compressed'>();
  #compressing: Promise<void> = Promise.resolve();
  #end: Promise<void> | undefined;

  constructor(options: FolderOptions, closed: ClosedFiles, rejected: RejectedFiles) {
    this.#options = options;
    this.#current = new CurrentFile(options);
    this.#closed = closed;
    this.#rejected = rejected;
  }

  async recover(): Promise<void> {
    await this.#current.recover(new Date(this.#options.clock.now()).toISOString());
    await this.#rotate();
    this.#compressing = this.#compressing.then(() => this.#compressClosed());
  }

  write(batch: Batch): Promise<void> {
    if (this.#end !== undefined) return Promise.reject(new SinkClosed('the output is closed'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ batch, resolve, reject });
      if (this.#waiting.length === 1) this.#enqueue(() => this.#writeGroup());
    });
  }

  close(): Promise<void> {
    this.#end ??= this.#finish();
    return this.#end;
  }

  async #finish(): Promise<void> {
    while (this.#waiting.length > 0) await this.#tasks;
    this.#enqueue(() => this.#rotate());
    await this.#tasks;
    this.#interval?.abort();
    await this.#compressing;
  }

  async health(): Promise<string | undefined> {
    const { clock, folder } = this.#options;
    if (this.#failed && clock.monotonic() - this.#lastTrial >= TRIAL_PAUSE) {
      this.#lastTrial = clock.monotonic();
      this.#enqueue(() => this.#tryToWrite());
      this.#trial = this.#tasks;
    }
    await this.#trial;
    return this.#failed && `writing to ${folder} fails (${this.#failed.error.message})`;
  }

  /** @param task must not reject */
  #enqueue(task: () => Promise<void>): void {
    this.#tasks = this.#tasks.then(task);
  }

  async #writeGroup(): Promise<void> {
    // Batches of requests that arrived at the same time follow. A write of its own for each would take longer.
    await setImmediate();
    const group = this.#takeGroup();
    if (this.#waiting.length > 0) this.#enqueue(() => this.#writeGroup());
    const lines = group.flatMap(({ batch }) => batch.lines);
    try {
      for (const { batch } of group) await this.#rejected.write(batch);
      const first = group.find(({ batch }) => batch.lines.length > 0)?.batch;
      if (first) await this.#current.append(lines, first.receivedAt);
    } catch (cause) {
      const size = group.reduce((sum, { batch }) => sum + sizeOf(batch), 0);
      const error = asWriteError(cause);
      // A bug is no sign that the disk fails.
      if (error instanceof WriteError) this.#failed = { size, error };
      for (const { reject } of group) reject(error);
      // The current file has the largest size that its file system or user may have; the next one has room.
      if (isCode(cause, 'EFBIG')) await this.#rotate();
      return;
    }
    this.#failed = undefined;
    for (const { resolve } of group) resolve();
    if (this.#current.size >= this.#options.rotateSize) await this.#rotate();
    else this.#startInterval();
  }

  /** Takes waiting batches until the file has its size. */
  #takeGroup(): readonly WaitingBatch[] {
    let size = this.#current.size;
    const rest = this.#waiting.findIndex(({ batch }) => {
      const isFull = size >= this.#options.rotateSize;
      size += sizeOf(batch);
      return isFull;
    });
    return this.#waiting.splice(0, rest < 0 ? this.#waiting.length : Math.max(rest, 1));
  }

  /** Closes the current file. If that fails, records are still appended to it. */
  async #rotate(): Promise<void> {
    this.#interval?.abort();
    this.#interval = undefined;
    if (this.#current.size === 0) return;
    await this.#warnOnFailure('closed', () => this.#closed.close(this.#current));
    this.#startInterval();
    // Compression continues while the next file is written.
    this.#compressing = this.#compressing.then(() => this.#compressClosed());
  }

  #compressClosed(): Promise<void> {
    return this.#warnOnFailure('compressed', () => this.#closed.complete());
  }

  /** Warns about the first of several failures. */
  async #warnOnFailure(action: 'closed' | 'compressed', work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#failing.delete(action);
    } catch (error) {
      const { folder, warn } = this.#options;
      if (!this.#failing.has(action))
        warn(`A file in ${folder} could not be ${action} (${reasonOf(error)}).`);
      this.#failing.add(action);
    }
  }

  /** Starts to measure the time since the first record of the current file. */
  #startInterval(): void {
    if (this.#interval || this.#current.size === 0 || this.#end !== undefined) return;
    this.#interval = new AbortController();
    this.#options.clock.sleep(this.#options.rotateInterval, this.#interval.signal).then(
      () => this.#enqueue(() => this.#rotate()),
      () => undefined,
    );
  }

  /** Finds out whether writing works again, with as many bytes as the write that failed. */
  async #tryToWrite(): Promise<void> {
    const { disk, folder, fsync } = this.#options;
    if (!this.#failed) return;
    const { size } = this.#failed;
    const trial = path.join(folder, TRIAL);
    try {
      await this.#current.repair();
      const file = await disk.open(trial);
      try {
        await file.write(zeros(size), 0);
        if (fsync) await file.sync();
      } finally {
        await file.close();
        await disk.remove(trial);
      }
      this.#failed = undefined;
    } catch (cause) {
      const error = asWriteError(cause);
      if (error instanceof WriteError) this.#failed = { size, error };
    }
  }
}

function sizeOf({ lines, rejected }: Batch): number {
  return [...lines, ...rejected.map(({ bytes }) => bytes)].reduce((sum, { length }) => sum + length, 0);
}

function zeros(size: number): readonly Uint8Array[] {
  const whole = Array.from({ length: Math.floor(size / ZEROS.length) }, () => ZEROS);
  return [...whole, ZEROS.subarray(0, size % ZEROS.length)];
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : error.message;
}
