import { dueDate } from '../calendar/due-date.ts';
import { formatDate } from '../calendar/format-date.ts';
import { daysAfter, daysBetween, daysByThirties, monthsAfter, type PlainDate } from '../calendar/plain-date.ts';
import { disputesOf } from '../disputes/disputes.ts';
import { ruled } from '../disputes/ruled.ts';
import type { Fact } from '../facts/fact.ts';
import { hashOf } from '../json.ts';
import { movementIndex } from '../ledger/movement-index.ts';
import { formatMoney } from '../money/format-money.ts';
import { add, divide, multiply, smallest, wholeOf, ZERO, type Fraction } from '../money/fraction.ts';
import { roundFraction } from '../money/rounding.ts';
import { byText, larger, smaller } from '../order.ts';
import type { LateInterestTerm, TermsVersion } from '../terms/terms.ts';
import type { OwedContext } from './context.ts';
import { keptBy, type SoFar } from './memo.ts';
import { nextTakenOn, paidInFullOn, paymentFactIds, paymentsTaken, sumPaid, writtenOff, type Paid } from './paid.ts';
import type { Receivable, WorkingStep } from './receivable.ts';
import { latest, versionOn } from './versions.ts';
import { newWatch, type Watch } from './watch.ts';

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
export function interestOn(context: OwedContext): void {
  const soFar = interest(context.memo.soFar);
  openAgain(soFar, context);
  for (const id of soFar.watch.open) {
    const debt = soFar.debts.get(id);
    if (debt === undefined) soFar.watch.open.delete(id);
    else if (!holds(debt, context)) workOut(debt, soFar, context);
  }
}

/** The next day on which time alone adds interest to what is owed. */
export function nextInterest({ memo }: OwedContext): PlainDate | undefined {
  const { watch, debts } = interest(memo.soFar);
  let next: PlainDate | undefined;
  for (const id of watch.open) next = soonest(next, debts.get(id)?.next);
  return next;
}

/** Has a receivable bear interest, where the terms say so. */
export function bearInterest(base: Receivable, context: OwedContext): void {
  const version = versionOn(context.versions, base.accruesOn);
  const terms = interestTerms(version, base);
  if (terms.length === 0) return;
  const soFar = interest(context.memo.soFar);
  soFar.debts.set(base.id, { base, version, terms, accrued: [], ...NOTHING_YET });
  soFar.watch.open.add(base.id);
}

export function bearNoInterest(id: string, soFar: SoFar): void {
  const { debts } = interest(soFar);
  for (const { receivable } of debts.get(id)?.accrued ?? []) soFar.standing.receivables.remove(receivable.id);
  debts.delete(id);
}

/** A receivable that bears interest, and what the interest was when it was worked out last. */
interface Debt {
  readonly base: Receivable;
  readonly version: TermsVersion;
  readonly terms: readonly LateInterestTerm[];
  /** True until it is worked out with what has been paid. */
  isNew: boolean;
  accrued: Accrued[];
  /** How many payments there had been. */
  payments: number;
  /** When time alone adds to it next. */
  next: PlainDate | undefined;
  /** From which day until before which the answer holds. */
  from: PlainDate;
  until: PlainDate | undefined;
}

interface Accrued {
  readonly term: LateInterestTerm;
  readonly month: MonthLate;
  readonly receivable: Receivable;
}

interface InterestSoFar {
  readonly debts: Map<string, Debt>;
  /** Those to which time alone may still add interest: they are not paid in full. */
  readonly watch: Watch;
  /** How many changes of what was paid have been looked at. */
  changes: number;
}

const NOTHING_YET = { isNew: true, payments: 0, next: undefined, from: '', until: undefined };

const interest = keptBy((): InterestSoFar => ({ debts: new Map(), watch: newWatch(), changes: 0 }));

/** Looks again at those for which a payment was reported, and, where the day is an earlier one, at those closed since. */
function openAgain(soFar: InterestSoFar, { facts, versions, asOfOn }: OwedContext): void {
  const { changes } = movementIndex(facts, latest(versions).terms.timeZone);
  for (const id of changes.slice(soFar.changes).flatMap(({ receivables }) => [...receivables])) {
    const debt = soFar.debts.get(id);
    if (debt === undefined) continue;
    debt.isNew = true;
    soFar.watch.open.add(id);
  }
  soFar.changes = changes.length;
  soFar.watch.asOf(asOfOn);
}

function holds({ isNew, from, until }: Debt, { asOfOn }: OwedContext): boolean {
  return !isNew && from <= asOfOn && (until === undefined || asOfOn < until);
}

