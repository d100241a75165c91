import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

/** Where the figures stand; the lines between the two marks are written by the command that the first one names. */
const PAGE = 'docs/mutation.md';
const BEGIN = '<!-- figures: node test/mutation/table.ts --write -->';
const END = '<!-- end of the figures -->';
const ROW = /^\|\s*(\S+)\s*\|\s*(\d+)\s*\|\s*(\d+)\s*\|/;

/** How many changes of a file of shared/core were noticed, and how many were not. */
export interface Figures {
  /** Below shared/core, such as `owed/refund.ts`; or a whole path elsewhere. */
  readonly file: string;
  readonly noticed: number;
  readonly survived: number;
}

/** Of all changes, in percent; 100 where there are none. Example: 9 noticed and 1 not are 90. */
export function percentOf({ noticed, survived }: Omit<Figures, 'file'>): number {
  return noticed + survived === 0 ? 100 : (100 * noticed) / (noticed + survived);
}

/** The sum of all files, as a row of its own. */
export function together(rows: readonly Figures[]): Figures {
  return {
    file: 'together',
    noticed: rows.reduce((sum, { noticed }) => sum + noticed, 0),
    survived: rows.reduce((sum, { survived }) => sum + survived, 0),
  };
}

/** Puts the figures of these files into the page. Those of files that were not judged now stay, unless the file is gone. */
export async function writeFigures(judged: readonly Figures[]): Promise<void> {
  const page = readFileSync(PAGE, 'utf8');
  const [before = '', rest = ''] = page.split(BEGIN);
  const [written = '', after] = rest.split(END);
  if (after === undefined) throw new Error(`${PAGE} has no lines ${BEGIN} and ${END}, between which the figures go.`);
  const rows = new Map(
    written
      .split('\n')
      .flatMap(rowIn)
      .concat(judged)
      .map((row) => [row.file, row]),
  );
  const kept = [...rows.values()]
    .filter(({ file }) => existsSync(file) || existsSync(`shared/core/${file}`))
    .toSorted((a, b) => (a.file < b.file ? -1 : 1));
  const lines = [...kept, together(kept)].map(
    (row) => `| ${row.file} | ${row.noticed + row.survived} | ${row.survived} | ${percentOf(row).toFixed(1)}% |`,
  );
  const table = ['| File | Changes | Survived | Noticed |', '| --- | ---: | ---: | ---: |', ...lines].join('\n');
  const text = `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
  writeFileSync(PAGE, await format(text, { ...(await resolveConfig(PAGE)), filepath: PAGE }));
}

function rowIn(line: string): Figures[] {
  const [, file, changes, survived] = ROW.exec(line) ?? [];
  if (file === undefined || file === 'together') return [];
  return [{ file, noticed: Number(changes) - Number(survived), survived: Number(survived) }];
}
