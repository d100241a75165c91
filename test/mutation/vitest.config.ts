import { defineConfig } from 'vitest/config';

/** The tests that judge mutants: those of the core alone, as each mutant runs every test that reaches it. */
export default defineConfig({
  test: {
    include: ['test/core/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 30_000,
    // Each mutant has a worker of its own already; its test files may share it.
    isolate: false,
  },
});
