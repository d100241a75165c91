import { defineConfig } from 'vitest/config';

/**
 * The tests that judge mutants: those beside the core, and the worked examples of the agreements and of the guide, which
 * are all pure and quick, as each mutant runs every test that reaches it. `MUTATION_JUDGES` names fewer: what they notice
 * all would notice.
 */
const judges = process.env['MUTATION_JUDGES']?.split(',') ?? [
  'test/core/**/*.test.ts',
  'test/agreements/*.test.ts',
  'test/docs/contract-language.test.ts',
];

export default defineConfig({
  test: {
    include: judges,
    setupFiles: ['test/setup.ts'],
    testTimeout: 30_000,
    // Each mutant has a worker of its own already; its test files may share it.
    isolate: false,
  },
});
