/** Returns true if a system call failed because the process or the machine has too many open files. */
export function isOutOfFiles(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EMFILE' || error.code === 'ENFILE');
}

/** The hint for that error. */
export const RAISE_LIMIT = 'Raise the limit, for example with `ulimit -n 1024`, and run again.';
