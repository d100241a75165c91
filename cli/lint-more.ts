import { formatDate } from '../shared/core/calendar/format-date.ts';
import type { Term, Terms } from '../shared/core/terms/terms.ts';
import { findingOn, type Finding } from './finding.ts';

/** What is risky in expenses, interest, refunds, pay in units, deferred pay and tails, and what is left to a person. */
export function moreFindings(terms: Terms): Finding[] {
  return terms.terms.flatMap((term) => [
    ...unlimited(term),
    ...unitsOf(term),
    ...deferred(term),
    ...betweenTermAndTail(term, terms),
  ]);
}

function unlimited(term: Term): Finding[] {
  switch (term.kind) {
    case 'expenses': {
      const { atMostEachMinor, atMostMonthMinor, atMostYearMinor, altogetherAtMostMinor, approval } = term;
      const limits = [atMostEachMinor, atMostMonthMinor, atMostYearMinor, altogetherAtMostMinor, approval];
      if (limits.some((limit) => limit !== undefined)) return [];
      return [
        findingOn(
          term,
          'Whatever is claimed is owed: there is no cap and no approval.',
          'Agree a cap, or an approval above an amount.',
        ),
      ];
    }
    case 'late-interest':
      if (term.yearAtMost !== undefined || term.per === 'once') return [];
      return [
        findingOn(
          term,
          'No legal most is stated, and a court may refuse a rate above it.',
          'Add yearAtMost with the legal rate, or let counsel confirm the rate.',
        ),
      ];
    case 'refund':
      if (term.share.kind !== 'flat') return [];
      return [
        findingOn(
          term,
          `${term.share.text} is given back however long after the fee it happens.`,
          'Give the share by days, with upToDays, if the guarantee ends.',
        ),
      ];
    case 'manual': {
      const days = term.remindOn.map(formatDate).join(', ');
      return [
        findingOn(
          term,
          `Nothing is billed for it: a person is reminded${days === '' ? '' : ` on ${days}`}.`,
          'See to it on its days, and record what was done.',
        ),
      ];
    }
    case 'retainer':
    case 'payment':
    case 'success-fee':
    case 'surcharge':
    case 'tax':
      return [];
    default:
      return term satisfies never;
  }
}

function unitsOf(term: Term): Finding[] {
  if (!('paysIn' in term) || term.paysIn?.price?.kind !== 'stated') return [];
  const what = `It is paid in ${term.paysIn.unit} at the price of its day, and waits until somebody states that price.`;
  return [findingOn(term, what, 'Agree who states it, and from which source.')];
}

function deferred(term: Term): Finding[] {
  if (term.kind === 'retainer' && term.payableWhen !== undefined) {
    const what = 'Nothing of it is ever payable unless its condition is met.';
    return [findingOn(term, what, 'Agree what happens to it if the condition never comes.')];
  }
  if (term.kind === 'success-fee' && term.when !== undefined) {
    const what = 'No fee of the line is owed unless its condition is met, and then all of them are, on one day.';
    return [findingOn(term, what, 'Let both parties confirm that earlier closings count too.')];
  }
  return [];
}

/** A tail counted from each introduction may be over while the agreement still runs. */
function betweenTermAndTail(term: Term, { duration }: Terms): Finding[] {
  if (term.kind !== 'success-fee' || term.tail === 'open-ended' || term.tail.from !== 'introduction') return [];
  const { months } = term.tail;
  if (duration?.months !== undefined && duration.renewsMonths === undefined && duration.months <= months) return [];
  const what = `An introduction stops earning after ${months} months, even while the agreement still runs.`;
  return [findingOn(term, what, 'Count the tail from the end, or make it as long as the agreement lasts.')];
}
