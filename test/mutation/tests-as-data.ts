import { format } from 'node:util';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/**
 * Stands in for Vitest while mutants are judged: the same `expect`, and a `describe` and an `it` that only keep what they
 * are given, so that one test can be run again and again without loading anything anew.
 */
export interface KeptTest {
  /** The file, and the titles from the outermost on; told apart by a number where that is not enough. */
  readonly id: string;
  readonly name: string;
  readonly fileName: string;
  readonly line: number;
  readonly column: number;
  readonly run: () => unknown;
}

const kept = new Map<string, KeptTest>();
let titles: readonly string[] = [];

export { expect };

export function keptTests(): ReadonlyMap<string, KeptTest> {
  return kept;
}

type Body = (...values: never[]) => unknown;
/** Title, body, and perhaps Vitest's limit of time, which is Stryker's to set here. */
type Declared = (title: string, body: Body, limit?: number) => void;

function keep(title: string, body: () => unknown): void {
  const { fileName, line, column } = calledAt();
  const name = [...titles, title].join(' > ');
  let id = `${fileName}#${name}`;
  while (kept.has(id)) id += '+';
  kept.set(id, { id, name, fileName, line, column, run: body });
}

function within(title: string, body: () => unknown): void {
  const outside = titles;
  titles = [...outside, title];
  body();
  titles = outside;
}

/** Once for each row; where all rows are lists, a row gives its items one by one. */
function each(declare: typeof keep): (rows: readonly unknown[]) => Declared {
  return (rows) => (title, body) => {
    const isTable = rows.every(Array.isArray);
    rows.forEach((row, index) => {
      const values: readonly unknown[] = isTable && Array.isArray(row) ? row : [row];
      const said = title.includes('%') ? format(title, ...values).slice(0, 200) : `${title} ${index + 1}`;
      // What a test is given is what its table holds; Vitest's types have checked that.
      declare(said, () => (body as (...given: readonly unknown[]) => unknown)(...values));
    });
  };
}

export const it = Object.assign(keep, { each: each(keep) });
export const describe = Object.assign(within, { each: each(within) });

/** Where in a test file the caller of the caller stands. */
function calledAt(): Pick<KeptTest, 'fileName' | 'line' | 'column'> {
  const line = (new Error('here').stack ?? '').split('\n').find((one) => one.includes('.test.ts'));
  const [, url = '', row = '1', column = '1'] = /(file:.*?\.test\.ts)[^:]*:(\d+):(\d+)/.exec(line ?? '') ?? [];
  return { fileName: url === '' ? '' : fileURLToPath(url), line: Number(row), column: Number(column) };
}
