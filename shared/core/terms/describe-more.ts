import { formatDate } from '../calendar/format-date.ts';
import { formatMoney } from '../money/format-money.ts';
import type { ExpensesTerm, LateInterestTerm, ManualTerm, RefundTerm, SurchargeTerm, TaxTerm } from './terms.ts';

type Other = ExpensesTerm | SurchargeTerm | TaxTerm | LateInterestTerm | RefundTerm | ManualTerm;

/** The terms that rest on others, or on claims, in sentences without their full stops. */
export function termsInWords(term: Other, currency: string): string[] {
  const money = (minor: bigint): string => formatMoney(minor, currency);
  switch (term.kind) {
    case 'expenses':
      return expensesWords(term, money);
    case 'surcharge':
      return surchargeWords(term, money);
    case 'tax':
      return [`${term.rateText} on what ${named(term.on)} bring, rounded ${term.rounding.replace('-', ' ')}`];
    case 'late-interest':
      return interestWords(term);
    case 'refund':
      return refundWords(term);
    case 'manual': {
      const days = term.remindOn.map(formatDate).join(', ');
      const events = term.onEvent === undefined ? '' : `on each ${term.onEvent}`;
      return [
        term.what,
        `A person is reminded ${[days, events].filter((part) => part !== '').join(' and ')}; nothing is billed`,
      ];
    }
    default:
      return term satisfies never;
  }
}

function named(ids: readonly string[]): string {
  return ids.length === 0 ? 'all terms' : ids.join(' and ');
}

function expensesWords(term: ExpensesTerm, money: (minor: bigint) => string): string[] {
  const { categories, atMostEachMinor, atMostMonthMinor, altogetherAtMostMinor, approval, receipts } = term;
  return [
    `${categories.length === 0 ? 'All expenses' : `Expenses for ${categories.join(' and ')}`}, as they are claimed`,
    ...(atMostEachMinor === undefined ? [] : [`At most ${money(atMostEachMinor)} a claim`]),
    ...(atMostMonthMinor === undefined ? [] : [`At most ${money(atMostMonthMinor)} a month`]),
    ...(term.atMostYearMinor === undefined ? [] : [`At most ${money(term.atMostYearMinor)} a year`]),
    ...(altogetherAtMostMinor === undefined ? [] : [`At most ${money(altogetherAtMostMinor)} in all`]),
    ...(approval === undefined
      ? []
      : [`Approved beforehand above ${money(approval.aboveMinor)} ${approval.of === 'month' ? 'a month' : 'a claim'}`]),
    receipts === 'required' ? 'With receipts' : 'Without receipts',
  ];
}

function interestWords(term: LateInterestTerm): string[] {
  const per = {
    month: 'for each whole month',
    'month-or-part': 'for each month or part of one',
    year: `a year, by days, ${term.dayCount}`,
    once: 'once',
  }[term.per];
  return [
    `${term.rateText} ${per} on what ${named(term.on)} bring and is paid late`,
    term.compounding ? 'Interest bears interest' : 'Interest bears no interest',
    ...(term.graceDays === 0 ? [] : [`None when it is paid within ${term.graceDays} days after it was due`]),
    ...(term.yearAtMost === undefined ? [] : [`At most ${term.yearAtMost.text} a year`]),
    `Rounded ${term.rounding.replace('-', ' ')}`,
  ];
}

function surchargeWords(term: SurchargeTerm, money: (minor: bigint) => string): string[] {
  const { atMostEachMinor, altogetherAtMostMinor, rateText, on, rounding } = term;
  return [
    `${rateText} on what ${named(on)} bring, billed beside each amount, rounded ${rounding.replace('-', ' ')}`,
    ...(atMostEachMinor === undefined ? [] : [`At most ${money(atMostEachMinor)} each time`]),
    ...(altogetherAtMostMinor === undefined ? [] : [`At most ${money(altogetherAtMostMinor)} in all`]),
  ];
}

function refundWords(term: RefundTerm): string[] {
  const { share, ifPaidWithin, unless } = term;
  const shares =
    share.kind === 'in-proportion'
      ? 'As much as the event is of the whole'
      : share.kind === 'flat'
        ? share.text
        : share.kind === 'prorated'
          ? `What is left of ${share.overDays} days, in proportion`
          : share.bands.map(({ upToDays, text }) => `${text} up to day ${upToDays}`).join(', ');
  return [
    `${shares} of what was ${term.basis} under ${term.of.join(' or ')} is given back on ${term.trigger.join(' or ')}`,
    term.counting === 'first-day' ? 'The day of the event itself is the first' : 'Days after the event are counted',
    ...(unless === undefined
      ? []
      : [`Nothing when ${unless.events.join(' or ')} makes it good within ${unless.withinDays} days`]),
    ...(ifPaidWithin === undefined
      ? []
      : [`Only when it was paid in full within ${ifPaidWithin} days after it was due`]),
    `Rounded ${term.rounding.replace('-', ' ')}`,
  ];
}
