import { createReadStream, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';
import { canariesIn } from './canaries.ts';
import { LOGS_FOLDER } from './catch-logs.ts';

/** The suite that runs functions in their own threads: what they logged has to be among what is searched. */
const RUNS_FUNCTIONS = /\/test\/e2e\/(?:year|crm|hostile)\.test\.ts$/;
const MOST_TOLD = 20;

/** Names, amounts and bodies never appear in logs: clause 3.4. */
export class CanaryError extends Error {
  override readonly name = 'CanaryError';
  readonly code = 'CANARY_IN_LOG';
}

/**
 * Catches all that is logged while the tests run, by functions in threads and by those in the tests' own process, and at
 * the end reads it for the names, amounts and bodies that the tests have planted. A run that let one out fails.
 */
export function setup(project: TestProject): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-logs-'));
  process.env[LOGS_FOLDER] = folder;
  return async () => {
    delete process.env[LOGS_FOLDER];
    const { lines, functions, found } = await readLogs(folder);
    rmSync(folder, { recursive: true, force: true });
    if (found.length > 0) throw new CanaryError(`What must never be logged was logged:\n${found.join('\n')}`);
    const ran = project.vitest.state.getPaths().some((path) => RUNS_FUNCTIONS.test(path));
    if (ran && functions === 0) throw new CanaryError('Functions ran, and none of their logs was caught.');
    project.vitest.logger.log(`No canary in ${lines} lines of logs, of ${functions} functions among others.`);
  };
}

interface ReadLogs {
  readonly lines: number;
  readonly functions: number;
  readonly found: readonly string[];
}

async function readLogs(folder: string): Promise<ReadLogs> {
  const files = readdirSync(folder);
  const functions = new Set(files.filter((name) => !name.startsWith('tests-')).map((name) => name.split('~')[0]));
  const found: string[] = [];
  let lines = 0;
  for (const name of files) {
    for await (const line of createInterface({ input: createReadStream(join(folder, name)), crlfDelay: Infinity })) {
      lines += 1;
      if (found.length >= MOST_TOLD) continue;
      found.push(...canariesIn(line).map((what) => `  ${what}, in ${name.split('~')[0]}: ${line.slice(0, 400)}`));
    }
  }
  return { lines, functions: functions.size, found };
}
