import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isOutOfFiles, RAISE_LIMIT } from '../model/open-files.ts';

/** The process may not open as many files as it needs, so it cannot even load its own modules. */
export class TooFewOpenFiles extends Error {
  override readonly name = 'TooFewOpenFiles';
  readonly hint = RAISE_LIMIT;
  constructor(cause: unknown) {
    super('Too many files are open: this process may not open as many as it needs.', { cause });
  }
}

/** Loading the command opens about this many files at a time. */
const NEEDED = 64;

/**
 * Converts an error that is caused by the limit of open files to one that says what to do; returns any other error
 * unchanged. Node.js reports a package that it could not open as not found, so in that case the limit itself is tested.
 * @param canOpen whether that many files can be opened
 */
export function asOpenFilesError(
  error: unknown,
  canOpen: (files: number) => boolean = canOpenFiles,
): unknown {
  if (isOutOfFiles(error)) return new TooFewOpenFiles(error);
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
  return isMissing && !canOpen(NEEDED) ? new TooFewOpenFiles(error) : error;
}

function canOpenFiles(files: number): boolean {
  const own = fileURLToPath(import.meta.url);
  const opened: number[] = [];
  try {
    while (opened.length < files) opened.push(openSync(own, 'r'));
    return true;
  } catch {
    return false;
  } finally {
    for (const file of opened) closeSync(file);
  }
}
