import { stripTypeScriptTypes } from 'node:module';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import type { Found } from './hunt.ts';
import { NOT_PLANTED } from './not-planted.ts';
import { copiedTree, spoiledFiles } from './plant.ts';
import { PLANTED_BUGS } from './planted-bugs.ts';

const rows = PLANTED_BUGS.map(({ row }) => row).filter((row) => row !== '–');

const byNumber = (a = '', b = ''): number => Number(a) - Number(b);

/** Found without any fault, so that a test has the time. */
const QUICK = ['17', '27', '46', '57'] as const;

describe('the planted bugs', () => {
  it('are of every row of docs/failures.md, but for those of which the reason is stated', () => {
    const listed = readFileSync(new URL('../../../docs/failures.md', import.meta.url), 'utf8');
    const numbers = [...listed.matchAll(/^\| (\d+) +\|/gm)].map(([, number]) => number);
    const passedOver = NOT_PLANTED.map(({ row }) => row);
    expect([...new Set([...rows, ...passedOver])].toSorted(byNumber)).toEqual([...new Set(numbers)].toSorted(byNumber));
    expect(passedOver.filter((row) => rows.includes(row))).toEqual([]);
  });

  it.each(PLANTED_BUGS)('apply to the code as it is: $row $says', (bug) => {
    for (const [file, text] of spoiledFiles(bug)) {
      expect(text).not.toBe(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'));
      expect(() => stripTypeScriptTypes(text)).not.toThrow();
    }
  });
});

describe('the simulator', () => {
  const tree = copiedTree();
  afterAll(() => tree.remove());

  it.each(QUICK)(
    'finds the bug of row %s in a copy of the code',
    async (row) => {
      const bug = PLANTED_BUGS.find((one) => one.row === row);
      expect(bug).toBeDefined();
      if (bug === undefined) return;
      const takeOut = tree.plant(bug);
      try {
        const args = ['test/simulation/planted/hunt-here.ts', '60'];
        const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: tree.folder });
        const found = JSON.parse(stdout) as Found | null;
        expect(found?.by).toMatch(/, no fault$/);
      } finally {
        takeOut();
      }
    },
    60_000,
  );
});
