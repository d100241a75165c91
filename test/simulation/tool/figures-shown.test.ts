import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lineOf, linesIn } from '../planted/planted-figures.ts';
import { PLANTED_BUGS } from '../planted/planted-bugs.ts';
import { WORKFLOWS } from '../workflows.ts';
import { blockIn, BLOCKS, RELIABILITY, type Block } from './figures-in-docs.ts';

const NAMES = Object.keys(BLOCKS) as Block[];
const page = readFileSync(RELIABILITY, 'utf8');
/** What a block says before its command was run for the first time. */
const NOT_YET = 'Not played yet.';

describe('docs/reliability.md', () => {
  it.each(NAMES)('shows the figures of %s', (name) => {
    const shown = blockIn(page, name);
    if (shown !== NOT_YET) expect(shown).toMatch(/\*\*[\d,]+ [^*]+\*\*/);
  });

  it('names every workflow, with its figures: npm run simulate -- --write', () => {
    const shown = blockIn(page, 'singles');
    const lines = linesIn(shown);
    const named = shown === NOT_YET ? [] : [...WORKFLOWS.map(({ name }) => name), 'together'];
    expect(lines.map(([name]) => name)).toEqual(named);
    for (const [, , sites, schedules, violations] of lines) {
      for (const figure of [sites, schedules, violations]) expect(figure).toMatch(/^[\d,]+$/);
    }
  });

  it('names every planted bug, and what found it: npm run planted -- --write', () => {
    const shown = blockIn(page, 'planted');
    const lines = linesIn(shown);
    const planted = PLANTED_BUGS.map(({ row, says }) => lineOf({ row, says }).slice(0, 2));
    expect(lines.map((line) => line.slice(0, 2))).toEqual(shown === NOT_YET ? [] : planted);
    for (const [row, says, by, schedules] of lines) {
      expect(`${by} ${schedules}`, `${row} ${says}`).toMatch(/^(.+ \(.+\) [\d,]+|\*\*missed\*\* )$/);
    }
  });
});
