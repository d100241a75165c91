import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const at = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

interface Row {
  readonly row: string;
  readonly what: string;
  readonly title: string;
  readonly path: string;
}

/** The lines of the table; a line without a row belongs to the row above it. */
const rows = at('docs/failures.md')
  .split('\n')
  .filter((line) => line.includes('](../test/'))
  .map((line): Row => {
    const [, row = '', what = '', title = '', file = ''] = line.split('|').map((cell) => cell.trim());
    return { row, what, title, path: /\]\(\.\.\/([^)]+)\)/.exec(file)?.[1] ?? '' };
  });

/** Rows that name something which Tallystick has; the list has no others. */
const APPLY =
  '1 2 3 4 6 7 8 9 10 12 13 15 16 17 18 19 21 22 23 24 26 27 29 31 32 33 34 35 37 38 40 41 42 44 46 47 48 49 51 53 54 ' +
  '56 57 58 59 60 61 63 65 66 67 68 70 71 72 74 75 77 78 80';

describe('the page about what went wrong elsewhere', () => {
  it('has every row that applies, in order', () => {
    const numbers = rows.map(({ row }) => row).filter((row) => /^\d+$/.test(row));
    expect([...new Set(numbers)]).toEqual(APPLY.split(' '));
  });

  it.each(rows)('names a test that exists: $title', ({ title, path }) => {
    const quoted = ["'", '"', '`'].map((quote) => `${quote}${title}${quote}`);
    const source = at(path);
    expect(quoted.filter((text) => source.includes(text))).toHaveLength(1);
  });
});
