import { dueDate } from '../calendar/due-date.ts';
import { formatDate } from '../calendar/format-date.ts';
import { daysAfter, daysBetween, daysByThirties, monthsAfter, type PlainDate } from '../calendar/plain-date.ts';
import { disputesOf } from '../disputes/disputes.ts';
import type { Fact } from '../facts/fact.ts';
import { hashOf } from '../json.ts';
import { formatMoney } from '../money/format-money.ts';
import { add, divide, multiply, smallest, wholeOf, ZERO, type Fraction } from '../money/fraction.ts';
import { roundFraction } from '../money/rounding.ts';
import type { LateInterestTerm, TermsVersion } from '../terms/terms.ts';
import type { OwedContext } from './context.ts';
import { paidInFullOn, paymentFactIds, paymentsTaken, sumPaid, type Paid } from './paid.ts';
import type { Receivable, WorkingStep } from './receivable.ts';
import { hasKind, versionOn } from './versions.ts';

/** Fifty years of months: a debt is written off long before. */
const MOST_MONTHS = 600;

/**
 * The interest on what was paid late, or is not paid yet: one receivable for each month counted from the due day, each
 * the rounded interest so far less what was rounded before, so that they add up to the whole rounded once.
 * - `month`: a whole month late, on what was unpaid all through it; it accrues when the month is over.
 * - `month-or-part`: a month that has begun, on what was unpaid when it began; it accrues on its first day.
 * - `once`: a single charge on what is unpaid when the days of grace are over; it accrues on the day after.
 * - `year`: by days, on what was unpaid each day; it accrues when the month is over, or on the day all is paid.
 * Where it compounds, the interest billed before bears interest too. Paid within the days of grace, nothing is owed. Example: 17,640.25 due on 4 August and paid on 20 September, at 1.5% a
 * month or part, is 264.60 and 264.61.
 */
export function lateInterest(receivables: readonly Receivable[], context: OwedContext): Receivable[] {
  if (!hasKind(context.versions, 'late-interest')) return [];
  return receivables.flatMap((base) => {
    const version = versionOn(context.versions, base.accruesOn);
    return interestTerms(version, base).flatMap((term) =>
      monthsLate(term, base, context)
        .filter(({ accruesOn }) => accruesOn <= context.asOfOn)
        .map((month) => interestReceivable(term, base, month, { version, context })),
    );
  });
}

/** The next day on which time alone adds interest to these receivables. */
export function nextInterest(receivables: readonly Receivable[], context: OwedContext): PlainDate | undefined {
  const days = receivables.flatMap((base) =>
    interestTerms(versionOn(context.versions, base.accruesOn), base).flatMap((term) =>
      monthsLate(term, base, context).map(({ accruesOn }) => accruesOn),
    ),
  );
  return days.filter((on) => on > context.asOfOn).toSorted()[0];
}

function interestTerms({ terms }: TermsVersion, { termId, amountMinor }: Receivable): LateInterestTerm[] {
  if (amountMinor <= 0n) return [];
  return terms.terms
    .filter((term) => term.kind === 'late-interest')
    .filter(({ on }) => on.length === 0 || on.includes(termId));
}

interface MonthLate {
  /** Counts from 1; a single charge has none. */
  readonly number: number | undefined;
  readonly accruesOn: PlainDate;
  readonly amountMinor: bigint;
  readonly step: Omit<WorkingStep, 'clause'>;
}

