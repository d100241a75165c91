import type { FeeRate } from '../shared/core/terms/fee-rate.ts';
import type { Term, Terms } from '../shared/core/terms/terms.ts';
import { findingOn, type Finding } from './finding.ts';

/** What rests on somebody's report, or on a word that both parties may read in different ways. */
export function reportFindings({ terms }: Terms): Finding[] {
  return terms.flatMap((term) => [...indexOf(term), ...othersOf(term), ...modifiedScale(term)]);
}

function indexOf(term: Term): Finding[] {
  if (!('indexed' in term) || term.indexed === undefined) return [];
  const { index } = term.indexed;
  const what = `It follows ${index}, and waits on each adjustment day until somebody states its value.`;
  return [findingOn(term, what, 'Agree which published value counts, and who records it.')];
}

function othersOf(term: Term): Finding[] {
  if (term.kind !== 'success-fee') return [];
  const { offset, sharedAmong } = term;
  const found: Finding[] = [];
  if (offset !== undefined) {
    const what = 'What others are paid comes off only where the closing is reported with it.';
    found.push(
      findingOn(term, what, 'Have the client report paidToOthers with each closing, and show what it rests on.'),
    );
  }
  if (sharedAmong !== undefined) {
    const what = `A closing that states no number of ${sharedAmong} earns the whole fee.`;
    found.push(findingOn(term, what, `Have each closing reported with its quantity of ${sharedAmong}.`));
  }
  return found;
}

function modifiedScale(term: Term): Finding[] {
  if (term.kind !== 'success-fee' || !usesModified(term.rate)) return [];
  const what =
    'Under modified-lehman sources give different scales; here it is 2% of the first ten million and 1% above.';
  return [findingOn(term, what, 'Let both parties confirm it, or write the bands of the agreement.')];
}

function usesModified(rate: FeeRate): boolean {
  if ('of' in rate) return rate.of.some(usesModified);
  return rate.kind === 'bands' && rate.taken === 'marginal' && rate.name?.startsWith('modified-lehman') === true;
}
