import { formatDate } from '../calendar/format-date.ts';
import type { DueRule } from '../calendar/due-date.ts';
import { formatMoney } from '../money/format-money.ts';
import { measureOf } from '../owed/measure.ts';
import { attributionWords } from './describe-introductions.ts';
import { describeRate } from './fee-rate.ts';
import { termsInWords } from './describe-more.ts';
import type {
  Condition,
  FeeBasisName,
  PayingTerm,
  PaymentTerm,
  RetainerTerm,
  Scope,
  SuccessFeeTerm,
  Tail,
  Term,
} from './terms.ts';

/** A term in plain sentences, as the pages and the command show it. Nothing that changes an amount is left out. */
export function describeTerm(term: Term, currency: string): string {
  return `${sentencesOf(term, currency).join('. ')}.`;
}

function sentencesOf(term: Term, currency: string): string[] {
  switch (term.kind) {
    case 'retainer':
      return describeRetainer(term, currency);
    case 'payment':
      return describePayment(term, currency);
    case 'success-fee':
      return describeFee(term, currency);
    case 'expenses':
      return [...termsInWords(term, currency), ...payingWords(term), dueWords(term)];
    case 'late-interest':
    case 'refund':
      return [...termsInWords(term, currency), dueWords(term)];
    case 'tax':
    case 'manual':
      return termsInWords(term, currency);
    default:
      return term satisfies never;
  }
}

function describeRetainer(term: RetainerTerm, currency: string): string[] {
  const { money } = measureOf(term.paysIn, currency);
  const every = term.everyMonths === 1 ? 'every month' : `every ${term.everyMonths} months`;
  const from = term.anchor === undefined ? conditionWords(term.startsWhen, currency) : formatDate(term.anchor);
  const steps = term.steps.map(({ from: day, when, amountMinor }) => {
    return `${money(amountMinor)} from ${day === undefined ? conditionWords(when, currency) : formatDate(day)} on`;
  });
  const { shortFirst, lump, endsWhen, payableWhen, proration } = term;
  return [
    `${money(term.amountMinor)} ${every}, ${term.timing.replace('-', ' ')}, from ${from}`,
    ...(shortFirst === undefined
      ? []
      : [
          `Before that a shorter period from ${formatDate(shortFirst.from)}, ${shortFirst.amountMinor === undefined ? 'by its days' : `at ${money(shortFirst.amountMinor)}`}`,
        ]),
    ...(steps.length === 0 ? [] : [`Then ${steps.join(', ')}`]),
    ...(lump === undefined ? [] : [`The first ${lump.periods} periods together, at ${money(lump.amountMinor)}`]),
    howLong(term),
    ...(endsWhen === undefined ? [] : [`No more once ${conditionWords(endsWhen, currency)}`]),
    ...(payableWhen === undefined ? [] : [`Payable only once ${conditionWords(payableWhen, currency)}`]),
    ...(proration === undefined
      ? []
      : [
          `A period that ends early or is paused is billed by its days, ${proration === 'actual-days' ? 'as the calendar has them' : 'with thirty to a month'}`,
        ]),
    ...payingWords(term),
    dueWords(term),
  ];
}

function howLong({ minimumPeriods, mostPeriods, afterMinimum }: RetainerTerm): string {
  const after = afterMinimum === 'month-to-month' ? 'then from period to period until a party ends it' : 'and no more';
  const most = mostPeriods === undefined ? '' : `, ${mostPeriods} at most`;
  return `At least ${minimumPeriods} periods, ${after}${most}`;
}

function describePayment(term: PaymentTerm, currency: string): string[] {
  const { money } = measureOf(term.paysIn, currency);
  const { on, onEvent, when } = term;
  const whenWords =
    on === undefined
      ? onEvent === undefined
        ? `once ${conditionWords(when, currency)}`
        : `on each ${onEvent}`
      : `on ${formatDate(on)}`;
  return [`${money(term.amountMinor)} ${whenWords}`, ...scopeWords(term.where), ...payingWords(term), dueWords(term)];
}

const BASIS_WORDS: Readonly<Record<FeeBasisName, string>> = {
  'funding-as-closed': 'funding, as closed',
  'transaction-value': 'transaction value',
  'amount-received': 'the amount received',
  'net-of-deductions': 'the amount, net of deductions',
  revenue: 'the revenue',
  salary: 'the salary',
  cost: 'the cost',
};

function describeFee(term: SuccessFeeTerm, currency: string): string[] {
  const { money } = measureOf(term.paysIn, currency);
  const rounding = { 'half-up': 'half up', 'half-even': 'half to even', down: 'down', up: 'up' }[term.rounding];
  const basis = typeof term.basis === 'string' ? BASIS_WORDS[term.basis] : term.basis.counted.join(' and ');
  const from =
    term.scope === 'introduced-only'
      ? 'that originates in an introduction by the consultant'
      : 'whoever brought the investor';
  return [
    `${describeRate(term.rate, money)} of ${basis}, ${from}`,
    ...(term.trigger.join() === 'closing' ? [] : [`On ${term.trigger.join(' or ')}`]),
    ...(term.once === undefined ? [] : ['Once for each investor']),
    ...(term.when === undefined ? [] : [`Owed only once ${conditionWords(term.when, currency)}`]),
    ...(term.attribution === undefined ? [] : attributionWords(term.attribution)),
    ...(term.tail === 'open-ended' ? [] : tailWords(term.tail)),
    ...(term.window === undefined ? [] : [`For ${term.window.months} months from the investor's first`]),
    ...scopeWords(term.where),
    ...(term.counts === 'altogether' ? ['All closings count together'] : []),
    ...limitWords(term, money),
    ...creditWords(term, money),
    `Rounded once, ${rounding}`,
    ...payingWords(term),
    dueWords(term),
  ];
}

