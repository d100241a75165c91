import { defineConfig } from 'vitest/config';

/**
 * The tests that judge mutants: those beside the core, and the worked examples of the agreements and of the guide, which
 * are all pure and quick, as each mutant runs every test that reaches it.
 */
export default defineConfig({
  test: {
    include: ['test/core/**/*.test.ts', 'test/agreements/*.test.ts', 'test/docs/contract-language.test.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 30_000,
    // Each mutant has a worker of its own already; its test files may share it.
    isolate: false,
  },
});
