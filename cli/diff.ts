import type { Command } from 'commander';
import type { PlainDate } from '../shared/core/calendar/plain-date.ts';
import { toPlain } from '../shared/core/json.ts';
import { formatMoney } from '../shared/core/money/format-money.ts';
import type { NonCash, Owed, Receivable } from '../shared/core/owed/receivable.ts';
import type { TermsVersion } from '../shared/core/terms/terms.ts';
import { jsonOption } from './api-command.ts';
import { dateArgument } from './arguments.ts';
import { readContractFile } from './read-contract-file.ts';
import { readHappenings, withAmendment, type Played } from './simulate-facts.ts';
import { owedAtEnd } from './simulate.ts';
import { table } from './terminal/table.ts';
import { bold, good, paragraph, print, printJson } from './terminal/text.ts';

interface DiffOptions {
  readonly until: PlainDate;
  readonly facts?: string;
  readonly effectiveOn?: PlainDate;
  readonly json?: true;
}

/** One amount that the two contract files give differently; undefined is that it is not owed at all. */
export interface Difference {
  readonly id: string;
  readonly clause: string;
  readonly unit: string;
  /** In minor units where the unit is a currency, else in whole units. */
  readonly oldMinor: bigint | undefined;
  readonly newMinor: bigint | undefined;
  readonly differenceMinor: bigint;
}

/** `tallystick diff OLD NEW --until DATE [--facts FILE]`: what an amendment changes in money. */
export function addDiff(program: Command): void {
  jsonOption(program.command('diff <old> <new>'))
    .description('What an amendment changes in money: the same happenings under both contract files.')
    .requiredOption('--until <date>', 'the last day that is played', dateArgument)
    .option('--facts <file>', 'a YAML list of what happens on the way')
    .option(
      '--effective-on <date>',
      'NEW counts from this day on, OLD before; else each counts all along',
      dateArgument,
    )
    .addHelpText(
      'after',
      '\nExample:\n  tallystick diff agreement.yaml amended.yaml --facts what-happens.yaml --until 2026-12-31',
    )
    .action((oldPath: string, newPath: string, options: DiffOptions) => {
      const before = playedOf(versionOf(oldPath), options);
      const after =
        options.effectiveOn === undefined
          ? playedOf(versionOf(newPath), options)
          : withAmendment(before, { ...versionOf(newPath), version: 2, effectiveOn: options.effectiveOn });
      const found = differences(owedAtEnd(before, options.until), owedAtEnd(after, options.until));
      if (options.json === true) return printJson(toPlain({ differences: found, totals: totalsOf(found) }));
      return print(draw(found));
    });
}

function versionOf(path: string): TermsVersion {
  const { terms, termsHash } = readContractFile(path);
  return { version: 1, effectiveOn: terms.dated, termsHash, terms };
}

function playedOf(version: TermsVersion, { facts }: DiffOptions): Played {
  return readHappenings(version, facts);
}

/** Every amount that is not the same, in the order of their ids. */
export function differences(before: Owed, after: Owed): Difference[] {
  const [old, now] = [amountsOf(before), amountsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].toSorted().flatMap((key) => {
    const [a, b] = [old.get(key), now.get(key)];
    const differenceMinor = (b?.amountMinor ?? 0n) - (a?.amountMinor ?? 0n);
    const known = b ?? a;
    if (differenceMinor === 0n || known === undefined) return [];
    const { id, clause, unit } = known;
    return [{ id, clause, unit, oldMinor: a?.amountMinor, newMinor: b?.amountMinor, differenceMinor }];
  });
}

interface Amount {
  readonly id: string;
  readonly clause: string;
  readonly unit: string;
  readonly amountMinor: bigint;
}

function amountsOf({ receivables, nonCash, toOthers }: Owed): Map<string, Amount> {
  const amounts = [...receivables, ...toOthers, ...nonCash].map((one: Receivable | NonCash): Amount => {
    const { id, clause } = one;
    return 'unit' in one
      ? { id, clause, unit: one.unit, amountMinor: BigInt(one.quantity ?? '0') }
      : { id, clause, unit: one.currency, amountMinor: one.amountMinor };
  });
  return new Map(amounts.map((one) => [`${one.id} ${one.unit}`, one]));
}

function totalsOf(found: readonly Difference[]): { unit: string; differenceMinor: bigint }[] {
  return [...Map.groupBy(found, ({ unit }) => unit)].map(([unit, own]) => {
    return { unit, differenceMinor: own.reduce((sum, { differenceMinor }) => sum + differenceMinor, 0n) };
  });
}

function draw(found: readonly Difference[]): string[] {
  if (found.length === 0) return [good('Nothing changes: both files owe the same.')];
  const totals = totalsOf(found).map(({ unit, differenceMinor }) => amountWords(differenceMinor, unit));
  return [
    ...table(
      [
        { heading: 'Owed', grows: true },
        { heading: 'Clause' },
        { heading: 'Old', align: 'right' },
        { heading: 'New', align: 'right' },
        { heading: 'Difference', align: 'right' },
      ],
      found.map(({ id, clause, unit, oldMinor, newMinor, differenceMinor }) => [
        id,
        clause,
        oldMinor === undefined ? 'nothing' : amountWords(oldMinor, unit),
        newMinor === undefined ? 'nothing' : amountWords(newMinor, unit),
        amountWords(differenceMinor, unit),
      ]),
    ),
    '',
    ...paragraph(`In all ${totals.join(' and ')}.`).map(bold),
  ];
}

function amountWords(amount: bigint, unit: string): string {
  return /^[A-Z]{3}$/.test(unit) ? formatMoney(amount, unit) : `${amount} ${unit}`;
}
