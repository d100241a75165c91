import type { Command } from 'commander';
import { minutesAfter, startOfDay } from '../shared/core/calendar/instant.ts';
import { daysAfter, type PlainDate } from '../shared/core/calendar/plain-date.ts';
import { toPlain } from '../shared/core/json.ts';
import { balanceOf } from '../shared/core/ledger/balance.ts';
import { owed } from '../shared/core/owed/owed.ts';
import type { Owed } from '../shared/core/owed/receivable.ts';
import { latest } from '../shared/core/owed/versions.ts';
import { simulate, type Simulation } from '../shared/core/simulate/simulate.ts';
import { jsonOption } from './api-command.ts';
import { dateArgument } from './arguments.ts';
import { drawTimeline } from './draw-timeline.ts';
import { readContractFile } from './read-contract-file.ts';
import { readHappenings, type Played } from './simulate-facts.ts';
import { print, printJson } from './terminal/text.ts';

/** `tallystick simulate FILE --until DATE [--facts FILE]`: what the terms would bill, without a system. */
export function addSimulate(program: Command): void {
  jsonOption(program.command('simulate <file>'))
    .description('Play a contract file to a date and draw what it would bill.')
    .requiredOption('--until <date>', 'the last day that is played', dateArgument)
    .option('--facts <file>', 'a YAML list of what happens on the way')
    .option(
      '--known <date>',
      'as known on this day, then or later: what is recorded after it is left out',
      dateArgument,
    )
    .addHelpText(
      'after',
      [
        '',
        'What happens, each with its keys (`tallystick schema facts` lists all of them):',
        '  - { kind: introduction, id: meadow, investor: Meadow Partners,',
        '      emails: [anna@meadow.example], on: 1999-05-10 }',
        '  - { kind: closing, id: deal-1, investor: Meadow Partners,',
        "      emails: [anna@meadow.example], amount: '250000.00', on: 1999-06-15 }",
        '  - { kind: event, event: hours, id: june, quantities: { hours: "68" }, on: 1999-06-30 }',
        '  - { kind: expense, id: taxi, category: travel, amount: "40.00", receipt: true, on: 1999-06-20 }',
        '  - { kind: payment, of: retainer/1999-06-06, amount: "2000.00", on: 1999-08-01 }',
        '  - { kind: end, on: 1999-12-31, recordedOn: 1999-12-01 }',
        'Besides: correction, reversal, ruling, notice, pause, unpaid, election, conversion,',
        'index, licence, done, amendment. What nobody says was paid, or was not, is taken as paid on',
        'the day it was due.',
      ].join('\n'),
    )
    .action((path: string, options: { until: string; facts?: string; known?: string; json?: true }) => {
      const { terms, termsHash } = readContractFile(path);
      const version = { version: 1, effectiveOn: terms.dated, termsHash, terms };
      const { until, known } = options;
      const happened = asKnown(readHappenings(version, options.facts), until, known);
      const played = simulate({ ...happened, until, assume: 'paid-on-time' });
      const due = owedAtEnd(happened, until);
      if (options.json === true) printJson(toPlain(machineView(due, played)));
      else print(drawTimeline(terms, { ...played, ...due, waiting: played.waiting }, until));
    });
}

/**
 * As known on a day: without what is recorded after it. What was recorded between the last day that is played and that
 * day is known at its end: *what was owed on 30 June, as we know it now*.
 */
export function asKnown({ versions, facts }: Played, until: PlainDate, known: PlainDate | undefined): Played {
  if (known === undefined) return { versions, facts };
  const { timeZone } = latest(versions).terms;
  const end = startOfDay(daysAfter(known, 1), timeZone);
  const last = minutesAfter(startOfDay(daysAfter(until, 1), timeZone), -1);
  return {
    versions,
    facts: facts
      .filter((fact, index) => index === 0 || fact.recordedAt < end)
      .map((fact) => (fact.recordedAt > last ? { ...fact, recordedAt: last } : fact)),
  };
}

/** What is owed in all, and what earns nothing, as known at the end of the last day. */
export function owedAtEnd({ versions, facts }: Played, until: PlainDate): Owed {
  const asOf = startOfDay(daysAfter(until, 1), latest(versions).terms.timeZone);
  const knownSeq = facts.findLast((fact) => fact.recordedAt < asOf)?.seq ?? 0;
  return owed({ versions, facts, asOf: minutesAfter(asOf, -1), knownSeq, assume: 'paid-on-time' });
}

/** What another program reads: everything owed with its working, what waits, and the books. */
function machineView(due: Owed, { postings, entries, waiting, parked }: Simulation): object {
  const { receivables, nonCash, toOthers, notOwed } = due;
  return {
    receivables,
    nonCash,
    toOthers,
    notOwed,
    waiting,
    balanceMinor: balanceOf(entries),
    postings,
    entries,
    parked,
  };
}
