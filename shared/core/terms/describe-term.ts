import { formatDate } from '../calendar/format-date.ts';
import type { DueRule } from '../calendar/due-date.ts';
import { formatMoney } from '../money/format-money.ts';
import { measureOf } from '../owed/measure.ts';
import { attributionWords } from './describe-introductions.ts';
import { describeRate } from './fee-rate.ts';
import { changeWords } from './describe-changes.ts';
import { besidesWords, countsWords, windowWords } from './describe-fee.ts';
import { termsInWords } from './describe-more.ts';
import type {
  Condition,
  FeeBasisName,
  HappeningCondition,
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
    case 'surcharge':
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
  const { everyMonths = 1, everyWeeks } = term;
  const every = everyWeeks === undefined ? counted(everyMonths, 'month') : counted(everyWeeks, 'week');
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
    ...changeWords(term),
    ...payingWords(term),
    dueWords(term),
  ];
}

function counted(count: number, unit: string): string {
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`;
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
  const { credit } = term;
  return [
    `${money(term.amountMinor)} ${whenWords}`,
    ...scopeWords(term.where),
    ...changeWords(term),
    ...(credit === undefined ? [] : [`Less ${credit.shareText} of what ${credit.terms.join(' and ')} brought by then`]),
    ...payingWords(term),
    dueWords(term),
  ];
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
  const from = {
    'introduced-only': 'that originates in an introduction by the consultant',
    'not-introduced': 'that originates in no introduction by the consultant',
    'any-investor': 'whoever brought the investor',
  }[term.scope];
  return [
    `${describeRate(term.rate, money)} of ${basis}, ${from}`,
    ...(term.trigger.join() === 'closing' ? [] : [`On ${term.trigger.join(' or ')}`]),
    ...(term.once === undefined ? [] : ['Once for each investor']),
    ...(term.when === undefined ? [] : [`Owed only once ${conditionWords(term.when, currency)}`]),
    ...(term.attribution === undefined ? [] : attributionWords(term.attribution)),
    ...(term.tail === 'open-ended' ? [] : tailWords(term.tail)),
    ...(term.window === undefined ? [] : [windowWords(term.window)]),
    ...scopeWords(term.where),
    ...countsWords(term),
    ...besidesWords(term, money),
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

function tailWords({ months, from, introducedOnly, investors, notAfterCause, listWithinDays, share }: Tail): string[] {
  return [
    from === 'introduction'
      ? `Up to ${months} months after the introduction`
      : `Up to ${months} months after the end of the agreement`,
    ...(introducedOnly ? ['After the end only on investors who were introduced'] : []),
    ...(investors.length === 0 ? [] : [`After the end only on ${investors.join(', ')}`]),
    ...(notAfterCause ? ['Nothing after an end for cause'] : []),
    ...(listWithinDays === undefined ? [] : [`Put on record at the latest ${listWithinDays} days after the end`]),
    ...(share === undefined ? [] : [`After the end ${share.text} of the fee`]),
  ];
}

function scopeWords(where: Scope): string[] {
  return [
    ...(where.instruments.length === 0 ? [] : [`For ${where.instruments.join(' or ')} only`]),
    ...(where.classes.length === 0 ? [] : [`For investors of the class ${where.classes.join(' or ')} only`]),
    ...(where.notClasses.length === 0 ? [] : [`Not for investors of the class ${where.notClasses.join(' or ')}`]),
    ...(where.investors.length === 0 ? [] : [`For ${where.investors.join(', ')} only`]),
    ...(where.notInvestors.length === 0 ? [] : [`Not for ${where.notInvestors.join(', ')}`]),
    ...(where.from === undefined ? [] : [`From ${formatDate(where.from)} on`]),
    ...(where.to === undefined ? [] : [`Up to ${formatDate(where.to)}`]),
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

/** Example: `the first closing, all together of at least USD 10,000,000.00 has come`. */
function conditionWords(condition: Condition | undefined, currency: string): string {
  if (condition === undefined) return '';
  if ('all' in condition) return condition.all.map((part) => happeningWords(part, currency)).join(', and ');
  if ('any' in condition) return condition.any.map((part) => happeningWords(part, currency)).join(', or ');
  return happeningWords(condition, currency);
}

function happeningWords(condition: HappeningCondition, currency: string): string {
  const { events, where, raisedMinor, reachesMinor, times, endedBy, endedForCause, missedBy } = condition;
  const kinds = events.join(' or ');
  const what = endedBy === undefined ? kinds : `${kinds} by the ${endedBy}`;
  const cause = endedForCause === undefined ? '' : endedForCause ? ', for cause' : ', without cause';
  const size = reachesMinor === undefined ? '' : ` of at least ${formatMoney(reachesMinor, currency)}`;
  const sum = raisedMinor === undefined ? '' : `, all together of at least ${formatMoney(raisedMinor, currency)}`;
  const which = scopeWords(where).map((words) => `, ${words.charAt(0).toLowerCase()}${words.slice(1)}`);
  const said = `the ${times === 1 ? 'first' : `number ${times}`} ${what}${cause}${size}${sum}`;
  return missedBy === undefined
    ? `${said} has come${which.join('')}`
    : `${said} has not come by ${formatDate(missedBy)}${which.join('')}`;
}

/** What is said of every term that pays: in what, to whom, and with which discount. */
function payingWords({ paysIn, payee, split, discount, instalments }: PayingTerm): string[] {
  return [
    ...(instalments === undefined
      ? []
      : [
          `In instalments: ${instalments.map(({ shareText, afterMonths }) => `${shareText} after ${afterMonths} months`).join(', ')}`,
        ]),
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

function dueWords({ dueDays, dueCounted, dueFrom, dueRolls }: DueRule): string {
  const days = `${dueDays} ${dueCounted === 'business-days' ? 'business ' : ''}day${dueDays === 1 ? '' : 's'}`;
  const from = {
    accrual: 'it accrues',
    'month-end': 'the end of the month',
    'quarter-end': 'the end of the quarter',
    'year-end': 'the end of the year',
  }[dueFrom];
  const rolls = dueRolls === undefined ? '' : `, or on the ${dueRolls.replaceAll('-', ' ')}`;
  return `${dueDays === 0 && dueFrom === 'accrual' ? 'Due when it accrues' : `Due ${days} after ${from}`}${rolls}`;
}
