/** Whether a system call failed because the process, or the machine, may not open more files. */
export function isOutOfFiles(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EMFILE' || error.code === 'ENFILE');
}

/** What to do about it. */
export const RAISE_LIMIT = 'Raise the limit, for example with `ulimit -n 1024`, and run again.';
