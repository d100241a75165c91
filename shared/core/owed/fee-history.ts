import { monthsAfter, type PlainDate } from '../calendar/plain-date.ts';
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
  { closing, on, dated }: FeeAt,
): FeeSoFar {
  const creditSources = (term.credit?.terms ?? []).map((id) => {
    const source = credits.get(id) ?? { broughtMinor: 0n, usedMinor: 0n };
    credits.set(id, source);
    source.broughtMinor = broughtBy(id, receivables, on);
    return source;
  });
  const before = countedAnew(lines.get(term.id) ?? nothingYet(), countedIn(term, on, dated));
  const soFar = {
    ...before,
    ...besideOf(term, receivables, { closing, on }),
    creditSources,
    creditLeftMinor: creditLeft(term, creditSources, before.creditTakenMinor),
  };
  lines.set(term.id, soFar);
  return soFar;
}

/** What the terms brought that share a limit with the line: on the closing, and in all. */
function besideOf(
  { together }: SuccessFeeTerm,
  receivables: readonly Receivable[],
  { closing, on }: Omit<FeeAt, 'dated'>,
): Pick<FeeSoFar, 'beside'> {
  if (together === undefined) return {};
  const onClosing = together.with.map((id) => receivables.find((one) => one.id === `${id}/${closing}`));
  return {
    beside: {
      onClosingMinor: onClosing.reduce((sum, one) => sum + (one?.amountMinor ?? 0n), 0n),
      allMinor: together.with.reduce((sum, id) => sum + broughtBy(id, receivables, on), 0n),
    },
  };
}

/** The closing that a fee is on, its day, and the date of the agreement. */
export interface FeeAt {
  readonly closing: string;
  readonly on: PlainDate;
  readonly dated: PlainDate;
}

type Past = ReturnType<typeof nothingYet> & { readonly countedIn?: string };

/** What came before, without the amounts of a period that is over. */
function countedAnew(before: Past, period: string | undefined): Past {
  if (period === undefined || before.countedIn === period) return before;
  return { ...before, countedIn: period, countedMinor: 0n, ratedMinor: 0n };
}

/** Example: `2026/3` for the last quarter of 2026. */
function countedIn({ countsIn }: SuccessFeeTerm, on: PlainDate, dated: PlainDate): string | undefined {
  const month = Number(on.slice(5, 7)) - 1;
  switch (countsIn) {
    case undefined:
      return undefined;
    case 'month':
      return on.slice(0, 7);
    case 'quarter':
      return `${on.slice(0, 4)}/${Math.floor(month / 3)}`;
    case 'year':
      return on.slice(0, 4);
    case 'contract-year':
      return `year ${yearOf(on, dated)}`;
    default:
      return countsIn satisfies never;
  }
}

/** Which year of the agreement a day lies in, counted from 0. */
function yearOf(on: PlainDate, dated: PlainDate): number {
  const years = Number(on.slice(0, 4)) - Number(dated.slice(0, 4));
  return monthsAfter(dated, years * 12) > on ? years - 1 : years;
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
