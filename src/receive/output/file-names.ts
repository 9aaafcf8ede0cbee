import path from 'node:path';

/** The file that is being written. */
export const CURRENT = 'current.jsonl';
export const CLOSED = 'closed';
export const REJECTED = 'rejected';
/** The file with which a write is tried after one has failed. */
export const TRIAL = '.trial';

const NAME = /^\.?(\d{8}T\d{6}\.\d{3}Z-(\d{6,}))\./;

/** Returns names of the form `20261129T101500.123Z-000001`, with a counter that does not repeat. */
export class FileNames {
  #counter: number;

  /** @param existing names of files that exist already, in any folder */
  constructor(existing: readonly string[]) {
    this.#counter = existing.reduce((most, name) => Math.max(most, Number(NAME.exec(name)?.[2] ?? 0)), 0);
  }

  /** @param time ISO 8601, UTC */
  next(time: string): string {
    this.#counter += 1;
    return `${time.replace(/[-:]/g, '')}-${String(this.#counter).padStart(6, '0')}`;
  }
}

/** The name without its leading dot and its extension. Returns undefined for a name that FileNames did not return. */
export function nameOf(file: string): string | undefined {
  return NAME.exec(file)?.[1];
}

/** A temporary file with this name. */
export function temporary(folder: string, name: string): string {
  return path.join(folder, `.${name}`);
}