/** Every month that is late by the day of the context, and the first one that is still to come. */
function monthsLate(term: LateInterestTerm, base: Receivable, context: OwedContext): MonthLate[] {
  const payments = withDisputed(paymentsTaken(base, context), base, context.facts);
  const graceEnd = daysAfter(base.dueOn, term.graceDays);
  const fullOn = paidInFullOn(payments, base.amountMinor);
  if (fullOn !== undefined && fullOn <= graceEnd) return [];
  if (term.per === 'once') return [singleCharge(term, base, payments, graceEnd)];
  const months: MonthLate[] = [];
  let exact: Fraction = ZERO;
  let roundedMinor = 0n;
  for (let number = 1; number <= MOST_MONTHS; number += 1) {
    const month = { from: monthsAfter(base.dueOn, number - 1), to: monthsAfter(base.dueOn, number) };
    const late = inMonth(term, base, {
      ...month,
      payments,
      fullOn,
      interestMinor: term.compounding ? roundedMinor : 0n,
    });
    if (late === undefined) return months;
    exact = add(exact, late.value);
    const sumMinor = roundFraction(exact.numerator, exact.denominator, term.rounding);
    const accruesOn = late.on > graceEnd ? late.on : daysAfter(graceEnd, 1);
    const amountMinor = sumMinor - roundedMinor;
    const figures = `${late.figures}; ${formatMoney(sumMinor, base.currency)} in all, of which ${formatMoney(amountMinor, base.currency)} is new`;
    months.push({ number, accruesOn, amountMinor, step: { what: late.what, figures } });
    roundedMinor = sumMinor;
    if (accruesOn > context.asOfOn) return months;
  }
  return months;
}

function singleCharge(
  term: LateInterestTerm,
  base: Receivable,
  payments: readonly Paid[],
  graceEnd: PlainDate,
): MonthLate {
  const unpaidMinor = base.amountMinor - sumPaid(payments, graceEnd);
  const exact = multiply(wholeOf(unpaidMinor), term.rate);
  const amountMinor = roundFraction(exact.numerator, exact.denominator, term.rounding);
  const money = (minor: bigint): string => formatMoney(minor, base.currency);
  const figures = `${money(unpaidMinor)} × ${term.rateText} = ${money(amountMinor)}`;
  const what = `Not paid by ${formatDate(graceEnd)}: a single charge`;
  return { number: undefined, accruesOn: daysAfter(graceEnd, 1), amountMinor, step: { what, figures } };
}

/** While the client disputes a part it bears no interest: it counts as paid, and as unpaid again where it was not right. */
function withDisputed(payments: readonly Paid[], { id }: Receivable, facts: readonly Fact[]): readonly Paid[] {
  const spans = disputesOf(facts).flatMap(({ receivable, party, disputedOn, amountMinor, end }): Paid[] => {
    if (receivable !== id || party !== 'client') return [];
    // What was upheld is off the receivable already.
    const restMinor = amountMinor - (end?.upheldMinor ?? 0n);
    const begins = { on: disputedOn, amountMinor: restMinor };
    return end === undefined ? [begins] : [begins, { on: end.on, amountMinor: -restMinor }];
  });
  return spans.length === 0
    ? payments
    : [...payments, ...spans].toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
}

interface Month {
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly payments: readonly Paid[];
  readonly fullOn: PlainDate | undefined;
  /** The interest billed before, where it compounds. */
  readonly interestMinor: bigint;
}

interface Late {
  readonly on: PlainDate;
  readonly value: Fraction;
  readonly what: string;
  readonly figures: string;
}

/** The interest of one month; undefined when nothing is late in it, nor in any month after it. */
function inMonth(term: LateInterestTerm, base: Receivable, month: Month): Late | undefined {
  if (term.per === 'year') return byDays(term, base, month);
  const isBegun = term.per === 'month-or-part';
  const unpaidMinor = base.amountMinor - sumPaid(month.payments, isBegun ? month.from : daysAfter(month.to, -1));
  if (unpaidMinor <= 0n) return undefined;
  const { rate, text } = monthRate(term);
  const value = multiply(wholeOf(unpaidMinor + month.interestMinor), rate);
  const on = isBegun ? daysAfter(month.from, 1) : month.to;
  const what = isBegun
    ? `Late from ${formatDate(on)}: a month or part of one`
    : `Late all through the month to ${formatDate(month.to)}`;
  return { on, value, what, figures: figuresOf(base, unpaidMinor, month, text) };
}

