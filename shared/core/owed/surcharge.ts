import { dueDate } from '../calendar/due-date.ts';
import { hashOf } from '../json.ts';
import { times } from '../money/fraction.ts';
import { larger, smaller } from '../order.ts';
import type { SurchargeTerm } from '../terms/terms.ts';
import type { Line } from './context.ts';
import { measureOf, roundTo } from './measure.ts';
import type { WorkingStep } from './receivable.ts';
import { oldestFirst } from './standing.ts';

/**
 * The surcharges on the lines, each a line of its own beside the one that it is on. Example: an administrative charge of
 * 10% on an instalment of 25,000.00 is 2,500.00, id `admin/first/2026-02-02`.
 */
export function surcharges(lines: readonly Line[]): Line[] {
  const used = new Map<string, bigint>();
  return lines
    .toSorted(({ receivable: a }, { receivable: b }) => oldestFirst(a, b))
    .flatMap((base) =>
      base.version.terms.terms
        .filter((term) => term.kind === 'surcharge')
        .filter((term) => isOn(term, base))
        .map((term) => surchargeOn(term, base, used)),
    );
}

/** A number of units has no worth in money of which a share could be taken. */
function isOn({ on }: SurchargeTerm, { term }: Line): boolean {
  if (term.paysIn !== undefined && term.paysIn.price === undefined) return false;
  return on.length === 0 || on.includes(term.id);
}

function surchargeOn(term: SurchargeTerm, { receivable: base, version }: Line, used: Map<string, bigint>): Line {
  const { currency, holidays } = version.terms;
  const measure = measureOf(term.paysIn, currency);
  const exact = times(base.amountMinor, term.rate);
  let amountMinor = roundTo(measure, exact, term.rounding);
  const { money } = measure;
  const figures = `${money(base.amountMinor)} × ${term.rateText} = ${money(amountMinor)}`;
  const steps: Omit<WorkingStep, 'clause'>[] = [
    { what: `${term.rateText} of ${base.description}, rounded ${term.rounding.replace('-', ' ')}`, figures },
  ];
  const usedMinor = used.get(term.id) ?? 0n;
  const cap = (mostMinor: bigint | undefined, ofMinor: bigint, what: string): void => {
    if (mostMinor === undefined) return;
    amountMinor = smaller(amountMinor, larger(mostMinor - ofMinor, 0n));
    steps.push({
      what: `${what} at most ${money(mostMinor)}, of which ${money(ofMinor)} is used`,
      figures: money(amountMinor),
    });
  };
  cap(term.atMostEachMinor, 0n, 'Each time');
  cap(term.altogetherAtMostMinor, usedMinor, 'In all');
  used.set(term.id, usedMinor + amountMinor);
  const id = `${term.id}/${base.id}`;
  return {
    term,
    version,
    receivable: {
      id,
      termId: term.id,
      clause: term.clause,
      kind: 'surcharge',
      description: `${term.name} on ${base.description}`,
      accruesOn: base.accruesOn,
      dueOn: dueDate(term, base.accruesOn, holidays),
      amountMinor,
      currency,
      working: steps.map((step) => ({ clause: term.clause, ...step })),
      termsVersion: version.version,
      factIds: base.factIds,
      inputsHash: hashOf({ id, term, base: base.inputsHash, amountMinor: base.amountMinor, usedMinor }),
    },
  };
}
