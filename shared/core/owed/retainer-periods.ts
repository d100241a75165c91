import { daysAfter, daysBetween, daysByThirties, monthsAfter, type PlainDate } from '../calendar/plain-date.ts';
import { InvariantError } from '../errors.ts';
import { factsOf, type FactOf } from '../facts/fact.ts';
import { larger, smaller } from '../order.ts';
import type { EarlyEnd, RetainerTerm, TermsVersion } from '../terms/terms.ts';
import { metOn, type Met } from './condition.ts';
import type { OwedContext } from './context.ts';
import type { Ending } from './ending.ts';

/** A guard against a loop that never ends: 600 periods of a month are 50 years. */
const MOST_PERIODS = 12_000;

export interface RetainerPeriod {
  /** Counts from 0; -1 is the shorter period before the first whole one. */
  readonly index: number;
  readonly from: PlainDate;
  /** The last day that is billed. */
  readonly to: PlainDate;
  readonly accruesOn: PlainDate;
}

/** The part of a period that is billed, in days by the term's count; undefined is the whole of it. */
export interface BilledPart {
  readonly days: number;
  readonly of: number;
}

/** A period that is owed, with what the facts make of it. */
export interface OwedPeriod extends RetainerPeriod {
  readonly part?: BilledPart;
  /** The facts that moved it: what started it, held it, ended or paused it. */
  readonly factIds: readonly string[];
}

/** What is made here depends on the term and the index alone, so it is made once: a settlement asks for every period. */
const madePeriods = new WeakMap<RetainerTerm, Map<PlainDate, OwedPeriod[]>>();

/** Period `index` of a retainer, counted from its anchor. Example: anchor 6 April 1999, index 2: 6 June to 5 July. */
export function retainerPeriod(term: RetainerTerm, anchor: PlainDate, index: number): OwedPeriod {
  const made = periodsMade(term, anchor);
  const period = made[index] ?? newPeriod(term, anchor, index);
  made[index] = period;
  return period;
}

function periodsMade(term: RetainerTerm, anchor: PlainDate): OwedPeriod[] {
  const byAnchor = madePeriods.get(term) ?? new Map<PlainDate, OwedPeriod[]>();
  const made = byAnchor.get(anchor) ?? [];
  madePeriods.set(term, byAnchor.set(anchor, made));
  return made;
}

function newPeriod(term: RetainerTerm, anchor: PlainDate, index: number): OwedPeriod {
  const from = intervalsAfter(anchor, term, index);
  const to = daysAfter(intervalsAfter(anchor, term, index + 1), -1);
  return { index, from, to, accruesOn: term.timing === 'in-advance' ? from : to, factIds: NO_FACTS };
}

/** A date moved by so many periods, each counted from the date itself. */
function intervalsAfter(date: PlainDate, { id, everyMonths, everyWeeks }: RetainerTerm, count: number): PlainDate {
  if (everyWeeks !== undefined) return daysAfter(date, count * 7 * everyWeeks);
  if (everyMonths !== undefined) return monthsAfter(date, count * everyMonths);
  throw new InvariantError('a retainer has neither months nor weeks', { retainer: id });
}

const NO_FACTS: readonly string[] = [];

/**
 * The periods of a retainer, oldest first and without end where nothing ends them: the caller stops. After an end only the
 * rest of the minimum is owed, each period on its own day. A period that has begun is owed in full, unless the term
 * prorates: then the one in which the agreement ends, or that is paused in part, is billed by its days. A period that
 * begins in a pause is not owed, and the minimum is not extended by it. Clause 2.1 of the 1999 agreement and its readings.
 */
export function* owedPeriods(term: RetainerTerm, { terms }: TermsVersion, context: OwedContext): Generator<OwedPeriod> {
  const { currency } = terms;
  const started = term.startsWhen === undefined ? undefined : metOn(term.startsWhen, context, currency);
  const anchor = term.anchor ?? started?.on;
  const payable = term.payableWhen === undefined ? undefined : metOn(term.payableWhen, context, currency);
  if (anchor === undefined || (term.payableWhen !== undefined && payable === undefined)) return;
  const stopped = term.endsWhen === undefined ? undefined : metOn(term.endsWhen, context, currency);
  const pauses = factsOf(context.facts, 'PauseRecorded');
  const moving: Moving = { started, payable, pauses, ending: context.ending };
  // Nothing that facts say moves a period then, so that thirty years are gone through at no cost.
  const isStill = started === undefined && payable === undefined && pauses.length === 0 && context.ending === undefined;
  const short = shortFirst(term, anchor);
  if (short !== undefined && hasBegun(short, context.ending)) yield* moved(term, short, moving);
  for (let index = 0; index < MOST_PERIODS; index += 1) {
    const period = retainerPeriod(term, anchor, index);
    if (index >= (term.mostPeriods ?? MOST_PERIODS)) return;
    const inMinimum = index < term.minimumPeriods && !isForgiven(term, period, context.ending);
    const goesOn = hasBegun(period, context.ending) && (stopped === undefined || period.from <= stopped.on);
    if (!(inMinimum || (term.afterMinimum === 'month-to-month' && goesOn))) return;
    if (isInLump(term, index)) continue;
    if (isStill) yield period;
    else yield* moved(term, period, moving);
  }
  throw new RangeError(`retainer ${term.id} has more than ${MOST_PERIODS} periods`);
}

