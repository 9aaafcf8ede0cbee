import { configDefaults, defineConfig } from 'vitest/config';

/** Tests that replace a module, or set the environment before a module reads it: each has modules of its own. */
const ISOLATED = [
  'test/manifest/load-limits.test.ts',
  'test/scripts/start.test.ts',
  'test/github/github-proxy.test.ts',
  'test/commands/new-log-type.test.ts',
  'test/engine/second-type.test.ts',
];

/** Tests with cases for each destination. They run again with one more destination: see `test/destinations/invented.ts`. */
const EACH_DESTINATION = [
  'test/destinations/*.test.ts',
  'test/manifest/{card-examples,documented-rules,published-forms}.test.ts',
  'test/manifest/schema/*.test.ts',
  'test/conversion/stream-to-manifest.test.ts',
  'test/plan/canonical/canonical-form.test.ts',
  'test/plan/credentials/*.test.ts',
  'test/plan/streams/saved-item.test.ts',
  'test/api/contract.test.ts',
  'test/api/datastream2/encode.test.ts',
  'test/api/streams/content.test.ts',
  'test/simulator/{openapi-answers,openapi-tables,quirks,read-back,refusals}.test.ts',
];

export default defineConfig({
  test: {
    // Generous: a loaded machine must not fail a test. No test waits for the real clock.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: '100%',
    // MiB. The tests create many short-lived objects: with Node's default, a fifth of their CPU time is garbage collection.
    execArgv: ['--max-semi-space-size=64'],
    unstubEnvs: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...ISOLATED],
          // All test files of a worker share its modules: loading the sources again for each file takes longer than
          // most tests. A test must leave nothing behind in them, nor in the process.
          isolate: false,
        },
      },
      // A worker keeps its modules only until it meets a test file of another project, so one group follows the other.
      {
        extends: true,
        test: {
          name: 'invented destination',
          include: EACH_DESTINATION,
          setupFiles: ['test/destinations/invented.ts'],
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { name: 'isolated', include: ISOLATED, sequence: { groupOrder: 2 } },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      // Started as processes of their own: in test/cli/built.test.ts and in test/action.
      exclude: ['src/cli/main.ts', 'src/action/main.ts'],
      reporter: ['text-summary'],
      // What is held, less about one point.
      thresholds: { lines: 97, statements: 96, functions: 97, branches: 90 },
    },
  },
});
