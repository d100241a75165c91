import type { PlainDate } from '../calendar/plain-date.ts';
import type { SuccessFeeTerm } from '../terms/terms.ts';
import { creditLeft, type CreditSource, type FeeSoFar } from './bounded-fee.ts';
import type { Receivable } from './receivable.ts';

/** What the fee lines of a contract have come to, while its closings are gone through in order. */
export interface FeeHistory {
  readonly lines: Map<string, FeeSoFar>;
  /** By the id of the credited term. */
  readonly credits: Map<string, CreditSource>;
}

export function newFeeHistory(): FeeHistory {
  return { lines: new Map(), credits: new Map() };
}

/**
 * What a fee line has come to before a closing on `on`. Its credit is what the credited terms have brought by that day,
 * less what any line has used of it: 25,000.00 paid at signing comes off one fee, or in parts off several.
 */
export function soFarOf(
  { lines, credits }: FeeHistory,
  term: SuccessFeeTerm,
  receivables: readonly Receivable[],
  on: PlainDate,
): FeeSoFar {
  const creditSources = (term.credit?.terms ?? []).map((id) => {
    const source = credits.get(id) ?? { broughtMinor: 0n, usedMinor: 0n };
    credits.set(id, source);
    source.broughtMinor = broughtBy(id, receivables, on);
    return source;
  });
  const before = lines.get(term.id) ?? nothingYet();
  const soFar = { ...before, creditSources, creditLeftMinor: creditLeft(term, creditSources, before.creditTakenMinor) };
  lines.set(term.id, soFar);
  return soFar;
}

function nothingYet() {
  return {
    countedMinor: 0n,
    ratedMinor: 0n,
    feesMinor: 0n,
    feesOf: new Map<string, bigint>(),
    creditTakenMinor: 0n,
    firstOf: new Map<string, PlainDate>(),
  };
}

function broughtBy(termId: string, receivables: readonly Receivable[], on: PlainDate): bigint {
  return receivables
    .filter((receivable) => receivable.termId === termId && receivable.accruesOn <= on)
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}