function workOut(debt: Debt, soFar: InterestSoFar, context: OwedContext): void {
  const { base, terms } = debt;
  const { asOfOn, facts } = context;
  const payments = paymentsTaken(base, context);
  const isSame = !debt.isNew && payments.length === debt.payments && debt.from <= asOfOn;
  const known = isSame ? debt.accrued : [];
  const months = terms.flatMap((term) => {
    const last = known.findLast((one) => one.term === term)?.month;
    return monthsLate(term, base, context, last).map((month) => ({ term, month }));
  });
  const isOver = ({ month }: { month: MonthLate }): boolean => month.accruesOn <= asOfOn;
  const more = months
    .filter(isOver)
    .map((one) => ({ ...one, receivable: ruled(receivableOf(one, debt, context), facts, asOfOn) }));
  if (isSame) debt.accrued.push(...more);
  else replaceAccrued(debt, more, context);
  for (const { receivable } of more) context.memo.standing.receivables.put(receivable);
  const next = months.map(({ month }) => month.accruesOn).reduce(laterThan(asOfOn), undefined);
  const givenUpOn = writtenOff(base, context).find(({ on }) => on > asOfOn)?.on;
  const until = soonest(soonest(next, nextTakenOn(base, context)), givenUpOn);
  Object.assign(debt, { isNew: false, payments: payments.length, next, from: asOfOn, until });
  if (until === undefined && isPaid(base, payments, context)) soFar.watch.rest(base.id, asOfOn);
}

function replaceAccrued(debt: Debt, accrued: Accrued[], { memo }: OwedContext): void {
  const stands = new Set(accrued.map(({ receivable }) => receivable.id));
  for (const { receivable } of debt.accrued) {
    if (!stands.has(receivable.id)) memo.standing.receivables.remove(receivable.id);
  }
  debt.accrued = accrued;
}

/** True when nothing of it bears interest any more, and nothing is on record for a day to come. */
function isPaid(base: Receivable, payments: readonly Paid[], context: OwedContext): boolean {
  const taken = withUnclaimed(payments, base, context);
  const { asOfOn } = context;
  return paidInFullOn(taken, base.amountMinor) !== undefined && taken.every(({ on }) => on <= asOfOn);
}

function laterThan(day: PlainDate) {
  return (next: PlainDate | undefined, on: PlainDate) => (on > day ? soonest(next, on) : next);
}

function soonest(a: PlainDate | undefined, b: PlainDate | undefined): PlainDate | undefined {
  return a === undefined || (b !== undefined && b < a) ? b : a;
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
  /** The interest of this month and of all before it: exactly, and rounded. */
  readonly sum: Fraction;
  readonly sumMinor: bigint;
}

/**
 * Every month that is late by the day of the context, and the first one that is still to come; without those up to the
 * last one, where that is known.
 */
function monthsLate(
  term: LateInterestTerm,
  base: Receivable,
  context: OwedContext,
  last: MonthLate | undefined,
): MonthLate[] {
  const payments = withUnclaimed(paymentsTaken(base, context), base, context);
  const graceEnd = daysAfter(base.dueOn, term.graceDays);
  const fullOn = paidInFullOn(payments, base.amountMinor);
  if (fullOn !== undefined && fullOn <= graceEnd) return [];
  if (term.per === 'once') return last === undefined ? [singleCharge(term, base, payments, graceEnd)] : [];
  const months: MonthLate[] = [];
  let exact = last?.sum ?? ZERO;
  let roundedMinor = last?.sumMinor ?? 0n;
  for (let number = (last?.number ?? 0) + 1; number <= MOST_MONTHS; number += 1) {
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
    const accruesOn = larger(late.on, daysAfter(graceEnd, 1));
    const amountMinor = sumMinor - roundedMinor;
    const figures = `${late.figures}; ${formatMoney(sumMinor, base.currency)} in all, of which ${formatMoney(amountMinor, base.currency)} is new`;
    const step = { what: late.what, figures };
    months.push({ number, accruesOn, amountMinor, step, sum: exact, sumMinor });
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
  const accruesOn = daysAfter(graceEnd, 1);
  return { number: undefined, accruesOn, amountMinor, step: { what, figures }, sum: exact, sumMinor: amountMinor };
}

/** What is not claimed bears no interest: it counts as paid, and as unpaid again where it is claimed after all. */
function withUnclaimed(payments: readonly Paid[], base: Receivable, context: OwedContext): readonly Paid[] {
  const unclaimed = [...disputed(base, context.facts), ...writtenOff(base, context)];
  return unclaimed.length === 0 ? payments : [...payments, ...unclaimed].toSorted((a, b) => byText(a.on, b.on));
}

/** What the client disputes while it disputes it; what was not right is claimed again from the ruling on. */
function disputed({ id }: Receivable, facts: readonly Fact[]): readonly Paid[] {
  return disputesOf(facts).flatMap(({ receivable, party, disputedOn, amountMinor, end }): Paid[] => {
    if (receivable !== id || party !== 'client') return [];
    // What was upheld is off the receivable already.
    const restMinor = amountMinor - (end?.upheldMinor ?? 0n);
    const begins = { on: disputedOn, amountMinor: restMinor };
    return end === undefined ? [begins] : [begins, { on: end.on, amountMinor: -restMinor }];
  });
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
  const end = smaller(to, fullOn ?? to);
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

function receivableOf(
  { term, month }: Pick<Accrued, 'term' | 'month'>,
  { base, version }: Debt,
  context: OwedContext,
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
