import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { percentOf, together, writeFigures, type Figures } from './figures-in-docs.ts';

/**
 * `node test/mutation/table.ts [--survivors] [--write] [PATH ...]`: what the mutation tester has found so far, file by file, from the
 * incremental report, which holds the latest result of every file whether it was judged alone or with the rest. With
 * `--survivors`, also every change that no test noticed; with `--write`, into docs/mutation.md too. Ends with 1 when a file's part of the whole stays below 90%.
 */
const REPORT = 'reports/mutation/incremental.json';
const LEAST_PERCENT = 90;

const place = z.object({ line: z.int(), column: z.int() });
const mutant = z.object({
  status: z.enum(['Killed', 'Timeout', 'Survived', 'NoCoverage', 'Ignored', 'CompileError', 'RuntimeError', 'Pending']),
  mutatorName: z.string(),
  replacement: z.string().optional(),
  location: z.object({ start: place, end: place }),
});
const reportSchema = z.object({
  files: z.record(z.string(), z.object({ source: z.string(), mutants: z.array(mutant) })),
});

type Mutant = z.infer<typeof mutant>;

const isNoticed = ({ status }: Mutant): boolean => status === 'Killed' || status === 'Timeout';
const isSurvivor = ({ status }: Mutant): boolean => status === 'Survived' || status === 'NoCoverage';

function rowOf(path: string, mutants: readonly Mutant[]): Figures {
  const file = path.replace('shared/core/', '');
  return { file, noticed: mutants.filter(isNoticed).length, survived: mutants.filter(isSurvivor).length };
}

function lineOf(row: Figures): string {
  const { file, noticed, survived } = row;
  return [
    file.padEnd(36),
    String(noticed + survived).padStart(6),
    String(survived).padStart(9),
    `${percentOf(row).toFixed(2)}%`.padStart(9),
  ].join('');
}

/** The changed place, as it was and as it became, in one line. */
function changeOf(source: string, { location: { start, end }, replacement, mutatorName, status }: Mutant): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  const was = lines
    .map((line, index) => line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined))
    .map((line) => line.trim())
    .join(' ');
  const seen = status === 'NoCoverage' ? ' (reached by no test)' : '';
  return `    ${start.line}:${start.column} ${was} -> ${replacement ?? mutatorName}${seen}`;
}

const { values, positionals } = parseArgs({
  options: { survivors: { type: 'boolean' }, write: { type: 'boolean' } },
  allowPositionals: true,
});
if (!existsSync(REPORT)) {
  process.stderr.write(`There is no ${REPORT} yet. Run npm run mutation first.\n`);
  process.exit(1);
}
const { files } = reportSchema.parse(JSON.parse(readFileSync(REPORT, 'utf8')));
const chosen = Object.entries(files)
  .filter(([file]) => positionals.length === 0 || positionals.some((part) => file.includes(part)))
  .sort(([a], [b]) => (a < b ? -1 : 1));
const rows: Figures[] = [];
process.stdout.write(`${'file'.padEnd(36)}changes survived  noticed\n`);
for (const [file, { source, mutants }] of chosen) {
  const row = rowOf(file, mutants);
  if (row.noticed + row.survived === 0) continue;
  rows.push(row);
  process.stdout.write(`${lineOf(row)}\n`);
  if (values.survivors !== true) continue;
  for (const one of mutants.filter(isSurvivor)) process.stdout.write(`${changeOf(source, one)}\n`);
}
const all = together(rows);
process.stdout.write(`${lineOf(all)}\n`);
if (values.write === true) await writeFigures(rows);
process.exitCode = percentOf(all) < LEAST_PERCENT ? 1 : 0;
