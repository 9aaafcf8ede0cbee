import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

const folder = fileURLToPath(new URL('../../shared/reference/', import.meta.url));

/** The path of a file of the reference folder beside the project, or nothing where that folder is absent. */
export function reference(path: string): string | undefined {
  const file = `${folder}${path}`;
  return existsSync(file) ? file : undefined;
}

/** Tests that need the reference folder: skipped, with one line that says so, where it is absent. */
export function describeWithReference(name: string, tests: () => void): void {
  if (existsSync(folder)) describe(name, tests);
  else describe.skip(`${name} (skipped: the reference folder is not beside the project)`, tests);
}
