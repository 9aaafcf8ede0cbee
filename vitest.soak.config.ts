import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { defineConfig } from 'vitest/config';

/** The test files of which `npm test` runs a part: those that import `test/soak.ts`. */
const include = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((file) => `test/${file}`)
  .filter(
    (file) =>
      file.endsWith('.test.ts') && /from '[./]+\/(soak|converged)\.ts'/.test(readFileSync(file, 'utf8')),
  );

/** Runs the long tests whole, or as many times as `SOAK` says. */
export default defineConfig({
  test: {
    include,
    env: { SOAK: process.env.SOAK ?? '1' },
    isolate: false,
    maxWorkers: '100%',
    // No limit: a soak may be as long as its user wants.
    testTimeout: 0,
    hookTimeout: 60_000,
  },
});
