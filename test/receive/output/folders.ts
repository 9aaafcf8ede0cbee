import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Disk, type DiskFile, systemDisk } from '../../../src/receive/output/disk.ts';
import type { FolderOptions } from '../../../src/receive/output/folder-sink.ts';
import type { Batch, RejectedPart } from '../../../src/receive/output/sink.ts';
import { temporaryFolder } from '../../apply/temporary.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';

export const NOW = Date.UTC(2026, 10, 29, 10, 15, 0, 123);
const RECEIVED_AT = '2026-11-29T10:15:00.123Z';
/** How file names write RECEIVED_AT. */
export const STAMP = '20261129T101500.123Z';

export interface TestFolder {
  readonly clock: ManualClock;
  readonly warnings: string[];
  /** How many files were closed. */
  closed(): number;
  readonly options: FolderOptions;
}

/** Options for a folder that does not exist yet. Files are closed at 1 KiB or after a minute. */
export function testFolder(changes: Partial<FolderOptions> = {}): TestFolder {
  const clock = manualClock(NOW);
  const warnings: string[] = [];
  let closed = 0;
  return {
    clock,
    warnings,
    closed: () => closed,
    options: {
      folder: path.join(temporaryFolder(), 'records', 'out'),
      disk: systemDisk,
      clock,
      gzip: false,
      fsync: false,
      rotateSize: 1024,
      rotateInterval: 60_000,
      onClosed: () => {
        closed += 1;
      },
      warn: (message) => warnings.push(message),
      ...changes,
    },
  };
}

/** A batch with a line for each value. */
export function batchOf(values: readonly (string | number)[], changes: Partial<Batch> = {}): Batch {
  const receivedAt = changes.receivedAt ?? RECEIVED_AT;
  const lines = values.map((value) => Buffer.from(lineOf(value, receivedAt)));
  return { receivedAt, lines, records: values.length, rejected: [], ...changes };
}

export function lineOf(value: string | number, receivedAt = RECEIVED_AT): string {
  return `{"receivedAt":"${receivedAt}","streamId":1,"record":{"a":${JSON.stringify(value)}}}\n`;
}

export function rejectedPart(text: string, changes: Partial<RejectedPart> = {}): RejectedPart {
  return { reason: 'json', kind: 'body', bytes: Buffer.from(text), ...changes };
}

/** The text of each file in a folder, by its relative path; compressed files as what they contain. */
export function filesIn(folder: string): Readonly<Record<string, string>> {
  if (!existsSync(folder)) return {};
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name));
  return Object.fromEntries(
    files.sort().map((file) => {
      const bytes = readFileSync(file);
      const text = file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
      return [path.relative(folder, file), text.toString()];
    }),
  );
}

/** All lines in the files of a folder, except in temporary files. */
export function linesIn(folder: string): readonly string[] {
  const files = Object.entries(filesIn(folder)).filter(([file]) => /^(closed\/[^.]|current)/.test(file));
  return files.flatMap(([, text]) => text.split(/(?<=\n)/).filter((line) => line !== ''));
}

/** A file operation, for example `write`. */
export type Operation = keyof Disk | keyof DiskFile;

/**
 * The disk of this machine, with a function that runs before each operation and may throw. A write and a compression
 * that throw have done half of their work. Nothing is synced, since no test cuts the power.
 * @param opened receives each opened file, so that a test can close those of a killed run
 */
export function interruptedDisk(
  before: (operation: Operation, file: string) => void,
  opened: DiskFile[] = [],
): Disk {
  const run = async <T>(
    operation: Operation,
    file: string,
    work: () => Promise<T>,
    half?: () => Promise<void>,
  ) => {
    try {
      before(operation, file);
    } catch (error) {
      await half?.();
      throw error;
    }
    return work();
  };
  const interrupted = (file: DiskFile, name: string): DiskFile => ({
    size: () => run('size', name, () => file.size()),
    read: (position, length) => run('read', name, () => file.read(position, length)),
    write: (pieces, position) =>
      run(
        'write',
        name,
        () => file.write(pieces, position),
        () => file.write([firstHalf(Buffer.concat(pieces))], position),
      ),
    truncate: (size) => run('truncate', name, () => file.truncate(size)),
    sync: () => run('sync', name, async () => undefined),
    close: () =>
      run(
        'close',
        name,
        () => file.close(),
        () => file.close(),
      ),
  });
  return {
    makeFolder: (folder) => run('makeFolder', folder, () => systemDisk.makeFolder(folder)),
    list: (folder) => run('list', folder, () => systemDisk.list(folder)),
    exists: (file) => run('exists', file, () => systemDisk.exists(file)),
    open: (file) =>
      run('open', file, async () => {
        const found = await systemDisk.open(file);
        opened.push(found);
        return interrupted(found, file);
      }),
    rename: (from, to) => run('rename', to, () => systemDisk.rename(from, to)),
    remove: (file) => run('remove', file, () => systemDisk.remove(file)),
    compress: (from, to) =>
      run(
        'compress',
        to,
        () => systemDisk.compress(from, to),
        async () => {
          await systemDisk.compress(from, to);
          const file = await systemDisk.open(to);
          await file.truncate((await file.size()) >> 1);
          await file.close();
        },
      ),
    syncFolder: (folder) => run('syncFolder', folder, async () => undefined),
  };
}

function firstHalf(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.length >> 1);
}

/** The error of a disk without free space. */
export function diskFull(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28 });
}
