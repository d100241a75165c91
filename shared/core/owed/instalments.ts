import { dueDate } from '../calendar/due-date.ts';
import { monthsAfter } from '../calendar/plain-date.ts';
import { hashOf } from '../json.ts';
import type { Line } from './context.ts';
import { measureOf } from './measure.ts';
import { partsOf } from './split.ts';

/**
 * A line as its instalments: parts that sum to the whole, each on its own day, the first under the id of the whole and the
 * others with their number. Example: 1,000,000.02 in quarters is 250,000.01, 250,000.01, 250,000.00, 250,000.00.
 */
export function inInstalments(line: Line): Line[] {
  const { term, receivable, version } = line;
  const { instalments } = term;
  if (instalments === undefined) return [line];
  const { grainMinor, money } = measureOf(term.paysIn, version.terms.currency);
  const parts = partsOf(
    instalments.map((instalment) => ({ ...instalment, to: '' })),
    receivable.amountMinor / grainMinor,
  );
  return instalments.map(({ shareText, afterMonths }, index) => {
    const accruesOn = monthsAfter(receivable.accruesOn, afterMonths);
    const amountMinor = (parts[index]?.part ?? 0n) * grainMinor;
    const what = `Instalment ${index + 1} of ${instalments.length}, ${shareText} of it`;
    const step = {
      clause: term.clause,
      what,
      figures: `${money(receivable.amountMinor)} × ${shareText}: ${money(amountMinor)}`,
    };
    return {
      ...line,
      receivable: {
        ...receivable,
        id: index === 0 ? receivable.id : `${receivable.id}/${index + 1}`,
        description: `${receivable.description}, instalment ${index + 1} of ${instalments.length}`,
        accruesOn,
        dueOn: dueDate(term, accruesOn, version.terms.holidays),
        amountMinor,
        working: [...receivable.working, step],
        inputsHash: hashOf({ whole: receivable.inputsHash, instalment: index + 1 }),
      },
    };
  });
}