/** By days: each span between payments on what was unpaid in it. */
function byDays(term: LateInterestTerm, base: Receivable, month: Month): Late | undefined {
  const { from, to, payments, fullOn } = month;
  if (fullOn !== undefined && fullOn <= from) return undefined;
  const end = fullOn !== undefined && fullOn < to ? fullOn : to;
  const yearly = term.yearAtMost === undefined ? term.rate : smallest(term.rate, term.yearAtMost.rate);
  const text = yearly === term.rate ? term.rateText : (term.yearAtMost?.text ?? term.rateText);
  const cuts = [...new Set(payments.map(({ on }) => on))].filter((on) => on > from && on < end);
  const parts: string[] = [];
  let value = ZERO;
  let start = from;
  for (const stop of [...cuts, end]) {
    const unpaidMinor = base.amountMinor - sumPaid(payments, start);
    const days = term.dayCount === '30/360' ? daysByThirties(start, stop) : daysBetween(start, stop);
    const of = term.dayCount === 'actual/365' ? 365n : 360n;
    const principal = wholeOf(unpaidMinor + month.interestMinor);
    value = add(value, multiply(multiply(principal, yearly), { numerator: BigInt(days), denominator: of }));
    parts.push(`${figuresOf(base, unpaidMinor, month, text)} × ${days}/${of}`);
    start = stop;
  }
  return {
    on: end,
    value,
    what: `Late from ${formatDate(daysAfter(from, 1))} to ${formatDate(end)}`,
    figures: parts.join(' + '),
  };
}

/** The rate of a month, no more than a twelfth of the legal most of a year. */
function monthRate({ rate, rateText, yearAtMost }: LateInterestTerm): { rate: Fraction; text: string } {
  if (yearAtMost === undefined) return { rate, text: rateText };
  const most = divide(yearAtMost.rate, wholeOf(12n));
  const least = smallest(rate, most);
  return least === rate ? { rate, text: rateText } : { rate: most, text: `${yearAtMost.text}/12` };
}

function figuresOf({ currency }: Receivable, unpaidMinor: bigint, { interestMinor }: Month, text: string): string {
  const money = (minor: bigint): string => formatMoney(minor, currency);
  const principal = interestMinor === 0n ? money(unpaidMinor) : `(${money(unpaidMinor)} + ${money(interestMinor)})`;
  return `${principal} × ${text}`;
}

function interestReceivable(
  term: LateInterestTerm,
  base: Receivable,
  month: MonthLate,
  { version, context }: { readonly version: TermsVersion; readonly context: OwedContext },
): Receivable {
  const { number, accruesOn, amountMinor, step } = month;
  const id = number === undefined ? `${term.id}/${base.id}` : `${term.id}/${base.id}/${number}`;
  return {
    id,
    termId: term.id,
    clause: term.clause,
    kind: 'late-interest',
    description: `${term.name}${number === undefined ? '' : `, month ${number}`}, on ${base.description}`,
    accruesOn,
    dueOn: dueDate(term, accruesOn, version.terms.holidays),
    amountMinor,
    currency: base.currency,
    working: [
      {
        clause: term.clause,
        what: `${base.description}, due on ${formatDate(base.dueOn)}`,
        figures: formatMoney(base.amountMinor, base.currency),
      },
      { clause: term.clause, ...step },
    ],
    termsVersion: version.version,
    factIds: [...base.factIds, ...paymentFactIds(base, context), ...disputeFactIds(base, context)],
    inputsHash: hashOf({ id, term, base: base.inputsHash, accruesOn, amountMinor }),
  };
}

function disputeFactIds({ id }: Receivable, { facts }: OwedContext): readonly string[] {
  return disputesOf(facts)
    .filter(({ receivable }) => receivable === id)
    .flatMap(({ factIds }) => factIds);
}
