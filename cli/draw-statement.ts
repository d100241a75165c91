import { formatDate, formatShortDate } from '../shared/core/calendar/format-date.ts';
import { formatAmount, formatMoney } from '../shared/core/money/format-money.ts';
import { comparedWords } from '../shared/core/statement/compared.ts';
import type { Statement, StatementLine } from '../shared/core/statement/statement.ts';
import { table } from './terminal/table.ts';
import { bold, pairs, paragraph, printable } from './terminal/text.ts';

/** A sealed statement in the terminal: the same figures as on paper, the working of a fee under its line. */
export function drawStatement(statement: Statement): string[] {
  const { contract, period, currency } = statement;
  return [
    bold(`Statement ${statement.number}: ${formatDate(period.from)} to ${formatDate(period.to)}`),
    ...pairs([
      ['Contract', `${contract.title}, ${formatDate(contract.dated)}`],
      ['Client', statement.client.name],
      ['Consultant', statement.consultant.name],
      ['Opening', formatMoney(statement.openingBalanceMinor, currency)],
      ['Compared', statement.compared === undefined ? undefined : comparedWords(statement.compared)],
    ]),
    '',
    ...linesOf(statement),
    '',
    bold(`Closing balance  ${formatMoney(statement.closingBalanceMinor, currency)}`),
    ...dues(statement),
    ...notes(statement),
    '',
    ...pairs([['Tally code', statement.tallyCode]]),
  ];
}

function linesOf({ lines, currency }: Statement): string[] {
  if (lines.length === 0) return ['Nothing was booked in this period.'];
  return table(
    [
      { heading: 'Date' },
      { heading: 'Clause' },
      { heading: 'Entry', grows: true },
      { heading: currency, align: 'right' },
      { heading: 'Balance', align: 'right' },
    ],
    lines.map((line) => [
      formatShortDate(line.effectiveOn),
      line.clause,
      entryText(line),
      formatAmount(line.amountMinor, currency),
      formatAmount(line.balanceMinor, currency),
    ]),
  );
}

function entryText({ description, earlierPeriod, corrects, working }: StatementLine): string {
  return [
    description,
    ...(earlierPeriod ? ['Adjustment to an earlier period'] : []),
    ...(corrects === undefined ? [] : [`Corrects ${corrects}`]),
    ...(working ?? []).map(({ what, figures }) => `${what}: ${figures}`),
  ].join('\n');
}

function dues({ due, currency }: Statement): string[] {
  if (due.length === 0) return [];
  return [
    '',
    ...table(
      [{ heading: 'Due' }, { heading: 'To be paid', grows: true }, { heading: currency, align: 'right' }],
      due.map(({ dueOn, description, outstandingMinor, overdue }) => [
        formatShortDate(dueOn),
        overdue ? `${description} (overdue)` : description,
        formatAmount(outstandingMinor, currency),
      ]),
    ),
  ];
}

function notes(statement: Statement): string[] {
  const { notOwed, awaitingDecision, introductions, register, exposure, services } = statement;
  const { nonCash = [], toOthers = [] } = statement;
  return [
    ...section(
      'Owed in other things than money',
      nonCash.map(({ accruesOn, quantity = 'a number not known yet of', unit, description }) => {
        return `${formatDate(accruesOn)}, ${quantity} ${unit}: ${description}`;
      }),
    ),
    ...section(
      'Owed by the client to others',
      toOthers.map(({ accruesOn, amountMinor, currency, payee, description }) => {
        return `${formatDate(accruesOn)}, ${formatMoney(amountMinor, currency)} to ${payee}: ${description}`;
      }),
    ),
    ...section(
      'Closings without a fee',
      notOwed.map(
        (it) => `${formatDate(it.closedOn)}, ${it.investor}, ${formatMoney(it.fundingMinor, it.currency)}: ${it.why}`,
      ),
    ),
    ...section(
      'Where Stripe and the books differ',
      (statement.compared?.differences ?? []).map(({ what, why }) => `${what}: ${why}`),
    ),
    ...section(
      'Waiting for a person',
      awaitingDecision.map(({ what, why }) => `${what} ${why}`),
    ),
    ...section(
      'Introductions on record',
      introductions.map((it) =>
        [`${formatDate(it.introducedOn)}, ${it.investor} (${it.id})`, it.standing, earnsOf(it)]
          .filter((part) => part !== undefined)
          .join('; '),
      ),
    ),
    ...section(
      'Register of introductions',
      register === undefined ? [] : [`${register.entries} entries, ${register.hash}`],
    ),
    ...section(
      'If the open fundings closed',
      (exposure?.items ?? []).map(({ investor, fundingMinor, currency, stage, feeMinor, note }) => {
        const outcome = note ?? `${formatMoney(feeMinor, statement.currency)} would be owed`;
        return `${investor}, ${formatMoney(fundingMinor, currency)}, at the stage ${stage}: ${outcome}`;
      }),
    ),
    ...section(
      'Services rendered',
      services.map((it) => `${formatDate(it.renderedOn)}, ${it.description}`),
    ),
  ];
}

function earnsOf({ earns }: Statement['introductions'][number]): string | undefined {
  return earns === undefined ? undefined : `earns ${earns}`;
}

function section(heading: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : ['', bold(printable(heading)), ...items.flatMap((item) => paragraph(item, 2))];
}
