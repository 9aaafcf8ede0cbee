import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

const folder = fileURLToPath(new URL('../../shared/reference/', import.meta.url));

/** The path of a file in the reference folder next to the project, or undefined if that folder is absent. */
export function reference(path: string): string | undefined {
  const file = `${folder}${path}`;
  return existsSync(file) ? file : undefined;
}

/** Tests that need the reference folder: skipped if it is absent, with one line that says so. */
export function describeWithReference(name: string, tests: () => void): void {
  if (existsSync(folder)) describe(name, tests);
  else describe.skip(`${name} (skipped: the reference folder is not next to the project)`, tests);
}
