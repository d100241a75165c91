import { readFileSync } from 'node:fs';
import { blockIn, RELIABILITY, tableInDocs, writeBlock } from '../tool/figures-in-docs.ts';
import { commitPlayed } from '../tool/commit.ts';
import { counted, several } from '../tool/wording.ts';
import type { Found } from './hunt.ts';
import type { PlantedBug } from './planted-bug.ts';
import { NOT_PLANTED } from './not-planted.ts';
import { PLANTED_BUGS } from './planted-bugs.ts';

/** One line of the table: a bug and what found it; without `found` it was missed. */
export interface Hunted {
  readonly row: string;
  readonly says: string;
  readonly found?: Found;
}

const HEADS = ['Row', 'The mistake', 'Found by', 'Schedules', 'Seconds'] as const;
export const MISSED = '**missed**';

/** Writes what was hunted now into docs/reliability.md. The other lines of the table stay, unless their bug is planted no more. */
export async function writePlanted(hunted: readonly Hunted[]): Promise<void> {
  const written = linesIn(blockIn(readFileSync(RELIABILITY, 'utf8'), 'planted'));
  await writeBlock('planted', plantedBlock(PLANTED_BUGS, [...written, ...hunted.map(lineOf)]));
}

/** The text of the block, of lines of which the later ones count. */
export function plantedBlock(bugs: readonly PlantedBug[], lines: readonly (readonly string[])[]): string {
  const byBug = new Map(lines.map((line) => [keyOf(line), line]));
  const kept = bugs.map(({ row, says }) => byBug.get(keyOf([row, says]))).filter((line) => line !== undefined);
  const found = kept.filter(([, , by]) => by !== MISSED).length;
  const rows = new Set(kept.map(([row]) => row).filter((row) => row !== '–')).size;
  const commit = commitPlayed();
  const said = [
    `**${counted(found)} of ${several(kept.length, 'planted bug')} are caught**, of ${counted(rows)} rows of [failures.md](failures.md).`,
    `Last hunted on ${new Date().toISOString().slice(0, 10)}${commit === undefined ? '' : `, commit ${commit}`}.`,
  ].join(' ');
  const others = NOT_PLANTED.map(({ row, why }) => `- Row ${row} is not planted. ${why}`).join('\n');
  return `${said}\n\n${tableInDocs(HEADS, kept, 3)}\n\n${others}`;
}

/** The lines of the table that stands in a block, as cells. */
export function linesIn(block: string): string[][] {
  return block
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
}

export function lineOf({ row, says, found }: Hunted): string[] {
  if (found === undefined) return [row, says, MISSED, '', ''].map(inCell);
  const { invariant, by, schedules, milliseconds } = found;
  return [row, says, `${invariant} (${by})`, counted(schedules), (milliseconds / 1000).toFixed(1)].map(inCell);
}

function keyOf([row = '', says = '']: readonly string[]): string {
  return `${row} ${inCell(says)}`;
}

/** A bar would end the cell; one that was written before is as it should be. */
function inCell(text: string): string {
  return text.replaceAll(/(?<!\\)\|/g, String.raw`\|`);
}
