import { formatDate } from '../shared/core/calendar/format-date.ts';
import type { PlainDate } from '../shared/core/calendar/plain-date.ts';
import { formatMoney } from '../shared/core/money/format-money.ts';
import { retainerPeriod } from '../shared/core/owed/retainer-periods.ts';
import type { RetainerTerm, Term, Terms } from '../shared/core/terms/terms.ts';
import { findingOn, type Finding } from './finding.ts';

/** What is risky in retainers, fixed payments, due dates and the bounds that they meet. */
export function dateFindings(terms: Terms): Finding[] {
  return terms.terms.flatMap((term) => [
    ...(term.kind === 'retainer' ? [...endless(term), ...neverOwed(term), ...steps(term)] : []),
    ...tooEarly(term, terms.dated),
    ...holidays(term, terms),
    ...overBound(term, terms),
  ]);
}

function endless(term: RetainerTerm): Finding[] {
  if (term.afterMinimum !== 'month-to-month' || term.mostPeriods !== undefined) return [];
  const what = `Once its minimum of ${term.minimumPeriods} periods is over it goes on until a party ends it.`;
  const advice = 'Agree on a notice period, and record the end with `tallystick record CONTRACT end`.';
  return [findingOn(term, what, advice)];
}

/** How many periods there can be; without end when it is undefined. */
function mostOf({ afterMinimum, minimumPeriods, mostPeriods }: RetainerTerm): number | undefined {
  if (afterMinimum === 'month-to-month') return mostPeriods;
  return Math.min(minimumPeriods, mostPeriods ?? minimumPeriods);
}

function neverOwed(term: RetainerTerm): Finding[] {
  const most = mostOf(term);
  if (most === 0) return [findingOn(term, 'No period is ever owed.', 'Set minimumPeriods, or let it go on.')];
  if (most === undefined) return [];
  const found: Finding[] = [];
  if (term.minimumPeriods > most) {
    const what = `The minimum of ${term.minimumPeriods} periods is never reached: there are ${most} at most.`;
    found.push(findingOn(term, what, 'Raise mostPeriods, or lower minimumPeriods.'));
  }
  if (term.lump !== undefined && term.lump.periods > most) {
    const what = `The lump pays for ${term.lump.periods} periods, but there are ${most} at most.`;
    found.push(findingOn(term, what, 'Lower the periods of the lump, or let there be more of them.'));
  }
  return found;
}

/** Steps that never count, or that count later than they say. */
function steps(term: RetainerTerm): Finding[] {
  const most = mostOf(term) ?? Number.POSITIVE_INFINITY;
  const { anchor } = term;
  return term.steps.flatMap(({ from }): Finding[] => {
    if (from === undefined || anchor === undefined) return [];
    let index = 0;
    while (index < most && retainerPeriod(term, anchor, index).from < from) index += 1;
    if (index >= most) {
      return [findingOn(term, `The step from ${formatDate(from)} comes after the last period.`, 'Take it out.')];
    }
    const begins = retainerPeriod(term, anchor, index).from;
    if (begins === from) return [];
    const what = `The step from ${formatDate(from)} falls inside a period, so it counts from ${formatDate(begins)}.`;
    return [findingOn(term, what, 'Name the first day of a period, so that nobody expects a part of one.')];
  });
}

function tooEarly(term: Term, dated: PlainDate): Finding[] {
  if (term.kind !== 'payment' || term.on === undefined || term.on >= dated) return [];
  const what = `It is owed on ${formatDate(term.on)}, before the agreement of ${formatDate(dated)}.`;
  return [findingOn(term, what, 'Check the date; it is billed as soon as the contract is adopted.')];
}

function holidays(term: Term, { holidays: listed }: Terms): Finding[] {
  if (!('dueCounted' in term) || term.dueCounted !== 'business-days' || term.dueDays === 0 || listed.length > 0)
    return [];
  const what = 'Business days are Monday to Friday: the file names no holidays, so it may fall due early.';
  return [findingOn(term, what, 'Add holidays, such as holidays: US-NY, or let both parties confirm it.')];
}

function overBound(term: Term, { bounds, currency }: Terms): Finding[] {
  if (term.kind !== 'retainer' && term.kind !== 'payment') return [];
  if (term.paysIn !== undefined) return [];
  const amounts = term.kind === 'retainer' ? amountsOf(term) : [term.amountMinor];
  const above = amounts.find((amountMinor) => amountMinor > bounds.approvalAboveMinor);
  if (above === undefined) return [];
  const [amount, bound] = [above, bounds.approvalAboveMinor].map((minor) => formatMoney(minor, currency));
  const what = `${amount} is above approvalAbove, ${bound}, so it waits for a person each time.`;
  return [findingOn(term, what, 'Raise approvalAbove under bounds, unless that is meant.')];
}

function amountsOf({ amountMinor, steps: later, lump }: RetainerTerm): bigint[] {
  return [amountMinor, ...later.map((step) => step.amountMinor), ...(lump === undefined ? [] : [lump.amountMinor])];
}
