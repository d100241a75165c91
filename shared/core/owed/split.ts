import { formatMoney } from '../money/format-money.ts';
import { times } from '../money/fraction.ts';
import { roundFraction } from '../money/rounding.ts';
import type { Part } from '../terms/terms.ts';
import type { Line } from './context.ts';
import type { Receivable, WorkingStep } from './receivable.ts';

/** The receivable with who gets it in place of the consultant, or who gets which part of it. */
export function withParts({ receivable, term }: Line): Receivable {
  const { payee, split } = term;
  if (payee !== undefined) return { ...receivable, payee };
  return split === undefined ? receivable : inParts(receivable, split);
}

/** The receivable shared by several in equal parts, each named. Example: 100.00 between two is 50.00 each. */
export function inEqualParts(receivable: Receivable, names: readonly string[]): Receivable {
  const share = { numerator: 1n, denominator: BigInt(names.length) };
  return inParts(
    receivable,
    names.map((to) => ({ to, share, shareText: `one of ${names.length} equal parts` })),
  );
}

function inParts(receivable: Receivable, split: readonly Part[]): Receivable {
  const { amountMinor, currency, clause } = receivable;
  const money = (minor: bigint): string => formatMoney(minor, currency);
  const parts = partsOf(split, amountMinor);
  const steps = parts.map(({ to, shareText, part }) => {
    return { clause, what: `Of which ${to}, ${shareText}`, figures: money(part) };
  });
  return {
    ...receivable,
    working: [...receivable.working, ...steps],
    split: parts.map(({ to, part }) => ({ to, amountMinor: part })),
  };
}

/** The parts of a number of units, as steps of the working. */
export function partsInWords(
  split: readonly Part[] | undefined,
  quantity: bigint,
  unit: string,
): Omit<WorkingStep, 'clause'>[] {
  return partsOf(split ?? [], quantity).map(({ to, shareText, part }) => {
    return { what: `Of which ${to}, ${shareText}`, figures: `${part} ${unit}` };
  });
}

/**
 * The parts by their shares, each rounded down; what is left over goes, one by one, to those that lost most by it. They
 * sum to the whole. Example: a third each of 100 is 34, 33, 33.
 */
export function partsOf(split: readonly Part[], whole: bigint): (Part & { readonly part: bigint })[] {
  const floors = split.map((part, index) => {
    const exact = times(whole, part.share);
    const floor = roundFraction(exact.numerator, exact.denominator, 'down');
    const lost = Number(((exact.numerator - floor * exact.denominator) * 1_000_000n) / exact.denominator);
    return { part, index, floor, lost };
  });
  let left = whole - floors.reduce((sum, { floor }) => sum + floor, 0n);
  const more = new Set<number>();
  for (const { index } of floors.toSorted((a, b) => b.lost - a.lost)) {
    if (left === 0n) break;
    more.add(index);
    left -= 1n;
  }
  return floors.map(({ part, index, floor }) => ({ ...part, part: more.has(index) ? floor + 1n : floor }));
}