/** What becomes of the rest of the minimum after this end. */
function restAfter({ earlyEnd }: RetainerTerm, { party, forCause }: Ending): EarlyEnd | undefined {
  const byParty = { client: earlyEnd?.byClient, consultant: earlyEnd?.byConsultant };
  const own = party === undefined ? undefined : byParty[party];
  return (forCause ? earlyEnd?.forCause : undefined) ?? own;
}

/** True for a period of the minimum that an end before it takes away. */
function isForgiven(term: RetainerTerm, { from }: RetainerPeriod, ending: Ending | undefined): boolean {
  return ending !== undefined && from > ending.endsOn && restAfter(term, ending) === 'not-owed';
}

/** The day on which an early end makes a period of the minimum owed, where it makes the rest due at once. */
function dueAtOnce(term: RetainerTerm, { from }: RetainerPeriod, ending: Ending | undefined): Met | undefined {
  if (ending === undefined || from <= ending.endsOn) return undefined;
  return restAfter(term, ending) === 'at-once' ? { on: ending.endsOn, factIds: ending.factIds } : undefined;
}

interface Moving {
  readonly started: Met | undefined;
  readonly payable: Met | undefined;
  readonly pauses: readonly FactOf<'PauseRecorded'>[];
  readonly ending: Ending | undefined;
}

function shortFirst(term: RetainerTerm, anchor: PlainDate): RetainerPeriod | undefined {
  if (term.shortFirst === undefined) return undefined;
  const { from } = term.shortFirst;
  const to = daysAfter(anchor, -1);
  return { index: -1, from, to, accruesOn: term.timing === 'in-advance' ? from : to };
}

/** True for what begins while the agreement lasts. */
function hasBegun({ from }: RetainerPeriod, ending: Ending | undefined): boolean {
  return ending === undefined || from <= ending.endsOn;
}

/** True for the periods that the lump pays besides the first of them. */
function isInLump({ lump }: RetainerTerm, index: number): boolean {
  return lump !== undefined && index > 0 && index < lump.periods;
}

/**
 * A period as ends, pauses and conditions leave it; nothing when nothing of it is owed. Days are counted of the period,
 * but those of a short one without a sum of its own of the whole period that would end with it.
 */
function* moved(term: RetainerTerm, period: RetainerPeriod, moving: Moving): Generator<OwedPeriod> {
  const { started, payable, pauses, ending } = moving;
  const isInLumpSum = term.lump !== undefined && period.index === 0;
  const cut = cutByEnd(term, period, isInLumpSum ? undefined : ending);
  const paused = pausedIn(period.from, cut.to, isInLumpSum ? [] : pauses);
  if (paused.begins && term.proration === undefined) return;
  const all = daysOf(term, period.from, period.to);
  const days = daysOf(term, period.from, cut.to) - paused.days;
  const byWhole = period.index === -1 && term.shortFirst?.amountMinor === undefined;
  const isPart = term.proration !== undefined && (byWhole || days < all);
  if (days <= 0) return;
  const atOnce = dueAtOnce(term, period, ending);
  // No later than the last day that is billed of it.
  const own = atOnce?.on ?? smaller(period.accruesOn, cut.to);
  yield {
    ...period,
    to: cut.to,
    accruesOn: larger(own, payable?.on ?? own),
    ...(isPart ? { part: { days, of: byWhole ? wholeDays(term, period) : all } } : {}),
    factIds: [
      ...(started?.factIds ?? []),
      ...(payable?.factIds ?? []),
      ...cut.endIds,
      ...(atOnce?.factIds ?? []),
      ...(isPart ? paused.factIds : []),
    ],
  };
}

/** The last day that counts of the period in which the agreement ends, where the term bills it by days. */
function cutByEnd(
  term: RetainerTerm,
  { index, to }: RetainerPeriod,
  ending: Ending | undefined,
): { to: PlainDate; endIds: readonly string[] } {
  const isKept = term.proration === undefined || ending === undefined || (index >= 0 && index < term.minimumPeriods);
  if (isKept || ending.endsOn >= to) return { to, endIds: [] };
  return { to: ending.endsOn, endIds: ending.factIds };
}

function pausedIn(from: PlainDate, to: PlainDate, recorded: readonly FactOf<'PauseRecorded'>[]) {
  const pauses = recorded.filter(({ data }) => data.from <= to && data.to >= from);
  const days = new Set<PlainDate>();
  for (const { data } of pauses) {
    const last = smaller(data.to, to);
    for (let day = larger(data.from, from); day <= last; day = daysAfter(day, 1)) days.add(day);
  }
  return { days: days.size, begins: days.has(from), factIds: pauses.map(({ id }) => id) };
}

/** The days of a span, both ends among them, by the term's count: as the calendar has them, or months of thirty. */
function daysOf({ proration }: RetainerTerm, from: PlainDate, to: PlainDate): number {
  if (proration !== 'thirty-day-months') return daysBetween(from, to) + 1;
  return daysByThirties(from, daysAfter(to, 1));
}

/** The days of a whole period that would end where the short one ends. */
function wholeDays(term: RetainerTerm, { to }: RetainerPeriod): number {
  return daysOf(term, intervalsAfter(daysAfter(to, 1), term, -1), to);
}
