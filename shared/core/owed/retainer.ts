import { dueDate } from '../calendar/due-date.ts';
import { formatDate } from '../calendar/format-date.ts';
import { daysAfter, monthsAfter, type PlainDate } from '../calendar/plain-date.ts';
import { hashOf } from '../json.ts';
import { formatMoney } from '../money/format-money.ts';
import type { RetainerTerm, TermsVersion } from '../terms/terms.ts';
import { InvariantError } from '../errors.ts';
import type { Line, OwedContext } from './context.ts';
import type { Receivable } from './receivable.ts';
import { versionOn } from './versions.ts';

/** A guard against a loop that never ends: 600 periods of a month are 50 years. */
const MOST_PERIODS = 12_000;

export interface RetainerPeriod {
  /** Counts from 0. */
  readonly index: number;
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly accruesOn: PlainDate;
}

/** What is made here depends on the term and the index alone, so it is made once: a settlement asks for every period. */
const madePeriods = new WeakMap<RetainerTerm, RetainerPeriod[]>();
const madeReceivables = new WeakMap<TermsVersion, Map<RetainerTerm, Receivable[]>>();

/** Every period that has accrued by the day of the context, each under the version of its first day. */
export function* retainerLines({ versions, ending, asOfOn }: OwedContext): Generator<Line> {
  const given = new Set<string>();
  for (const version of versions) {
    for (const term of retainersOf(version)) {
      for (const period of retainerPeriods(term, asOfOn, ending?.endsOn)) {
        if (versionOn(versions, period.from) !== version) continue;
        const receivable = retainerReceivable(term, period, version);
        if (given.has(receivable.id))
          throw new InvariantError('a retainer period is owed twice', { receivable: receivable.id });
        given.add(receivable.id);
        yield { receivable, term, version };
      }
    }
  }
}

/** The day on which the next period accrues by time alone. */
export function nextPeriod({ versions, ending, asOfOn }: OwedContext): PlainDate | undefined {
  const dates: PlainDate[] = [];
  for (const version of versions) {
    for (const term of retainersOf(version)) {
      const anchor = term.anchor ?? asOfOn;
      const horizon = daysAfter(asOfOn > anchor ? asOfOn : anchor, 31 * term.everyMonths + 1);
      for (const period of retainerPeriods(term, horizon, ending?.endsOn)) {
        if (period.accruesOn > asOfOn && versionOn(versions, period.from) === version) dates.push(period.accruesOn);
      }
    }
  }
  return dates.toSorted()[0];
}

function retainersOf({ terms }: TermsVersion): RetainerTerm[] {
  return terms.terms.filter((term) => term.kind === 'retainer');
}

/** Period `index` of a retainer, counted from the anchor. Example: anchor 6 April 1999, index 2: 6 June to 5 July. */
export function retainerPeriod(term: RetainerTerm, index: number): RetainerPeriod {
  const made = madePeriods.get(term) ?? [];
  const period = made[index] ?? newPeriod(term, index);
  made[index] = period;
  madePeriods.set(term, made);
  return period;
}

function newPeriod(term: RetainerTerm, index: number): RetainerPeriod {
  const from = monthsAfter(term.anchor, index * term.everyMonths);
  const to = daysAfter(monthsAfter(term.anchor, (index + 1) * term.everyMonths), -1);
  return { index, from, to, accruesOn: term.timing === 'in-advance' ? from : to };
}

/**
 * The periods of a retainer that accrue by `until`. After an end date only the rest of the minimum term is owed, each
 * period on its own day; a period that has begun is owed in full. Clause 2.1 and its readings.
 */
export function* retainerPeriods(
  term: RetainerTerm,
  until: PlainDate,
  endsOn: PlainDate | undefined,
): Generator<RetainerPeriod> {
  for (let index = 0; index < MOST_PERIODS; index += 1) {
    const period = retainerPeriod(term, index);
    const inMinimum = index < term.minimumPeriods;
    if (index >= (term.mostPeriods ?? MOST_PERIODS)) return;
    const goesOn = term.afterMinimum === 'month-to-month' && (endsOn === undefined || period.from <= endsOn);
    if (period.accruesOn > until || !(inMinimum || goesOn)) return;
    if (!isInLump(term, index)) yield period;
  }
  throw new RangeError(`retainer ${term.id} has more than ${MOST_PERIODS} periods`);
}

/** Example: USD 2,000.00 for 6 June to 5 July 1999 under clause 2.1, id `retainer/1999-06-06`. */
export function retainerReceivable(term: RetainerTerm, period: RetainerPeriod, version: TermsVersion): Receivable {
  const ofVersion = madeReceivables.get(version) ?? new Map<RetainerTerm, Receivable[]>();
  const made = ofVersion.get(term) ?? [];
  const receivable = made[period.index] ?? newReceivable(term, period, version);
  made[period.index] = receivable;
  madeReceivables.set(version, ofVersion.set(term, made));
  return receivable;
}

function newReceivable(term: RetainerTerm, period: RetainerPeriod, version: TermsVersion): Receivable {
  const { currency } = version.terms;
  const id = `${term.id}/${period.from}`;
  const { amountMinor, what, to } = amountOf(term, period);
  const span = `${formatDate(period.from)} to ${formatDate(to)}`;
  const when = term.timing === 'in-advance' ? 'in advance, on its first day' : 'in arrears, on its last day';
  return {
    id,
    termId: term.id,
    clause: term.clause,
    kind: 'retainer',
    description: `${term.name}, ${span}`,
    accruesOn: period.accruesOn,
    dueOn: dueDate(term, period.accruesOn),
    amountMinor,
    currency,
    working: [
      {
        clause: term.clause,
        what: `Period ${period.index + 1}, counted from ${formatDate(term.anchor)}, payable ${when}`,
        figures: span,
      },
      { clause: term.clause, what, figures: formatMoney(amountMinor, currency) },
    ],
    termsVersion: version.version,
    factIds: [],
    inputsHash: hashOf({ id, term, currency }),
  };
}

/** True for the periods that the lump pays besides the first of them. */
function isInLump({ lump }: RetainerTerm, index: number): boolean {
  return lump !== undefined && index > 0 && index < lump.periods;
}

/** The amount of a period: the lump for the first ones, else the last step that the period has reached. */
function amountOf(term: RetainerTerm, period: RetainerPeriod): { amountMinor: bigint; what: string; to: PlainDate } {
  if (term.lump !== undefined && period.index === 0) {
    const { periods, amountMinor } = term.lump;
    return {
      amountMinor,
      what: `The first ${periods} periods together, at the stated sum`,
      to: retainerPeriod(term, periods - 1).to,
    };
  }
  const step = term.steps.findLast(({ from }) => from <= period.from);
  return step === undefined
    ? { amountMinor: term.amountMinor, what: 'Fixed amount for the period', to: period.to }
    : {
        amountMinor: step.amountMinor,
        what: `Fixed amount for a period from ${formatDate(step.from)} on`,
        to: period.to,
      };
}
