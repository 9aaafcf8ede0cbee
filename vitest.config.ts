import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Generous: a loaded machine must not fail a test. No test waits for the real clock.
    testTimeout: 60_000,
    hookTimeout: 60_000,
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