function limitWords(term: SuccessFeeTerm, money: (minor: bigint) => string): string[] {
  const { atLeastMinor, atMostMinor, altogetherAtMostMinor, investorAtMostMinor, periodAtMost } = term;
  return [
    ...(atLeastMinor === undefined ? [] : [`At least ${money(atLeastMinor)} a closing`]),
    ...(atMostMinor === undefined ? [] : [`At most ${money(atMostMinor)} a closing`]),
    ...(periodAtMost === undefined
      ? []
      : [
          `At most ${money(periodAtMost.amountMinor)} a calendar ${{ 1: 'month', 3: 'quarter', 12: 'year' }[periodAtMost.months]}`,
        ]),
    ...(investorAtMostMinor === undefined ? [] : [`At most ${money(investorAtMostMinor)} on one investor`]),
    ...(altogetherAtMostMinor === undefined ? [] : [`At most ${money(altogetherAtMostMinor)} in all`]),
  ];
}

function tailWords({ months, from, introducedOnly, investors, notAfterCause, listWithinDays }: Tail): string[] {
  return [
    from === 'introduction'
      ? `Up to ${months} months after the introduction`
      : `Up to ${months} months after the end of the agreement`,
    ...(introducedOnly ? ['After the end only on investors who were introduced'] : []),
    ...(investors.length === 0 ? [] : [`After the end only on ${investors.join(', ')}`]),
    ...(notAfterCause ? ['Nothing after an end for cause'] : []),
    ...(listWithinDays === undefined ? [] : [`Put on record at the latest ${listWithinDays} days after the end`]),
  ];
}

function scopeWords(where: Scope): string[] {
  return [
    ...(where.instruments.length === 0 ? [] : [`For ${where.instruments.join(' or ')} only`]),
    ...(where.classes.length === 0 ? [] : [`For investors of the class ${where.classes.join(' or ')} only`]),
    ...(where.notClasses.length === 0 ? [] : [`Not for investors of the class ${where.notClasses.join(' or ')}`]),
    ...(where.investors.length === 0 ? [] : [`For ${where.investors.join(', ')} only`]),
    ...(where.notInvestors.length === 0 ? [] : [`Not for ${where.notInvestors.join(', ')}`]),
  ];
}

function creditWords({ credit }: SuccessFeeTerm, money: (minor: bigint) => string): string[] {
  if (credit === undefined) return [];
  const when = credit.taken === 'after-minimum' ? 'after' : 'before';
  const most = credit.atMostMinor === undefined ? '' : `, ${money(credit.atMostMinor)} at most`;
  return [
    `Less ${credit.shareText} of what ${credit.terms.join(' and ')} brought${most}, taken ${when} the least amount is tested`,
  ];
}

/** Example: `closings together reach USD 10,000,000.00`. */
function conditionWords(condition: Condition | undefined, currency: string): string {
  if (condition === undefined) return '';
  const { events, where, raisedMinor, reachesMinor, times, endedBy } = condition;
  const kinds = events.join(' or ');
  const what = endedBy === undefined ? kinds : `${kinds} by the ${endedBy}`;
  const size = reachesMinor === undefined ? '' : ` of at least ${formatMoney(reachesMinor, currency)}`;
  const sum = raisedMinor === undefined ? '' : `, all together of at least ${formatMoney(raisedMinor, currency)}`;
  const which = scopeWords(where).map((words) => `, ${words.charAt(0).toLowerCase()}${words.slice(1)}`);
  return `the ${times === 1 ? 'first' : `number ${times}`} ${what}${size}${sum} has come${which.join('')}`;
}

/** What is said of every term that pays: in what, to whom, and with which discount. */
function payingWords({ paysIn, payee, split, discount }: PayingTerm): string[] {
  return [
    ...(paysIn === undefined ? [] : unitWords(paysIn)),
    ...(payee === undefined ? [] : [`Paid by the client to ${payee}, and not invoiced here`]),
    ...(split === undefined
      ? []
      : [`Of which ${split.map(({ to, shareText }) => `${shareText} to ${to}`).join(', ')}`]),
    ...(discount === undefined
      ? []
      : [
          `Less ${discount.shareText} when paid within ${discount.within} ${discount.counted === 'business-days' ? 'business ' : ''}days`,
        ]),
  ];
}

function unitWords({ unit, price, electedBy, note, rounding }: NonNullable<PayingTerm['paysIn']>): string[] {
  const at = price === undefined ? '' : price.kind === 'fixed' ? ` at ${price.text} each` : ' at the price of the day';
  const whole = `, to the whole unit ${rounding.replace('-', ' ')}`;
  const who =
    electedBy === undefined
      ? `Paid in ${unit}${at}${whole}`
      : `In ${unit}${at}${whole} when the ${electedBy} elects it`;
  return [who, ...(note === undefined ? [] : [`Of the ${unit}: ${note}`])];
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
