import type { Command } from 'commander';
import { formatDate } from '../shared/core/calendar/format-date.ts';
import { questionOf } from '../shared/core/terms/silences.ts';
import type { Reading, Terms } from '../shared/core/terms/terms.ts';
import { jsonOption } from './api-command.ts';
import type { Finding } from './finding.ts';
import { lintFindings } from './lint-findings.ts';
import { readContractFile } from './read-contract-file.ts';
import { EXIT } from './terminal/report-error.ts';
import { bold, count, dim, good, notable, pairs, paragraph, print, printable, printJson } from './terminal/text.ts';

/** `tallystick lint FILE [--strict]` */
export function addLint(program: Command): void {
  jsonOption(program.command('lint <file>'))
    .description('Print how each silence is read, and what is risky in the terms.')
    .option('--strict', 'exit with 1 when there is a finding')
    .action((path: string, options: { json?: true; strict?: true }) => {
      const { terms } = readContractFile(path);
      const findings = lintFindings(terms);
      if (options.json === true) printJson({ readings: terms.readings, findings });
      else print(draw(terms, findings));
      if (options.strict === true && findings.length > 0) process.exitCode = EXIT.input;
    });
}

function draw(terms: Terms, findings: readonly Finding[]): string[] {
  return [
    bold(printable(`${terms.title}, ${formatDate(terms.dated)}`)),
    ...paragraph(
      `It leaves ${count(terms.readings.length, 'question')} open that are read here as follows. ` +
        'Another reading gives other amounts; change it in the file, not in the software.',
    ),
    '',
    ...terms.readings.flatMap(drawReading),
    ...(findings.length === 0
      ? [good('Nothing else was found.')]
      : [bold(count(findings.length, 'finding')), ...findings.flatMap(drawFinding)]),
  ];
}

function drawReading(read: Reading): string[] {
  const { silence, clause, reading, alternatives, takenBy, takenOn } = read;
  return [
    ...paragraph(questionOf(read)).map(bold),
    ...paragraph(reading, 2),
    ...pairs([['or', alternatives.length === 0 ? undefined : alternatives.join('\n')]], 2),
    ...paragraph(
      `${silence === undefined ? '' : `${silence}, `}clause ${clause}, taken by ${takenBy} on ${formatDate(takenOn)}`,
      2,
    ).map(dim),
    '',
  ];
}

function drawFinding({ about, clause, what, advice }: Finding): string[] {
  const place = clause === undefined ? about : `${about}, clause ${clause}`;
  return ['', ...paragraph(`${place}: ${what}`).map(notable), ...paragraph(advice, 2)];
}
