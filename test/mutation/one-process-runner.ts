import { globSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MutantCoverage } from '@stryker-mutator/api/core';
import {
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
} from '@stryker-mutator/api/test-runner';
import { keptTests, type KeptTest } from './tests-as-data.ts';

/**
 * The tests that judge mutants: those beside the core, the worked examples of the agreements and of the guide, and those
 * of keys and signatures, which are all pure and quick. `MUTATION_JUDGES` names fewer: what they notice all would notice.
 */
const JUDGES = process.env['MUTATION_JUDGES']?.split(',') ?? [
  'test/core/**/*.test.ts',
  'test/agreements/*.test.ts',
  'test/docs/contract-language.test.ts',
  'test/adapters/dynamodb/keys.test.ts',
  'test/adapters/webhooks/*.test.ts',
  'test/adapters/crm/*/webhook.test.ts',
];

/** What the instrumented code reads and writes; Stryker's own names. */
interface Instrumented {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: MutantCoverage;
}

const instrumented: Instrumented = {};
Reflect.set(globalThis, '__stryker__', instrumented);

/**
 * Runs the tests of a mutant in one process that loads everything once: a dozen times as quick as Vitest, which loads all
 * of it anew for each. Where a test failed, it is run again without the mutant: if it fails even so, an earlier mutant has
 * left something behind, and Stryker is told to begin with a new process.
 */
class OneProcessRunner implements TestRunner {
  private isLoaded = false;

  capabilities() {
    return { reloadEnvironment: false };
  }

  async dryRun(): Promise<DryRunResult> {
    await this.load();
    const tests: TestResult[] = [];
    for (const test of keptTests().values()) {
      instrumented.currentTestId = test.id;
      const { id, name, fileName, line, column } = test;
      const start = performance.now();
      const failureMessage = await failureOf(test);
      const told = { id, name, fileName, startPosition: { line, column }, timeSpentMs: performance.now() - start };
      tests.push(
        failureMessage === undefined
          ? { ...told, status: TestStatus.Success }
          : { ...told, status: TestStatus.Failed, failureMessage },
      );
      instrumented.currentTestId = undefined;
    }
    const { mutantCoverage } = instrumented;
    return { status: DryRunStatus.Complete, tests, ...(mutantCoverage === undefined ? {} : { mutantCoverage }) };
  }

  async mutantRun({
    activeMutant,
    mutantActivation,
    testFilter,
    hitLimit,
  }: MutantRunOptions): Promise<MutantRunResult> {
    if (mutantActivation === 'static') instrumented.activeMutant = activeMutant.id;
    const unloadable = await this.load().then(() => undefined, messageOf);
    if (unloadable !== undefined) {
      return { status: MutantRunStatus.Killed, killedBy: [], failureMessage: unloadable, nrOfTests: 0 };
    }
    Object.assign(instrumented, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
    const tests = keptTests();
    const chosen = testFilter === undefined ? [...tests.values()] : testFilter.flatMap((id) => tests.get(id) ?? []);
    let nrOfTests = 0;
    for (const test of chosen) {
      nrOfTests += 1;
      const failureMessage = await failureOf(test);
      if (isOverLimit()) return { status: MutantRunStatus.Timeout, reason: 'a loop that does not end' };
      if (failureMessage === undefined) continue;
      if (mutantActivation === 'runtime') await assertClean(test);
      return { status: MutantRunStatus.Killed, killedBy: [test.id], failureMessage, nrOfTests };
    }
    instrumented.activeMutant = undefined;
    return { status: MutantRunStatus.Survived, nrOfTests };
  }

  private async load(): Promise<void> {
    if (this.isLoaded) return;
    this.isLoaded = true;
    const standIn = new URL('tests-as-data.ts', import.meta.url).href;
    registerHooks({
      resolve: (specifier, context, next) =>
        specifier === 'vitest' ? { url: standIn, shortCircuit: true } : next(specifier, context),
    });
    for (const file of globSync(JUDGES).toSorted()) await import(pathToFileURL(resolve(file)).href);
  }
}

function isOverLimit(): boolean {
  const { hitCount = 0, hitLimit } = instrumented;
  return hitLimit !== undefined && hitCount > hitLimit;
}

async function failureOf({ run }: KeptTest): Promise<string | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

async function assertClean(test: KeptTest): Promise<void> {
  Object.assign(instrumented, { activeMutant: undefined, hitCount: 0 });
  const left = await failureOf(test);
  if (left !== undefined) throw new Error(`An earlier mutant has left something behind: ${test.id}: ${left}`);
}

/** What Stryker looks for in a plugin; stryker.config.json names it. */
export const strykerPlugins = [
  { kind: 'TestRunner', name: 'one-process', factory: Object.assign(() => new OneProcessRunner(), { inject: [] }) },
];
