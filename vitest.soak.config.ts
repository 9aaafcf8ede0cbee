import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { defineConfig } from 'vitest/config';

/** Run with all destinations and one more, so that a run with all destinations only would repeat their cases. */
const EACH_DESTINATION = [
  'test/commands/import/loop.test.ts',
  'test/contract/exchanges.test.ts',
  'test/plan/canonical/canonical.test.ts',
];

/** The test files of which `npm test` runs a part: those that import `test/soak.ts`, or the parameters made from it. */
const LONG = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((file) => `test/${file}`)
  .filter((file) => file.endsWith('.test.ts') && !EACH_DESTINATION.includes(file))
  .filter((file) => /from '[./]+\/(?:convergence\/)?(soak|converged)\.ts'/.test(readFileSync(file, 'utf8')));

/** Runs the long tests with all of their cases, or as many times as `SOAK` says. */
export default defineConfig({
  test: {
    env: { SOAK: process.env.SOAK ?? '1' },
    isolate: false,
    maxWorkers: '100%',
    execArgv: ['--max-semi-space-size=64'],
    // A soak takes as long as its user wants.
    testTimeout: 3_600_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'long', include: LONG } },
      {
        extends: true,
        test: {
          name: 'invented destination',
          include: EACH_DESTINATION,
          setupFiles: ['test/destinations/invented.ts'],
        },
      },
    ],
  },
});
