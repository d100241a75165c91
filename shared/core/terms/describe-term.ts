import { formatDate } from '../calendar/format-date.ts';
import { formatMoney } from '../money/format-money.ts';
import type { DueRule } from '../calendar/due-date.ts';
import { describeRate } from './fee-rate.ts';
import type { FeeBasisName, PaymentTerm, RetainerTerm, SuccessFeeTerm, Term } from './terms.ts';

/** A term in plain sentences, as the pages and the command show it. Nothing that changes an amount is left out. */
export function describeTerm(term: Term, currency: string): string {
  switch (term.kind) {
    case 'retainer':
      return describeRetainer(term, currency);
    case 'payment':
      return describePayment(term, currency);
    case 'success-fee':
      return describeFee(term, currency);
    default:
      return term satisfies never;
  }
}

function describeRetainer(term: RetainerTerm, currency: string): string {
  const money = (minor: bigint): string => formatMoney(minor, currency);
  const every = term.everyMonths === 1 ? 'every month' : `every ${term.everyMonths} months`;
  const steps = term.steps.map(({ from, amountMinor }) => `${money(amountMinor)} from ${formatDate(from)} on`);
  const sentences = [
    `${money(term.amountMinor)} ${every}, ${term.timing.replace('-', ' ')}, from ${formatDate(term.anchor)}`,
    ...(steps.length === 0 ? [] : [`Then ${steps.join(', ')}`]),
    ...(term.lump === undefined
      ? []
      : [`The first ${term.lump.periods} periods together, at ${money(term.lump.amountMinor)}`]),
    howLong(term),
    dueWords(term),
  ];
  return `${sentences.join('. ')}.`;
}

function howLong({ minimumPeriods, mostPeriods, afterMinimum }: RetainerTerm): string {
  const after = afterMinimum === 'month-to-month' ? 'then from period to period until a party ends it' : 'and no more';
  const most = mostPeriods === undefined ? '' : `, ${mostPeriods} at most`;
  return `At least ${minimumPeriods} periods, ${after}${most}`;
}

function describePayment(term: PaymentTerm, currency: string): string {
  const when = term.on === undefined ? `each ${term.onEvent ?? ''}` : formatDate(term.on);
  return `${formatMoney(term.amountMinor, currency)} on ${when}. ${dueWords(term)}.`;
}

const BASIS_WORDS: Readonly<Record<FeeBasisName, string>> = {
  'funding-as-closed': 'funding, as closed',
  'transaction-value': 'transaction value',
  'amount-received': 'the amount received',
  'net-of-deductions': 'the amount, net of deductions',
  salary: 'the salary',
  cost: 'the cost',
};

function describeFee(term: SuccessFeeTerm, currency: string): string {
  const money = (minor: bigint): string => formatMoney(minor, currency);
  const rounding = { 'half-up': 'half up', 'half-even': 'half to even', down: 'down' }[term.rounding];
  const basis = BASIS_WORDS[term.basis];
  const from =
    term.scope === 'introduced-only'
      ? 'that originates in an introduction by the consultant'
      : 'whoever brought the investor';
  const sentences = [
    `${describeRate(term.rate, money)} of ${basis}, ${from}`,
    ...(term.trigger.join() === 'closing' ? [] : [`On ${term.trigger.join(' or ')}`]),
    ...(term.once === undefined ? [] : ['Once for each investor']),
    ...(term.tail === 'open-ended' ? [] : [`Up to ${term.tail.months} months after the end of the agreement`]),
    ...(term.window === undefined ? [] : [`For ${term.window.months} months from the investor's first`]),
    ...scopeWords(term),
    ...(term.counts === 'altogether' ? ['All closings count together'] : []),
    ...(term.atLeastMinor === undefined ? [] : [`At least ${money(term.atLeastMinor)} a closing`]),
    ...(term.atMostMinor === undefined ? [] : [`At most ${money(term.atMostMinor)} a closing`]),
    ...(term.altogetherAtMostMinor === undefined ? [] : [`At most ${money(term.altogetherAtMostMinor)} in all`]),
    ...creditWords(term),
    `Rounded once, ${rounding}`,
    dueWords(term),
  ];
  return `${sentences.join('. ')}.`;
}

function scopeWords({ where }: SuccessFeeTerm): string[] {
  return [
    ...(where.instruments.length === 0 ? [] : [`For ${where.instruments.join(' or ')} only`]),
    ...(where.classes.length === 0 ? [] : [`For investors of the class ${where.classes.join(' or ')} only`]),
    ...(where.notClasses.length === 0 ? [] : [`Not for investors of the class ${where.notClasses.join(' or ')}`]),
  ];
}

function creditWords({ credit }: SuccessFeeTerm): string[] {
  if (credit === undefined) return [];
  const when = credit.taken === 'after-minimum' ? 'after' : 'before';
  return [
    `Less ${credit.shareText} of what ${credit.terms.join(' and ')} brought, taken ${when} the least amount is tested`,
  ];
}

function dueWords({ dueDays, dueCounted, dueFrom }: DueRule): string {
  const days = `${dueDays} ${dueCounted === 'business-days' ? 'business ' : ''}day${dueDays === 1 ? '' : 's'}`;
  const from = {
    accrual: 'it accrues',
    'month-end': 'the end of the month',
    'quarter-end': 'the end of the quarter',
    'year-end': 'the end of the year',
  }[dueFrom];
  return dueDays === 0 && dueFrom === 'accrual' ? 'Due when it accrues' : `Due ${days} after ${from}`;
}
