import { configDefaults, defineConfig } from 'vitest/config';

/**
 * Tests of modules without side effects (all but `load-limits`, which replaces a module of Node) share one module graph for each worker, which saves a third of the time of a
 * whole run: loading the sources again for each file takes longer than these tests.
 */
const SHARED = [
  'test/{approval,collections,conversion,destinations,model,plan,redaction,render}/**/*.test.ts',
  'test/manifest/**/!(load-limits).test.ts',
  'test/api/{http,streams}/**/*.test.ts',
  'test/simulator/{datastream1,datastream2,logs,protocol,seed}/**/*.test.ts',
];

export default defineConfig({
  test: {
    // Generous: a loaded machine must not fail a test. No test waits for the real clock.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: { name: 'shared', include: SHARED, isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'isolated',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...SHARED],
        },
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
