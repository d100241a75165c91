import { formatDate, formatShortDate } from '../shared/core/calendar/format-date.ts';
import type { PlainDate } from '../shared/core/calendar/plain-date.ts';
import type { Posting } from '../shared/core/ledger/posting.ts';
import { formatAmount, formatMoney } from '../shared/core/money/format-money.ts';
import type { Owed } from '../shared/core/owed/receivable.ts';
import type { Simulation } from '../shared/core/simulate/simulate.ts';
import type { Terms } from '../shared/core/terms/terms.ts';
import { table } from './terminal/table.ts';
import { bold, notable, paragraph, printable } from './terminal/text.ts';

export type PlayedTerms = Simulation & Pick<Owed, 'notOwed' | 'nonCash' | 'toOthers'>;

const BAR_WIDTH = 24;
const MOST_ROWS_BY_MONTH = 36;

/** A simulation on one screen: a row a month (a row a year, when it is long), what stands out, and the sums. */
export function drawTimeline(terms: Terms, played: PlayedTerms, until: PlainDate): string[] {
  const { postings } = played;
  return [
    bold(printable(`${terms.title}: ${formatDate(terms.dated)} to ${formatDate(until)}`)),
    '',
    ...(postings.length === 0 ? ['Nothing is owed by then.'] : rows(postings, terms.currency)),
    ...standsOut(played, terms.currency),
    '',
    ...sums(terms, postings),
    ...beside(played),
    ...paragraph('Nothing was sent.'),
  ];
}

/** What is owed beside the money that the consultant bills: in units, and to others. */
function beside({ nonCash, toOthers }: PlayedTerms): string[] {
  const units = nonCash.map(({ accruesOn, description, quantity, unit, valueMinor, currency, payee }) => {
    const worth = valueMinor === undefined ? '' : ` for ${formatMoney(valueMinor, currency)}`;
    const whom = payee === undefined ? '' : `, to ${payee}`;
    return `${formatDate(accruesOn)}: ${description}, ${quantity ?? 'so far an unknown number of'} ${unit}${worth}${whom}`;
  });
  const others = toOthers.map(({ accruesOn, description, amountMinor, currency, payee }) => {
    return `${formatDate(accruesOn)}: ${description}, ${formatMoney(amountMinor, currency)} to ${payee ?? 'others'}`;
  });
  return [
    ...listed('Owed in other things than money, and not invoiced', units),
    ...listed('Owed by the client to others, and not invoiced', others),
  ];
}

function listed(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', bold(heading), ...lines.flatMap((line) => paragraph(line)), ''];
}

const NOTABLE: ReadonlySet<Posting['kind']> = new Set(['success-fee', 'expense', 'late-interest', 'refund']);

function rows(postings: readonly Posting[], currency: string): string[] {
  const byMonth = Map.groupBy(postings, ({ effectiveOn }) => effectiveOn.slice(0, 7));
  const isShort = byMonth.size <= MOST_ROWS_BY_MONTH;
  const groups = isShort ? byMonth : Map.groupBy(postings, ({ effectiveOn }) => effectiveOn.slice(0, 4));
  const greatest = [...groups.values()].map(totalOf).reduce((most, total) => (total > most ? total : most), 1n);
  return table(
    [
      { heading: isShort ? 'Month' : 'Year' },
      { heading: 'Booked', grows: true },
      { heading: currency, align: 'right' },
      { heading: '' },
    ],
    [...groups].map(([key, group]) => {
      const total = totalOf(group);
      return [labelOf(key), inWords(group), formatAmount(total, currency), barOf(total, greatest)];
    }),
  );
}

function totalOf(postings: readonly Posting[]): bigint {
  return postings.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

function labelOf(key: string): string {
  return key.length === 4 ? key : formatShortDate(`${key}-01`).slice(2);
}

/** `retainer, finders-fee`, `12 x retainer`. */
function inWords(postings: readonly Posting[]): string {
  const byTerm = Map.groupBy(postings, ({ termId, corrects }) =>
    corrects === undefined ? termId : `correction of ${termId}`,
  );
  return [...byTerm].map(([name, group]) => (group.length === 1 ? name : `${group.length} x ${name}`)).join(', ');
}

function barOf(total: bigint, greatest: bigint): string {
  if (total <= 0n) return '';
  const length = Number((total * BigInt(BAR_WIDTH) + greatest - 1n) / greatest);
  return '■'.repeat(length);
}

function standsOut(played: PlayedTerms, currency: string): string[] {
  const fees = played.postings.filter(({ kind, corrects }) => NOTABLE.has(kind) || corrects !== undefined);
  const lines = [
    ...fees.map((it) => `${formatDate(it.effectiveOn)}: ${it.description}, ${formatMoney(it.amountMinor, currency)}`),
    ...played.notOwed.map((it) => `${formatDate(it.closedOn)}: no fee on the closing by ${it.investorName}. ${it.why}`),
  ];
  const questions = [
    ...played.waiting.map(({ what, why }) => `Waits for a person: ${what} ${why}`),
    ...(played.parked === undefined
      ? []
      : [`The contract would be parked: ${played.parked.why} (${played.parked.what})`]),
  ];
  if (lines.length + questions.length === 0) return [];
  return [
    '',
    ...lines.flatMap((line) => paragraph(line)),
    ...questions.flatMap((line) => paragraph(line).map(notable)),
  ];
}

function sums({ terms, currency }: Terms, postings: readonly Posting[]): string[] {
  const totals = terms.map((term) => {
    const own = postings.filter((posting) => posting.termId === term.id);
    return [term.name, term.clause, String(own.length), formatAmount(totalOf(own), currency)];
  });
  return table(
    [
      { heading: 'Term', grows: true },
      { heading: 'Clause' },
      { heading: 'Postings', align: 'right' },
      { heading: `Owed, ${currency}`, align: 'right' },
    ],
    [...totals, ['Together', '', String(postings.length), formatAmount(totalOf(postings), currency)]],
  );
}
