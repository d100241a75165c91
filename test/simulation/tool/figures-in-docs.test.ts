import { describe, expect, it } from 'vitest';
import { lineOf, linesIn, plantedBlock } from '../planted/planted-figures.ts';
import { blockIn, BLOCKS, tableInDocs, withBlock, type Block } from './figures-in-docs.ts';

const NAMES = Object.keys(BLOCKS) as Block[];
const page = NAMES.map(
  (name) => `<!-- figures: ${BLOCKS[name]} -->\n\nof ${name}\n\n<!-- end of the figures -->\n`,
).join('\nwords\n\n');

describe('a block of figures', () => {
  it.each(NAMES)('of %s is replaced, and nothing else', (name) => {
    const next = withBlock(page, name, 'new $1 figures');
    expect(blockIn(next, name)).toBe('new $1 figures');
    expect(next.replace('new $1 figures', `of ${name}`)).toBe(page);
  });

  it('that is not there, or there twice, or does not end, is refused', () => {
    for (const wrong of ['', page + page, page.replaceAll('<!-- end of the figures -->', '')])
      expect(() => withBlock(wrong, 'random', 'x')).toThrow(/The page must have one line/);
  });

  it('holds tables of Markdown', () => {
    expect(tableInDocs(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | ---: |\n| 1 | 2 |');
  });
});

describe('the table of planted bugs', () => {
  const bug = (row: string, says: string) => ({ row, says, edits: [] });
  const found = { invariant: 'i', found: 'f', by: 'retainer, no fault', schedules: 1200, milliseconds: 1540 };

  it('has what was hunted now, and of what was not, what stood there', () => {
    const before = [lineOf({ row: '1', says: 'Is late.' }), lineOf({ row: '2', says: 'Is gone.', found })];
    const bugs = [bug('1', 'Is late.'), bug('–', 'Adds a | to it.')];
    const now = [lineOf({ row: '–', says: 'Adds a | to it.', found })];
    const block = plantedBlock(bugs, [...before, ...now]);
    expect(block).toContain('**1 of 2 planted bugs are caught**, of 1 rows');
    const lines = linesIn(block);
    expect(lines).toEqual([
      ['1', 'Is late.', '**missed**', '', ''],
      ['–', String.raw`Adds a \| to it.`, 'i (retainer, no fault)', '1,200', '1.5'],
    ]);
    expect(linesIn(plantedBlock(bugs, lines))).toEqual(lines);
    expect(plantedBlock(bugs, [...lines, lineOf({ row: '1', says: 'Is late.', found })])).toContain('**2 of 2');
  });
});
